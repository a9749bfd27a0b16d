import type { Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { isExposed } from '../../mlflow/access';
import { service } from '../../mlflow/example';
import { typed } from '../../object';

const stores: Readonly<Record<number, string>> = { 5432: 'PostgreSQL', 9000: 'MinIO', 9001: 'the console of MinIO' };

export default {
  id: 'mlflow-store-exposed',
  pack: 'mlflow',
  scope: 'object',
  severity: 'warning',
  summary: 'A Service opens the database or the object store to the outside; they are for the tracking server only',
  remedy: 'Use a Service of type ClusterIP, and kubectl port-forward to administer it.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
  kinds: ['Service'],
  examples: {
    passes: [service('ClusterIP', { port: 5432 }), service('LoadBalancer', { port: 443 })],
    fails: [{ yaml: service('NodePort', { port: 5432 }), at: 'spec.ports[0].port' }],
  },
  check(object, report) {
    if (!isExposed(object)) return;
    for (const [index, { port = 0 }] of (typed<Service>(object).spec?.ports ?? []).entries()) {
      const store = stores[port];
      if (store === undefined) continue;
      report(['spec', 'ports', index, 'port'], `Service ${object.name} opens port ${port}, ${store}, to the outside`);
    }
  },
} satisfies ObjectCheck;
