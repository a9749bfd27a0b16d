import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { patience, probeFields, timesOf } from '../../reliability/probe';

const http = 'httpGet: {path: /health, port: 80}';

export default {
  id: 'probe-timing',
  scope: 'container',
  severity: 'warning',
  summary: 'The times of a probe do not fit together, or with those of the others',
  remedy:
    'Keep timeoutSeconds below periodSeconds, restart only after several failures, and give slow starts a startupProbe.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes',
  examples: {
    passes: [
      workload(`livenessProbe: {${http}, timeoutSeconds: 5}\nreadinessProbe: {${http}, initialDelaySeconds: 20}`),
      workload(`readinessProbe: {${http}, failureThreshold: 1}`),
      // The startup probe holds the others back.
      workload(
        `startupProbe: {${http}, failureThreshold: 60}\nlivenessProbe: {${http}}\nreadinessProbe: {${http}, initialDelaySeconds: 60}`,
      ),
    ],
    fails: [
      {
        yaml: workload(`readinessProbe: {${http}, periodSeconds: 5, timeoutSeconds: 10}`),
        at: 'spec.template.spec.containers[0].readinessProbe.timeoutSeconds',
      },
      {
        yaml: workload(`livenessProbe: {${http}, failureThreshold: 1}`),
        at: 'spec.template.spec.containers[0].livenessProbe.failureThreshold',
      },
      {
        yaml: workload(`livenessProbe: {${http}}\nreadinessProbe: {${http}, initialDelaySeconds: 60}`),
        at: 'spec.template.spec.containers[0].livenessProbe.initialDelaySeconds',
      },
      workload(`livenessProbe: {${http}, initialDelaySeconds: 600}`),
    ],
  },
  check({ spec, path }, report) {
    for (const field of probeFields) {
      const probe = spec[field];
      if (probe === undefined) continue;
      const { delay, period, timeout } = timesOf(probe);
      if (timeout > period) {
        report([...path, field, 'timeoutSeconds'], `waits ${timeout} s for an answer, but asks every ${period} s`);
      }
      if (delay >= 300) {
        const message = `asks nothing for ${delay} s after the start; a startupProbe would end the wait when it is over`;
        report([...path, field, 'initialDelaySeconds'], message);
      }
    }
    const { livenessProbe, readinessProbe, startupProbe } = spec;
    if (livenessProbe === undefined) return;
    const { delay, failures } = timesOf(livenessProbe);
    if (failures === 1) {
      report([...path, 'livenessProbe', 'failureThreshold'], 'a single failure restarts the container');
    }
    if (startupProbe !== undefined || readinessProbe === undefined) return;
    const ready = timesOf(readinessProbe).delay;
    if (delay + patience(livenessProbe) <= ready) {
      const restart = `may restart the container ${delay + patience(livenessProbe)} s after its start`;
      report(
        [...path, 'livenessProbe', 'initialDelaySeconds'],
        `${restart}, before readiness is asked for (${ready} s)`,
      );
    }
  },
} satisfies ContainerCheck;
