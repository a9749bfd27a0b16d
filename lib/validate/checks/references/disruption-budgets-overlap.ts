import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { objectText } from '../../finding';
import { type Pod, podKinds } from '../../pod';
import { budgetKind, budgets, type Budget } from '../../references/budgets';
import { manifest } from '../../references/example';
import { isSame } from '../../references/workloads';

const budget = (name: string) =>
  manifest('policy/v1', 'PodDisruptionBudget', name, 'spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}');

export default {
  id: 'disruption-budgets-overlap',
  scope: 'corpus',
  kinds: [budgetKind, ...podKinds],
  severity: 'error',
  summary: 'Two PodDisruptionBudgets for the same pods: the API server refuses to evict them at all',
  remedy: 'Keep one budget for these pods, or make the selectors disjoint.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  examples: {
    passes: [documents(budget('web'), workload(''))],
    fails: [{ yaml: documents(budget('web'), budget('web-too'), workload('')), at: 'spec.selector' }],
  },
  check(corpus, report) {
    const first = new Map<Pod, Budget>();
    for (const budget of corpus.derive(budgets)) {
      const { object, pods } = budget;
      const pod = pods.find((candidate) => {
        const known = first.get(candidate);
        return known !== undefined && !isSame(known.object, object);
      });
      const other = pod === undefined ? undefined : first.get(pod);
      if (pod === undefined || other === undefined) for (const each of pods) first.set(each, budget);
      else {
        const message = `${objectText(other.object)} is for the pods of ${objectText(pod.object)} too`;
        const related = [{ object: other.object, path: ['spec', 'selector'], message: 'the other budget' }];
        report(object, ['spec', 'selector'], message, { related });
      }
    }
  },
} satisfies CorpusCheck;
