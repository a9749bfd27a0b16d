import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isWindows, restrictedLink } from '../../security/pod-security';

export default {
  id: 'privilege-escalation-allowed',
  scope: 'container',
  severity: 'warning',
  summary:
    'A process may gain more privileges than its parent, by set-user-ID files (Pod Security Standards: restricted)',
  remedy: 'Set securityContext.allowPrivilegeEscalation to false; the default is true.',
  link: restrictedLink,
  examples: {
    passes: [workload('securityContext: {allowPrivilegeEscalation: false}'), workload({ pod: 'os: {name: windows}' })],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation' },
      workload('securityContext: {allowPrivilegeEscalation: true}'),
    ],
  },
  check({ spec, path, name, pod }, report) {
    const allowed = spec.securityContext?.allowPrivilegeEscalation;
    if (allowed === false || isWindows(pod)) return;
    report(
      [...path, 'securityContext', 'allowPrivilegeEscalation'],
      `allowPrivilegeEscalation of container ${name} is ${allowed === true ? 'true' : 'not set, which means true'}`,
    );
  },
} satisfies ContainerCheck;
