import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { server } from '../../mlflow/example';
import { quantityOf } from '../../../text/quantity';
import { imageName, isServer } from '../../mlflow/server';

const minimum = { cpu: '2', memory: '4G' } as const;
const stores = ['postgres', 'postgresql', 'minio'];

export default {
  id: 'mlflow-resources-below-minimum',
  pack: 'mlflow',
  scope: 'container',
  severity: 'warning',
  summary: 'A tracking server, its PostgreSQL or its MinIO asks for less than 2 CPUs and 4 GB of memory',
  remedy: 'Request 2 CPUs and 4 GB, the minimum for a platform that several people use.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [
      server({ container: 'resources: {requests: {cpu: "2", memory: 4Gi}}' }),
      workload('image: postgres:17.6\nresources: {limits: {cpu: 2500m, memory: 4G}}'),
      workload('image: nginx:1.29.3'),
    ],
    fails: [
      {
        yaml: server({ container: 'resources: {requests: {cpu: 500m, memory: 4Gi}}' }),
        at: 'spec.template.spec.containers[0].resources.requests.cpu',
      },
      { yaml: workload('image: postgres:17.6'), at: 'spec.template.spec.containers[0].resources.requests.memory' },
    ],
  },
  check(container, report) {
    const { spec, path, name, role } = container;
    if (role !== 'container' && role !== 'sidecar') return;
    if (!isServer(container) && !stores.includes(imageName(spec.image ?? ''))) return;
    const { requests = {}, limits = {} } = (spec.resources ?? {}) as Readonly<
      Record<string, Readonly<Record<string, string | number>>>
    >;
    for (const resource of ['cpu', 'memory'] as const) {
      // Without a request, the limit is the request.
      const written = requests[resource] ?? limits[resource];
      const asked = quantityOf(written);
      if (asked !== undefined && asked >= (quantityOf(minimum[resource]) ?? 0)) continue;
      const at = requests[resource] === undefined && limits[resource] !== undefined ? 'limits' : 'requests';
      const much = written === undefined ? `no ${resource}` : `${written} of ${resource}`;
      report(
        [...path, 'resources', at, resource],
        `container ${name} asks for ${much}, the minimum is ${minimum[resource]}`,
      );
    }
  },
} satisfies ContainerCheck;
