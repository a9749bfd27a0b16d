import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { baselineCapabilities } from '../../security/capabilities';
import { isWindows, restrictedLink } from '../../security/pod-security';

export default {
  id: 'capability-added',
  scope: 'container',
  severity: 'info',
  summary: 'A container adds a capability other than NET_BIND_SERVICE (Pod Security Standards: restricted)',
  remedy: 'Leave the capability out; most are only needed by processes that start as root.',
  link: restrictedLink,
  examples: {
    passes: [
      workload('securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}'),
      workload('securityContext: {capabilities: {add: [SYS_ADMIN]}} # capability-beyond-default reports it'),
    ],
    fails: [
      {
        yaml: workload('securityContext: {capabilities: {drop: [ALL], add: [CHOWN]}}'),
        at: 'spec.template.spec.containers[0].securityContext.capabilities.add[0]',
      },
    ],
  },
  check({ spec, path, name, pod }, report) {
    if (isWindows(pod)) return;
    for (const [index, capability] of (spec.securityContext?.capabilities?.add ?? []).entries()) {
      if (capability === 'NET_BIND_SERVICE' || !baselineCapabilities.has(capability)) continue;
      report([...path, 'securityContext', 'capabilities', 'add', index], `container ${name} adds ${capability}`);
    }
  },
} satisfies ContainerCheck;
