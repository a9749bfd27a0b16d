import { deployment, pod, service } from '../examples';
import type { Check } from '../check';
import { componentOf, isOf, nameOf, partOf } from '../state';

export default {
  id: 'service-missing',
  symptom: 'connect',
  stops: true,
  what: 'There is no Service before the pods: nobody finds them.',
  remedy: 'Make it again: helm upgrade with the same values does.',
  examples: {
    finds: [{ deployments: [deployment('tracking')], pods: [pod('tracking')] }],
    quiet: [{ deployments: [deployment('tracking')], services: [service('tracking')] }],
  },
  look: (state) =>
    [...state.deployments, ...state.statefulSets].flatMap((workload) => {
      const part = partOf(workload);
      const isThere = state.services.some((one) => isOf(state, one) && componentOf(one) === componentOf(workload));
      if (part === undefined || isThere) return [];
      return [
        {
          part,
          where: `${workload.kind.toLowerCase()}/${nameOf(workload)}`,
          evidence: 'no Service of the release has its component',
        },
      ];
    }),
} satisfies Check;
