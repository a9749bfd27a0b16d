import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { quantityOf } from '../../../text/quantity';

export default {
  id: 'requests-below-limits',
  scope: 'container',
  severity: 'info',
  optional: true,
  summary: 'A request is below its limit, so that the pod is not of the class Guaranteed',
  remedy: 'Set requests and limits of CPU, memory and ephemeral storage to the same amounts.',
  link: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/',
  examples: {
    passes: [workload('resources: {requests: {cpu: 1000m}, limits: {cpu: 1}}')],
    fails: [
      {
        yaml: workload('resources: {requests: {cpu: 500m}, limits: {cpu: 1}}'),
        at: 'spec.template.spec.containers[0].resources.requests.cpu',
      },
    ],
  },
  check({ spec, path }, report) {
    const { requests = {}, limits = {} } = spec.resources ?? {};
    for (const [resource, request] of Object.entries(requests)) {
      const limit = Object.hasOwn(limits, resource) ? limits[resource] : undefined;
      const [lower, upper] = [quantityOf(request), quantityOf(limit)];
      if (lower === undefined || upper === undefined || lower >= upper) continue;
      report([...path, 'resources', 'requests', resource], `${String(request)} is below the limit, ${String(limit)}`);
    }
  },
} satisfies ContainerCheck;
