import { ingress, PUBLISHED } from '../examples';
import type { Check } from '../check';
import { nameOf } from '../state';
import { backendsOf, ingressesOf } from '../ways-in';

export default {
  id: 'ingress-backend',
  symptom: 'connect',
  what: 'An Ingress leads to a Service, or to a port of it, that there is not.',
  remedy: 'Name MLflow’s Service and its port: helm upgrade with the same values does.',
  examples: {
    finds: [
      { ...PUBLISHED, ingresses: [ingress({}, {}, 'web')] },
      { ...PUBLISHED, services: [] },
    ],
    quiet: [PUBLISHED, { ...PUBLISHED, ingresses: [ingress({}, {}, 5000)] }],
  },
  look: (state) =>
    ingressesOf(state).flatMap((one) =>
      backendsOf(one).flatMap(({ service, port }) => {
        const found = state.services.find((each) => nameOf(each) === service);
        const { ports = [] } = found?.spec ?? {};
        const isThere = port === undefined || ports.some((each) => each.name === port || each.port === port);
        if (found !== undefined && isThere) return [];
        const evidence =
          found === undefined
            ? `there is no Service ${service}`
            : `Service ${service} has no port ${String(port)}; it has ${ports.map((each) => each.name ?? String(each.port)).join(', ')}`;
        return [{ part: 'way in' as const, where: `ingress/${nameOf(one)}`, evidence }];
      }),
    ),
} satisfies Check;
