import type { PodDisruptionBudget } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { autoscalers, fewestReplicas, replicated } from '../../reliability/replicas';

export default {
  id: 'budget-missing',
  scope: 'corpus',
  kinds: ['PodDisruptionBudget.policy', ...replicated, ...autoscalers],
  severity: 'info',
  summary: 'A workload with several replicas has no disruption budget: draining nodes may take all of them at once',
  remedy: 'Add a PodDisruptionBudget with maxUnavailable: 1 that selects its pods.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  examples: {
    passes: [
      documents(
        workload({ spec: 'replicas: 3' }),
        'apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}\n',
      ),
      workload({ spec: 'replicas: 1' }),
    ],
    fails: [{ yaml: workload({ spec: 'replicas: 3' }), at: '' }],
  },
  check(corpus, report) {
    if (!corpus.complete) return;
    const selectors = corpus
      .ofKind('PodDisruptionBudget.policy')
      .map((budget) => ({ budget, selector: typed<PodDisruptionBudget>(budget).spec?.selector }));
    // Whose selector is broken may be the one.
    if (selectors.some(({ budget, selector }) => selector === undefined && budget.problems.length > 0)) return;
    // A set of lists first: many budgets may mean the same.
    const lists = new Set(
      selectors.flatMap(({ budget, selector }) =>
        selector === undefined ? [] : [corpus.podsSelectedBy(budget.namespace, selector)],
      ),
    );
    const covered = new Set([...lists].flat());
    if (corpus.isExhausted) return;
    for (const workload of replicated.flatMap((key) => corpus.ofKind(key))) {
      const pod = corpus.podOf(workload);
      const replicas = fewestReplicas(corpus, workload) ?? 0;
      if (pod === undefined || replicas < 2) continue;
      if (!covered.has(pod)) report(workload, [], `no PodDisruptionBudget selects its ${replicas} pods`);
    }
  },
} satisfies CorpusCheck;
