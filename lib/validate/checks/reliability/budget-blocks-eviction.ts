import type { PodDisruptionBudget } from '../../../../imports/kubernetes/types';
import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { typed } from '../../object';
import { podsOf } from '../../reliability/amount';
import { autoscalers, fewestReplicas, replicated } from '../../reliability/replicas';

const budget = (spec: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  ${spec}\n`;

export default {
  id: 'budget-blocks-eviction',
  scope: 'corpus',
  kinds: ['PodDisruptionBudget.policy', ...replicated, ...autoscalers],
  severity: 'warning',
  summary: 'A disruption budget never lets a pod go, so that nodes cannot be drained or upgraded',
  remedy: 'Allow at least one pod to be missing: maxUnavailable: 1, or more replicas than minAvailable.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  examples: {
    passes: [
      documents(workload({ spec: 'replicas: 3' }), budget('minAvailable: 2')),
      documents(workload({ spec: 'replicas: 3' }), budget('maxUnavailable: 1')),
      // The workload may be somewhere else.
      budget('minAvailable: 1'),
    ],
    fails: [
      { yaml: budget('maxUnavailable: 0'), at: 'spec.maxUnavailable' },
      { yaml: budget('minAvailable: 100%'), at: 'spec.minAvailable' },
      { yaml: documents(workload({ spec: 'replicas: 2' }), budget('minAvailable: 2')), at: 'spec.minAvailable' },
      documents(workload({ spec: 'replicas: 2' }), budget('minAvailable: 51%')),
    ],
  },
  check(corpus, report) {
    for (const object of corpus.ofKind('PodDisruptionBudget.policy')) {
      const { maxUnavailable, minAvailable, selector } = typed<PodDisruptionBudget>(object).spec ?? {};
      if (maxUnavailable === 0 || maxUnavailable === '0%') {
        report(object, ['spec', 'maxUnavailable'], 'no pod may ever be evicted: draining a node waits for ever');
        continue;
      }
      if (minAvailable === undefined) continue;
      if (minAvailable === '100%') {
        report(object, ['spec', 'minAvailable'], 'no pod may ever be evicted: draining a node waits for ever');
        continue;
      }
      if (selector === undefined) continue;
      const workloads = [...new Set(corpus.podsSelectedBy(object.namespace, selector).map((pod) => pod.object))];
      const counts = workloads.map((workload) => fewestReplicas(corpus, workload));
      const total = counts.reduce<number | undefined>(
        (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
        0,
      );
      const [first] = workloads;
      if (first === undefined || total === undefined || total === 0) continue;
      const needed = podsOf(minAvailable, total);
      if (needed === undefined || needed < total) continue;
      const pods = total === 1 ? 'the only pod' : `${total} pods`;
      const message = `${needed} must be available of ${pods} that it selects: none may ever be evicted`;
      const related = [{ object: first, path: ['spec', 'replicas'], message: `${total} selected` }];
      report(object, ['spec', 'minAvailable'], message, { related });
    }
  },
} satisfies CorpusCheck;
