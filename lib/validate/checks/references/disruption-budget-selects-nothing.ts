import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { budgetKind, budgets } from '../../references/budgets';
import { manifest } from '../../references/example';
import { selectorText } from '../../references/labels-text';
import { maySelectOthers, selectableKinds } from '../../references/selection';

const budget = (name: string, app: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', name, `spec: {minAvailable: 1, selector: {matchLabels: {app: ${app}}}}`);

export default {
  id: 'disruption-budget-selects-nothing',
  scope: 'corpus',
  kinds: [budgetKind, ...selectableKinds],
  severity: 'warning',
  summary: 'A PodDisruptionBudget whose selector matches no pod of its namespace: it protects nothing',
  remedy: 'Make the selector equal to the labels of the pod template, in the same namespace.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  examples: {
    passes: [documents(budget('web', 'web'), workload(''))],
    fails: [
      { yaml: documents(budget('web', 'wbe'), workload('')), at: 'spec.selector' },
      documents(budget('team/web', 'web'), workload('')),
    ],
  },
  check(corpus, report) {
    for (const { object, selector, pods } of corpus.derive(budgets)) {
      if (pods.length > 0 || maySelectOthers(corpus, object.namespace, selector)) continue;
      const labels = selectorText(selector);
      const which = labels === '' ? 'no pods' : `no pods with ${labels}`;
      report(object, ['spec', 'selector'], `${which} in namespace ${object.namespace}`);
    }
  },
} satisfies CorpusCheck;
