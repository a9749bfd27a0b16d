import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { autoscalerOf, autoscalers, replicasOf, replicated } from '../../reliability/replicas';

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 5
`;

export default {
  id: 'single-replica',
  scope: 'corpus',
  kinds: [...replicated, ...autoscalers],
  severity: 'info',
  summary: 'A workload has one pod: nothing serves while it moves to another node or restarts',
  remedy: 'Run at least two replicas of what must always answer, if the application can.',
  link: 'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/',
  examples: {
    passes: [workload({ spec: 'replicas: 2' }), documents(workload({}), autoscaler), workload({ spec: 'replicas: 0' })],
    fails: [
      { yaml: workload({}), at: 'spec.replicas' },
      { yaml: workload({ kind: 'StatefulSet', spec: 'replicas: 1' }), at: 'spec.replicas' },
    ],
  },
  check(corpus, report) {
    for (const workload of replicated.flatMap((key) => corpus.ofKind(key))) {
      if (replicasOf(workload) !== 1 || autoscalerOf(corpus, workload) !== undefined) continue;
      report(workload, ['spec', 'replicas'], 'one replica: nothing serves while its pod restarts or moves');
    }
  },
} satisfies CorpusCheck;
