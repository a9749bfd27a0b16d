import { matchesLabels } from '../../../lib/validate/selector';
import { pod, service } from '../examples';
import type { Check } from '../check';
import { componentOf, isOf, isReady, labelsOf, nameOf, partOf, podsOf, since } from '../state';

const OF_SERVICE = 'kubernetes.io/service-name';
const slice = (ready: boolean) => ({
  apiVersion: 'discovery.k8s.io/v1' as const,
  kind: 'EndpointSlice' as const,
  addressType: 'IPv4' as const,
  metadata: { name: 's', labels: { [OF_SERVICE]: 'mlflow-tracking' } },
  endpoints: [{ addresses: ['10.0.0.7'], conditions: { ready } }],
});

/** As long as nobody needs for it. */
const SECONDS = 60;

export default {
  id: 'endpoints-behind',
  symptom: 'connect',
  stops: true,
  what: 'Pods are ready, and their Service does not know: the cluster’s control plane does not follow.',
  remedy: 'See whether kube-controller-manager runs, and what it logs.',
  examples: {
    finds: [{ pods: [pod('tracking')], services: [service('tracking')], slices: [slice(false)] }],
    quiet: [
      { pods: [pod('tracking')], services: [service('tracking')], slices: [slice(true)] },
      { services: [service('tracking')], slices: [slice(false)] },
      { pods: [pod('tracking')], services: [service('tracking')] },
    ],
  },
  look: (state) =>
    state.services.flatMap((service) => {
      const part = partOf(service);
      const { selector, ports = [] } = service.spec ?? {};
      if (part === undefined || selector === undefined || !isOf(state, service) || ports.length === 0) return [];
      const slices = state.slices.filter((one) => labelsOf(one)[OF_SERVICE] === nameOf(service));
      if (slices.length === 0) return [];
      const ready = podsOf(state, componentOf(service)).filter(
        (one) => matchesLabels(selector, labelsOf(one)) && isReady(one) && since(state, readySince(one)) > SECONDS,
      );
      const known = slices
        .flatMap(({ endpoints = [] }) => endpoints)
        .some(({ conditions }) => conditions?.ready !== false);
      if (ready.length === 0 || known) return [];
      return [
        {
          part,
          where: `service/${nameOf(service)}`,
          evidence: `${nameOf(ready[0] ?? {})} is ready, and no endpoint of the Service is`,
        },
      ];
    }),
} satisfies Check;

function readySince(one: ReturnType<typeof pod>): string | undefined {
  return one.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime;
}
