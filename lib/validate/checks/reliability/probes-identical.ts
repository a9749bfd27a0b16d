import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { handlerText, patience } from '../../reliability/probe';

const http = 'httpGet: {path: /health, port: 80}';

export default {
  id: 'probes-identical',
  scope: 'container',
  severity: 'warning',
  summary: 'Liveness asks the same as readiness, so that a busy container is restarted instead of left in peace',
  remedy:
    'Let liveness ask only whether the process hangs, or give it far more time: readiness takes load away, liveness kills.',
  link: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  examples: {
    passes: [
      workload(`livenessProbe: {httpGet: {path: /alive, port: 80}}\nreadinessProbe: {${http}}`),
      workload(`livenessProbe: {tcpSocket: {port: 80}}\nreadinessProbe: {${http}}`),
    ],
    fails: [
      {
        yaml: workload(`livenessProbe: {${http}}\nreadinessProbe: {${http}}`),
        at: 'spec.template.spec.containers[0].livenessProbe',
      },
      // Twice as patient: acceptable, so info.
      workload(`livenessProbe: {${http}, failureThreshold: 6}\nreadinessProbe: {${http}}`),
    ],
  },
  check({ spec: { livenessProbe, readinessProbe }, path }, report) {
    if (livenessProbe === undefined || readinessProbe === undefined) return;
    const handler = handlerText(livenessProbe);
    if (handler === '' || handler !== handlerText(readinessProbe)) return;
    const [alive, ready] = [patience(livenessProbe), patience(readinessProbe)];
    const message = `asks the same as readinessProbe and restarts after ${alive} s of failures (readiness: ${ready} s)`;
    report([...path, 'livenessProbe'], message, alive >= 2 * ready ? { severity: 'info' } : {});
  },
} satisfies ContainerCheck;
