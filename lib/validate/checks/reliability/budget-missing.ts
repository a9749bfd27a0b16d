import type { PodDisruptionBudget } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { podOf } from '../../pod';
import { autoscalers, fewestReplicas, replicated } from '../../reliability/replicas';
import { selects } from '../../selector';

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
    const budgets = corpus.ofKind('PodDisruptionBudget.policy');
    for (const workload of replicated.flatMap((key) => corpus.ofKind(key))) {
      const pod = podOf(workload);
      const replicas = fewestReplicas(corpus, workload) ?? 0;
      if (pod === undefined || replicas < 2) continue;
      const covered = budgets.some((budget) => {
        const { selector } = typed<PodDisruptionBudget>(budget).spec ?? {};
        // Whose selector is broken may be the one.
        if (selector === undefined) return budget.problems.length > 0;
        return budget.namespace === workload.namespace && selects(selector, pod.labels);
      });
      if (!covered) report(workload, [], `no PodDisruptionBudget selects its ${replicas} pods`);
    }
  },
} satisfies CorpusCheck;
