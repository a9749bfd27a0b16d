import type { Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const service = (type: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  type: ${type}\n  selector: {app: web}\n  ports:\n    - {port: 80}\n`;

export default {
  id: 'node-port-service',
  scope: 'object',
  severity: 'info',
  summary: 'A Service of type NodePort opens a port on every node, to all who reach one',
  remedy: 'Use ClusterIP with an Ingress or a Gateway, which have TLS and host names.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
  kinds: ['Service'],
  examples: { passes: [service('ClusterIP')], fails: [{ yaml: service('NodePort'), at: 'spec.type' }] },
  check(object, report) {
    if (typed<Service>(object).spec?.type !== 'NodePort') return;
    report(['spec', 'type'], `Service ${object.name} is open on every node`);
  },
} satisfies ObjectCheck;
