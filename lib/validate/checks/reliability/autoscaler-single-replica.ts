import type { HorizontalPodAutoscaler } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const autoscaler = (spec: string) =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  ${spec}\n`;

export default {
  id: 'autoscaler-single-replica',
  scope: 'object',
  kinds: ['HorizontalPodAutoscaler.autoscaling'],
  severity: 'info',
  summary: 'An autoscaler may go down to one pod: nothing serves while it restarts or moves',
  remedy: 'Set minReplicas to at least 2 for what must always answer.',
  link: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  examples: {
    passes: [autoscaler('minReplicas: 2\n  maxReplicas: 5')],
    fails: [
      { yaml: autoscaler('minReplicas: 1\n  maxReplicas: 5'), at: 'spec.minReplicas' },
      { yaml: autoscaler('maxReplicas: 5'), at: 'spec.minReplicas' },
    ],
  },
  check(object, report) {
    if ((typed<HorizontalPodAutoscaler>(object).spec?.minReplicas ?? 1) !== 1) return;
    report(['spec', 'minReplicas'], 'scales down to one pod: nothing serves while it restarts or moves');
  },
} satisfies ObjectCheck;
