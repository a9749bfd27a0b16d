import type { HorizontalPodAutoscaler } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const autoscaler = (spec: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  ${spec}\n`;

export default {
  id: 'autoscaler-cannot-scale',
  scope: 'object',
  kinds: ['HorizontalPodAutoscaler.autoscaling'],
  severity: 'warning',
  summary: 'An autoscaler has the same minimum and maximum, and never scales',
  remedy: 'Raise maxReplicas, or remove the autoscaler and set replicas.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  examples: {
    passes: [autoscaler('minReplicas: 2\n  maxReplicas: 5')],
    fails: [{ yaml: autoscaler('minReplicas: 3\n  maxReplicas: 3'), at: 'spec.maxReplicas' }],
  },
  check(object, report) {
    const { maxReplicas, minReplicas = 1 } = typed<HorizontalPodAutoscaler>(object).spec ?? {};
    if (maxReplicas !== minReplicas) return;
    report(['spec', 'maxReplicas'], `always ${maxReplicas} replicas: the minimum and the maximum are the same`);
  },
} satisfies ObjectCheck;
