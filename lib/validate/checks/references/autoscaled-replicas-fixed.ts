import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { objectText } from '../../finding';
import { manifest } from '../../references/example';
import { valueAt } from '../../references/lenient';
import { scaleTargets, scalingKinds } from '../../references/scale-targets';

const autoscaler = manifest(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
  'web',
  'spec: {maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}',
);

export default {
  id: 'autoscaled-replicas-fixed',
  scope: 'corpus',
  kinds: scalingKinds,
  severity: 'warning',
  summary: 'A workload with an autoscaler also says replicas: each time it is applied, the number falls back to that',
  remedy: 'Remove replicas from the workload; the least number is minReplicas of the autoscaler.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
  examples: {
    passes: [documents(autoscaler, workload('')), workload({ spec: 'replicas: 2' })],
    fails: [{ yaml: documents(autoscaler, workload({ spec: 'replicas: 2' })), at: 'spec.replicas' }],
  },
  check(corpus, report) {
    for (const { object, path, key, name } of corpus.derive(scaleTargets)) {
      if (object.key === 'VerticalPodAutoscaler.autoscaling.k8s.io') continue;
      const target = corpus.find(key, object.namespace, name);
      const replicas = target === undefined ? undefined : valueAt(target.value, 'spec', 'replicas');
      // None at all: switched off, and autoscaling with it.
      if (target === undefined || typeof replicas !== 'number' || replicas === 0) continue;
      report(target, ['spec', 'replicas'], `replicas: ${replicas}, but ${objectText(object)} scales it`, {
        related: [{ object, path, message: 'the autoscaler' }],
      });
    }
  },
} satisfies CorpusCheck;
