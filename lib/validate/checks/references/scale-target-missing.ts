import type { CorpusCheck } from '../../check';
import { documents, workload } from '../../example';
import { absence } from '../../references/absence';
import { manifest } from '../../references/example';
import { scaleTargets, scalingKinds } from '../../references/scale-targets';

const autoscaler = (name: string, kind = 'Deployment') =>
  manifest(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'web',
    `spec: {maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: ${kind}, name: ${name}}}`,
  );

export default {
  id: 'scale-target-missing',
  scope: 'corpus',
  kinds: scalingKinds,
  severity: 'warning',
  summary:
    'An autoscaler (HorizontalPodAutoscaler, VerticalPodAutoscaler, ScaledObject) of a workload that is not in the input',
  remedy: 'Make apiVersion, kind and name of the reference those of a workload in the same namespace.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  examples: {
    passes: [
      documents(autoscaler('web'), workload('')),
      manifest(
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        'web',
        'spec: {maxReplicas: 4, scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: web}}',
      ),
    ],
    fails: [
      { yaml: documents(autoscaler('wbe'), workload('')), at: 'spec.scaleTargetRef.name' },
      documents(autoscaler('web', 'StatefulSet'), workload('')),
      documents(
        manifest(
          'keda.sh/v1alpha1',
          'ScaledObject',
          'web',
          'spec: {scaleTargetRef: {name: api}, triggers: [{type: cpu, metadata: {value: "60"}}]}',
        ),
        workload(''),
      ),
    ],
  },
  check(corpus, report) {
    for (const { object, path, key, name } of corpus.derive(scaleTargets)) {
      const message = absence(corpus, { key, namespace: object.namespace, name });
      if (message !== undefined) report(object, [...path, 'name'], message);
    }
  },
} satisfies CorpusCheck;
