import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { objectText } from '../../finding';
import { manifest } from '../../references/example';
import { scaleTargets, scalingKinds, type ScaleTarget } from '../../references/scale-targets';
import { isSame } from '../../references/workloads';

const autoscaler = (name: string) =>
  manifest(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    name,
    'spec: {maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
  );

export default {
  id: 'autoscalers-conflict',
  scope: 'corpus',
  kinds: scalingKinds,
  severity: 'error',
  summary: 'Two HorizontalPodAutoscalers or ScaledObjects of one workload: each undoes what the other does',
  remedy: 'Keep one, with all metrics: the highest number that any of them asks for counts.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  examples: {
    passes: [documents(autoscaler('web'), workload(''))],
    fails: [
      { yaml: documents(autoscaler('web'), autoscaler('web-cpu'), workload('')), at: 'spec.scaleTargetRef.name' },
    ],
  },
  check(corpus, report) {
    const seen = new Map<string, ScaleTarget>();
    for (const target of corpus.derive(scaleTargets)) {
      const { object, key, name, path } = target;
      if (object.key === 'VerticalPodAutoscaler.autoscaling.k8s.io') continue;
      const identity = `${key}\n${object.namespace}\n${name}`;
      const first = seen.get(identity);
      if (first === undefined) seen.set(identity, target);
      else if (!isSame(first.object, object)) {
        report(object, [...path, 'name'], `${objectText(first.object)} scales the same workload`, {
          related: [{ object: first.object, path: first.path, message: 'the other autoscaler' }],
        });
      }
    }
  },
} satisfies CorpusCheck;
