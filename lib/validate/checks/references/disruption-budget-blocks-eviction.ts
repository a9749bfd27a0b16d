import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { budgetKind, budgets, type Budget } from '../../references/budgets';
import { manifest } from '../../references/example';
import { scalingKinds } from '../../references/scale-targets';
import { podsOf } from '../../reliability/amount';
import { fewestReplicas } from '../../reliability/replicas';
import type { Corpus } from '../../corpus';

const budget = (limit: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', 'web', `spec: {${limit}, selector: {matchLabels: {app: web}}}`);

export default {
  id: 'disruption-budget-blocks-eviction',
  scope: 'corpus',
  kinds: [budgetKind, ...podKinds, ...scalingKinds],
  severity: 'warning',
  summary: 'A PodDisruptionBudget that never lets a pod go: no node with one of them can be drained',
  remedy: 'Set maxUnavailable: 1, and run at least two replicas.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions',
  examples: {
    passes: [
      documents(budget('minAvailable: 1'), workload({ spec: 'replicas: 2' })),
      documents(budget('maxUnavailable: 1'), workload('')),
    ],
    fails: [
      { yaml: documents(budget('maxUnavailable: 0'), workload('')), at: 'spec.maxUnavailable' },
      documents(budget('minAvailable: 100%'), workload({ spec: 'replicas: 2' })),
      { yaml: documents(budget('minAvailable: 1'), workload({ spec: 'replicas: 1' })), at: 'spec.minAvailable' },
      // Rounded up: two of two.
      documents(budget('minAvailable: 51%'), workload({ spec: 'replicas: 2' })),
      // What the autoscaler goes down to.
      documents(
        budget('minAvailable: 2'),
        workload({ spec: 'replicas: 5' }),
        'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  minReplicas: 2\n  maxReplicas: 5\n',
      ),
    ],
  },
  check(corpus, report) {
    for (const budget of corpus.derive(budgets)) {
      const { object, spec } = budget;
      const { maxUnavailable, minAvailable } = spec;
      if (maxUnavailable === 0 || maxUnavailable === '0%') {
        report(object, ['spec', 'maxUnavailable'], `maxUnavailable ${maxUnavailable}: no pod may ever be evicted`);
      } else if (minAvailable === '100%') {
        report(object, ['spec', 'minAvailable'], 'minAvailable 100%: no pod may ever be evicted');
      } else {
        const replicas = replicasOf(corpus, budget);
        const needed = replicas === undefined ? undefined : podsOf(minAvailable, replicas);
        if (replicas === undefined || replicas === 0 || needed === undefined || needed < replicas) continue;
        const message = `minAvailable ${needed} of ${replicas} replicas: no pod may ever be evicted`;
        report(object, ['spec', 'minAvailable'], message);
      }
    }
  },
} satisfies CorpusCheck;

/** The fewest of the only workload that the budget is for; undefined where more than one is meant, or nobody knows. */
function replicasOf(corpus: Corpus, { pods: [pod, ...others] }: Budget): number | undefined {
  return pod === undefined || others.length > 0 ? undefined : fewestReplicas(corpus, pod.object);
}
