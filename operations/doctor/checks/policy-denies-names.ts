import { pod, policy } from '../examples';
import type { Check } from '../check';
import { closedBy } from '../policies';
import { nameOf, podsOf, SERVER } from '../state';

/** Where DNS is asked; its pods may have another port, as OpenShift's have. */
const PORTS = [53, 5353];

export default {
  id: 'policy-denies-names',
  symptom: 'connect',
  stops: true,
  what: 'NetworkPolicies do not let MLflow ask for names.',
  remedy: 'Let port 53 through by UDP and TCP, as the chart’s own policies do (networkPolicy.enabled).',
  examples: {
    finds: [
      { pods: [pod('tracking')], policies: [policy('deny', { podSelector: {}, policyTypes: ['Egress'] })] },
      {
        pods: [pod('tracking')],
        policies: [policy('web', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 443 }] }] })],
      },
    ],
    quiet: [
      { pods: [pod('tracking')], policies: [policy('in', { podSelector: {}, policyTypes: ['Ingress'] })] },
      {
        pods: [pod('tracking')],
        policies: [
          policy('names', {
            podSelector: {},
            policyTypes: ['Egress'],
            egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }],
          }),
        ],
      },
    ],
  },
  look: (state) =>
    podsOf(state, SERVER)
      .slice(0, 1)
      .flatMap((one) => {
        const closed = PORTS.map((port) => closedBy(state, { pod: one, direction: 'Egress', protocol: 'UDP', port }));
        const [first] = closed;
        if (first === undefined || closed.includes(undefined)) return [];
        return [
          {
            part: 'cluster' as const,
            where: `networkpolicy/${nameOf(first[0] ?? {})}`,
            evidence: `none of ${first.map(nameOf).join(', ')} lets ${nameOf(one)} out to port 53 by UDP`,
          },
        ];
      }),
} satisfies Check;
