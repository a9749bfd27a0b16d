import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isLongRunning } from '../../reliability/long-running';

export default {
  id: 'liveness-probe-missing',
  scope: 'container',
  severity: 'info',
  summary: 'A container that hangs is not restarted',
  remedy:
    'Add a livenessProbe if the process can hang without ending; a cheap one that asks nothing of other services.',
  link: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  examples: {
    passes: [workload('livenessProbe: {httpGet: {path: /alive, port: 80}}')],
    fails: [
      {
        yaml: workload('readinessProbe: {httpGet: {path: /ready, port: 80}}'),
        at: 'spec.template.spec.containers[0].livenessProbe',
      },
    ],
  },
  check({ pod, role, spec, path }, report) {
    if (role !== 'container' || spec.livenessProbe !== undefined || !isLongRunning(pod)) return;
    report([...path, 'livenessProbe'], 'no livenessProbe: it is restarted when its process ends, not when it hangs');
  },
} satisfies ContainerCheck;
