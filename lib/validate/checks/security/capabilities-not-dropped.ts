import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isWindows, restrictedLink } from '../../security/pod-security';

export default {
  id: 'capabilities-not-dropped',
  scope: 'container',
  severity: 'warning',
  summary: 'A container keeps the capabilities that its runtime gives by default (Pod Security Standards: restricted)',
  remedy: 'Set securityContext.capabilities.drop to [ALL], and add NET_BIND_SERVICE if it listens below port 1024.',
  link: restrictedLink,
  examples: {
    passes: [
      workload('securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}'),
      workload({ pod: 'os: {name: windows}' }),
    ],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.containers[0].securityContext.capabilities.drop' },
      workload('securityContext: {capabilities: {drop: [NET_RAW]}}'),
    ],
  },
  check({ spec, path, name, pod }, report) {
    const dropped = spec.securityContext?.capabilities?.drop ?? [];
    if (dropped.includes('ALL') || isWindows(pod)) return;
    report(
      [...path, 'securityContext', 'capabilities', 'drop'],
      `container ${name} drops ${dropped.length === 0 ? 'no capabilities' : dropped.join(', ')}, expected ALL`,
    );
  },
} satisfies ContainerCheck;
