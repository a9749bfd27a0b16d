import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { podKinds } from '../../pod';
import { budgetKind, budgets, type Budget } from '../../references/budgets';
import { manifest } from '../../references/example';
import { valueAt } from '../../references/lenient';
import { scaleTargets, scalingKinds } from '../../references/scale-targets';
import { workloadKinds } from '../../references/workloads';
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
      } else if (typeof minAvailable === 'number') {
        const replicas = replicasOf(corpus, budget);
        if (replicas === undefined || replicas === 0 || minAvailable < replicas) continue;
        const message = `minAvailable ${minAvailable} of ${replicas} replicas: no pod may ever be evicted`;
        report(object, ['spec', 'minAvailable'], message);
      }
    }
  },
} satisfies CorpusCheck;

/** Of the only workload that the budget is for; undefined where an autoscaler sets it, or more than one is meant. */
function replicasOf(corpus: Corpus, { pods: [pod, ...others] }: Budget): number | undefined {
  if (pod === undefined || others.length > 0 || !workloadKinds.includes(pod.object.key)) return undefined;
  const { object } = pod;
  if (object.key === 'DaemonSet.apps') return undefined;
  const isScaled = corpus.derive(scaled).has(`${object.key}\n${object.namespace}\n${object.name}`);
  const replicas = valueAt(object.value, 'spec', 'replicas') ?? 1;
  return isScaled || typeof replicas !== 'number' ? undefined : replicas;
}

function scaled(corpus: Corpus): ReadonlySet<string> {
  return new Set(corpus.derive(scaleTargets).map(({ object, key, name }) => `${key}\n${object.namespace}\n${name}`));
}
