import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { reportUnset } from '../../reliability/resources';

export default {
  id: 'cpu-limit-missing',
  scope: 'container',
  severity: 'info',
  // A limit throttles even where the node is idle: many leave it out on purpose.
  optional: true,
  summary: 'A container may use all CPU time of its node',
  remedy: 'Set resources.limits.cpu where workloads must not disturb each other; requests alone share fairly.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [workload('resources: {limits: {cpu: 1}}')],
    fails: [
      {
        yaml: workload('resources: {requests: {cpu: 100m}}'),
        at: 'spec.template.spec.containers[0].resources.limits.cpu',
      },
    ],
  },
  check(container, report) {
    reportUnset(container, 'limits', 'cpu', report, 'it may use all that its node has');
  },
} satisfies ContainerCheck;
