import type { Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const service = (fields: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n${fields}  selector: {app: web}\n  ports:\n    - {port: 80}\n`;

export default {
  id: 'external-ips',
  scope: 'object',
  severity: 'warning',
  summary: 'A Service takes traffic for an address of its choice, away from whoever has it (CVE-2020-8554)',
  remedy: 'Use type LoadBalancer, which assigns the address; many clusters refuse externalIPs.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#external-ips',
  kinds: ['Service'],
  examples: {
    passes: [service('')],
    fails: [{ yaml: service('  externalIPs: [203.0.113.7]\n'), at: 'spec.externalIPs' }],
  },
  check(object, report) {
    const addresses = typed<Service>(object).spec?.externalIPs ?? [];
    if (addresses.length === 0) return;
    report(['spec', 'externalIPs'], `Service ${object.name} takes the traffic of ${addresses.join(', ')}`);
  },
} satisfies ObjectCheck;
