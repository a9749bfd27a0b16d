import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { reportUnset } from '../../reliability/resources';

export default {
  id: 'memory-request-missing',
  scope: 'container',
  severity: 'warning',
  summary: 'A container does not say how much memory it needs',
  remedy: 'Set resources.requests.memory to what it uses under normal load.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [
      workload('resources: {requests: {memory: 128Mi}}'),
      // The limit is the request where there is none.
      workload('resources: {limits: {memory: 128Mi}}'),
      workload({ pod: 'resources: {requests: {memory: 1Gi}}' }),
    ],
    fails: [
      {
        yaml: workload('resources: {requests: {cpu: 100m}}'),
        at: 'spec.template.spec.containers[0].resources.requests.memory',
      },
    ],
  },
  check(container, report) {
    reportUnset(container, 'requests', 'memory', report, 'the scheduler takes it for 0, and it is evicted first');
  },
} satisfies ContainerCheck;
