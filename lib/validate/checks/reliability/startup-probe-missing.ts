import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isLongRunning } from '../../reliability/long-running';

export default {
  id: 'startup-probe-missing',
  scope: 'container',
  severity: 'info',
  optional: true,
  summary: 'A container has no startupProbe',
  remedy: 'Add a startupProbe that gives a slow start its time, so that the livenessProbe can be strict afterwards.',
  link: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  examples: {
    passes: [workload('startupProbe: {httpGet: {path: /alive, port: 80}, failureThreshold: 30}')],
    fails: [
      {
        yaml: workload('livenessProbe: {httpGet: {path: /alive, port: 80}}'),
        at: 'spec.template.spec.containers[0].startupProbe',
      },
    ],
  },
  check({ pod, role, spec, path }, report) {
    if (role !== 'container' || spec.startupProbe !== undefined || !isLongRunning(pod)) return;
    report([...path, 'startupProbe'], 'no startupProbe: the other probes begin at once');
  },
} satisfies ContainerCheck;
