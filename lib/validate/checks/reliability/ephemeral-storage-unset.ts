import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { reportUnset } from '../../reliability/resources';

export default {
  id: 'ephemeral-storage-unset',
  scope: 'container',
  severity: 'info',
  optional: true,
  summary: 'A container has no request or no limit for what it writes to the disk of its node',
  remedy: 'Set ephemeral-storage in resources.requests and resources.limits.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [workload('resources: {requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 2Gi}}')],
    fails: [
      {
        yaml: workload('resources: {requests: {ephemeral-storage: 1Gi}}'),
        at: 'spec.template.spec.containers[0].resources.limits.ephemeral-storage',
      },
      workload('resources: {limits: {memory: 1Gi}}'),
    ],
  },
  check(container, report) {
    reportUnset(container, 'requests', 'ephemeral-storage', report, 'the scheduler takes it for 0');
    reportUnset(container, 'limits', 'ephemeral-storage', report, 'it may fill the disk of its node');
  },
} satisfies ContainerCheck;
