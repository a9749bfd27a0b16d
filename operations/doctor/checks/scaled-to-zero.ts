import { deployment, statefulSet } from '../examples';
import type { Check } from '../check';
import { nameOf, partOf } from '../state';

export default {
  id: 'scaled-to-zero',
  symptom: 'connect',
  stops: true,
  what: 'It is scaled to no pods: nobody runs it.',
  remedy: 'Scale it up again: kubectl scale <where> --replicas=1, or as many as mlflow.replicaCount says.',
  examples: {
    finds: [
      { statefulSets: [statefulSet('postgresql', 0)] },
      { deployments: [deployment('tracking', { replicas: 0 })] },
    ],
    quiet: [
      { statefulSets: [statefulSet('postgresql')], deployments: [deployment('database-exporter', { replicas: 0 })] },
    ],
  },
  look: ({ deployments, statefulSets }) =>
    [...deployments, ...statefulSets].flatMap((workload) => {
      const part = partOf(workload);
      if (part === undefined || workload.spec?.replicas !== 0) return [];
      return [{ part, where: `${workload.kind.toLowerCase()}/${nameOf(workload)}`, evidence: 'spec.replicas is 0' }];
    }),
} satisfies Check;
