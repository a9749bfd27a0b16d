import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { quantityOf } from '../../../text/quantity';

export default {
  id: 'request-above-limit',
  scope: 'container',
  severity: 'error',
  summary: 'A container requests more of a resource than its limit allows',
  remedy: 'Raise the limit or lower the request; for huge pages and devices both must be the same.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [workload('resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1000m, memory: 1024Mi}}')],
    fails: [
      {
        yaml: workload('resources: {requests: {memory: 1G}, limits: {memory: 900Mi}}'),
        at: 'spec.template.spec.containers[0].resources.requests.memory',
      },
      workload('resources: {requests: {example.com/gpu: 1}, limits: {example.com/gpu: 2}}'),
    ],
  },
  check({ spec: { resources }, path }, report) {
    for (const [name, request] of Object.entries(resources?.requests ?? {})) {
      const limit = resources?.limits?.[name];
      const [low, high] = [quantityOf(request), quantityOf(limit)];
      if (low === undefined || high === undefined) continue;
      const at = [...path, 'resources', 'requests', name];
      if (low > high) report(at, `requests ${String(request)} of ${name}, above its limit ${String(limit)}`);
      else if (low !== high && mustBeEqual(name)) {
        report(at, `requests ${String(request)} of ${name}, but its limit ${String(limit)} must be the same`);
      }
    }
  },
} satisfies ContainerCheck;

/** Extended resources and huge pages cannot be overcommitted. */
function mustBeEqual(name: string): boolean {
  return name.startsWith('hugepages-') || (name.includes('/') && !name.includes('kubernetes.io/'));
}
