import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { reportUnset } from '../../reliability/resources';

export default {
  id: 'cpu-request-missing',
  scope: 'container',
  severity: 'warning',
  summary: 'A container does not say how much CPU time it needs',
  remedy: 'Set resources.requests.cpu to what it uses under normal load.',
  link: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  examples: {
    passes: [workload('resources: {requests: {cpu: 100m}}'), workload('resources: {limits: {cpu: 1}}')],
    fails: [
      {
        yaml: workload('resources: {requests: {memory: 128Mi}}'),
        at: 'spec.template.spec.containers[0].resources.requests.cpu',
      },
    ],
  },
  check(container, report) {
    reportUnset(container, 'requests', 'cpu', report, 'it gets what its neighbours leave on a busy node');
  },
} satisfies ContainerCheck;
