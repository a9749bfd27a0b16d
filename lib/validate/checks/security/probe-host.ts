import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

const handlers = [
  ['livenessProbe'],
  ['readinessProbe'],
  ['startupProbe'],
  ['lifecycle', 'postStart'],
  ['lifecycle', 'preStop'],
] as const;

export default {
  id: 'probe-host',
  scope: 'container',
  severity: 'warning',
  summary:
    'A probe or lifecycle hook connects to a host of its own choice (Pod Security Standards: baseline, since 1.34)',
  remedy: 'Leave host out: the kubelet then connects to the pod. For a Host header, use httpHeaders.',
  link: baselineLink,
  examples: {
    passes: [
      workload('livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: Host, value: example.com}]}}'),
      {
        yaml: workload('livenessProbe: {tcpSocket: {port: 80, host: 127.0.0.1}}'),
        context: { minor: 33 },
      },
    ],
    fails: [
      {
        yaml: workload('livenessProbe: {tcpSocket: {port: 80, host: 127.0.0.1}}'),
        at: 'spec.template.spec.containers[0].livenessProbe.tcpSocket.host',
        context: { minor: 34 },
      },
      {
        yaml: workload('lifecycle: {preStop: {httpGet: {port: 80, host: 169.254.169.254}}}'),
        at: 'spec.template.spec.containers[0].lifecycle.preStop.httpGet.host',
      },
    ],
  },
  check({ spec, path, name }, report, { minor }) {
    if (minor < 34) return;
    for (const steps of handlers) {
      const handler = steps[0] === 'lifecycle' ? spec.lifecycle?.[steps[1]] : spec[steps[0]];
      for (const action of ['httpGet', 'tcpSocket'] as const) {
        const host = handler?.[action]?.host ?? '';
        if (host === '') continue;
        report(
          [...path, ...steps, action, 'host'],
          `${steps.join('.')} of container ${name} makes the kubelet connect to ${host}`,
        );
      }
    }
  },
} satisfies ContainerCheck;
