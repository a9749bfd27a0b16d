import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { baselineCapabilities, powerOf } from '../../security/capabilities';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'capability-beyond-default',
  scope: 'container',
  severity: 'warning',
  summary: 'A container adds capabilities that containers do not have by default (Pod Security Standards: baseline)',
  remedy: 'Leave the capability out, or give it to a small container of its own.',
  link: baselineLink,
  examples: {
    passes: [
      workload('securityContext: {capabilities: {add: [NET_BIND_SERVICE, CHOWN]}}'),
      workload('securityContext: {capabilities: {drop: [SYS_ADMIN]}}'),
    ],
    fails: [
      {
        yaml: workload('securityContext: {capabilities: {add: [CHOWN, SYS_ADMIN]}}'),
        at: 'spec.template.spec.containers[0].securityContext.capabilities.add[1]',
      },
      workload('securityContext: {capabilities: {add: [NET_RAW]}}'),
    ],
  },
  check({ spec, path, name }, report) {
    for (const [index, capability] of (spec.securityContext?.capabilities?.add ?? []).entries()) {
      if (baselineCapabilities.has(capability)) continue;
      const power = powerOf(capability);
      report(
        [...path, 'securityContext', 'capabilities', 'add', index],
        `container ${name} adds ${capability}${power === undefined ? '' : `: ${power}`}`,
      );
    }
  },
} satisfies ContainerCheck;
