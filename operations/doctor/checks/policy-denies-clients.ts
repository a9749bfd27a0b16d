import { pod, policy } from '../examples';
import type { Check } from '../check';
import { closedBy } from '../policies';
import { nameOf, podsOf, SERVER } from '../state';

const PORT = 5000;

export default {
  id: 'policy-denies-clients',
  symptom: 'connect',
  what: 'NetworkPolicies let nobody in to MLflow.',
  remedy:
    'Name who comes in networkPolicy.clients and networkPolicy.ingressControllers, or remove the policy that others have made.',
  examples: {
    finds: [{ pods: [pod('tracking')], policies: [policy('deny', { podSelector: {}, policyTypes: ['Ingress'] })] }],
    quiet: [
      { pods: [pod('tracking')] },
      {
        pods: [pod('tracking')],
        policies: [
          policy('some', { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { a: 'b' } } }] }] }),
        ],
      },
      {
        pods: [pod('tracking')],
        policies: [policy('others', { podSelector: { matchLabels: { a: 'b' } }, policyTypes: ['Ingress'] })],
      },
    ],
  },
  look: (state) =>
    podsOf(state, SERVER)
      .slice(0, 1)
      .flatMap((one) => {
        const closed = closedBy(state, { pod: one, direction: 'Ingress', protocol: 'TCP', port: PORT });
        if (closed === undefined) return [];
        return [
          {
            part: 'way in' as const,
            where: `networkpolicy/${nameOf(closed[0] ?? {})}`,
            evidence: `none of ${closed.map(nameOf).join(', ')} lets anybody in to port ${String(PORT)}`,
          },
        ];
      }),
} satisfies Check;
