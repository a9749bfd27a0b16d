import { matchesLabels } from '../../../lib/validate/selector';
import { pod, service } from '../examples';
import type { Check } from '../check';
import { componentOf, isOf, labelsOf, nameOf, partOf, podsOf } from '../state';

export default {
  id: 'service-selector',
  symptom: 'connect',
  stops: true,
  what: 'A Service selects none of the pods that it is for.',
  remedy: 'Give it the pods’ labels again: helm upgrade with the same values does.',
  examples: {
    finds: [{ pods: [pod('tracking')], services: [service('tracking', { selector: { app: 'mlfow' } })] }],
    quiet: [
      { pods: [pod('tracking')], services: [service('tracking')] },
      { services: [service('tracking', { selector: { app: 'mlfow' } })] },
    ],
  },
  look: (state) =>
    state.services.flatMap((service) => {
      const part = partOf(service);
      const { selector } = service.spec ?? {};
      if (part === undefined || selector === undefined || !isOf(state, service)) return [];
      const pods = podsOf(state, componentOf(service));
      if (pods.length === 0 || pods.some((pod) => matchesLabels(selector, labelsOf(pod)))) return [];
      const lacking = Object.entries(selector).filter(([key, value]) => labelsOf(pods[0] ?? {})[key] !== value);
      const words = lacking.map(([key, value]) => `${key}=${value}`).join(', ');
      return [
        {
          part,
          where: `service/${nameOf(service)}`,
          evidence: `it selects ${words}, which ${nameOf(pods[0] ?? {})} has not`,
        },
      ];
    }),
} satisfies Check;
