import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { reportUnset } from '../../reliability/resources';

export default {
  id: 'memory-limit-missing',
  scope: 'container',
  severity: 'warning',
  summary: 'A container may use all memory of its node',
  remedy: 'Set resources.limits.memory; a leak then ends this container, not its neighbours.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [workload('resources: {limits: {memory: 128Mi}}'), workload({ pod: 'resources: {limits: {memory: 1Gi}}' })],
    fails: [
      {
        yaml: workload('resources: {requests: {memory: 128Mi}}'),
        at: 'spec.template.spec.containers[0].resources.limits.memory',
      },
    ],
  },
  check(container, report) {
    reportUnset(container, 'limits', 'memory', report, 'it may use all that its node has');
  },
} satisfies ContainerCheck;
