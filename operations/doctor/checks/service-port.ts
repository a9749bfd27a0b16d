import { matchesLabels } from '../../../lib/validate/selector';
import { pod, service } from '../examples';
import type { Check } from '../check';
import { componentOf, isOf, labelsOf, nameOf, partOf, podsOf } from '../state';

export default {
  id: 'service-port',
  symptom: 'connect',
  stops: true,
  what: 'A Service leads to a port that its pods do not have.',
  remedy: 'Name a port of the container in targetPort: helm upgrade with the same values does.',
  examples: {
    finds: [
      { pods: [pod('tracking')], services: [service('tracking', { ports: [{ port: 5000, targetPort: 'htp' }] })] },
      { pods: [pod('postgresql')], services: [service('postgresql', { ports: [{ port: 5432, targetPort: 5433 }] })] },
    ],
    quiet: [
      { pods: [pod('tracking')], services: [service('tracking')] },
      { pods: [pod('postgresql')], services: [service('postgresql', { ports: [{ port: 5432 }] })] },
    ],
  },
  look: (state) =>
    state.services.flatMap((service) => {
      const part = partOf(service);
      const { selector, ports = [] } = service.spec ?? {};
      if (part === undefined || selector === undefined || !isOf(state, service)) return [];
      const [one] = podsOf(state, componentOf(service)).filter((each) => matchesLabels(selector, labelsOf(each)));
      if (one === undefined) return [];
      const there = (one.spec?.containers ?? []).flatMap((container) => container.ports ?? []);
      return ports.flatMap(({ port, targetPort = port }) => {
        const isThere = there.some(({ name, containerPort }) => [name, containerPort].includes(targetPort));
        if (isThere || there.length === 0) return [];
        const names = there.map(({ name, containerPort }) =>
          name === undefined ? String(containerPort) : `${name} (${String(containerPort)})`,
        );
        const evidence = `port ${String(port)} leads to ${String(targetPort)}; ${nameOf(one)} has ${names.join(', ')}`;
        return [{ part, where: `service/${nameOf(service)}`, evidence }];
      });
    }),
} satisfies Check;
