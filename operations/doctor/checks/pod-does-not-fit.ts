import { pod } from '../examples';
import type { Check } from '../check';
import { nameOf, servingPods } from '../state';

const unscheduled = (message: string) =>
  pod('tracking', {
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
    },
  });

export default {
  id: 'pod-does-not-fit',
  symptom: 'connect',
  stops: true,
  what: 'No node takes a pod.',
  remedy:
    'Make room or add a node, or ask for less: resources.requests, nodeSelector, affinity and tolerations say what it wants.',
  examples: {
    finds: [{ pods: [unscheduled('0/3 nodes are available: 3 Insufficient memory.')] }],
    quiet: [
      { pods: [unscheduled('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.')] },
      { pods: [pod('tracking')] },
    ],
  },
  look: (state) =>
    servingPods(state).flatMap(({ pod: one, part }) => {
      const condition = one.status?.conditions?.find(
        ({ type, status }) => type === 'PodScheduled' && status === 'False',
      );
      const message = condition?.message ?? '';
      // Of a volume, its claim says more.
      if (condition?.reason !== 'Unschedulable' || /persistentvolumeclaim/i.test(message)) return [];
      return [{ part, where: `pod/${nameOf(one)}`, evidence: message }];
    }),
} satisfies Check;
