import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'security-context-conflict',
  scope: 'container',
  severity: 'error',
  summary: 'A security context contradicts itself, or names a profile or user that cannot be',
  remedy:
    'Privileged containers cannot forbid privilege escalation; a Localhost profile needs its name, and only that.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  examples: {
    passes: [workload('securityContext: {allowPrivilegeEscalation: false, seccompProfile: {type: RuntimeDefault}}')],
    fails: [
      {
        yaml: workload('securityContext: {privileged: true, allowPrivilegeEscalation: false}'),
        at: 'spec.template.spec.containers[0].securityContext.allowPrivilegeEscalation',
      },
      workload('securityContext: {allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}}'),
      workload('securityContext: {seccompProfile: {type: Localhost}}'),
      workload('securityContext: {seccompProfile: {type: RuntimeDefault, localhostProfile: a.json}}'),
      {
        yaml: workload('securityContext: {runAsUser: -1}'),
        at: 'spec.template.spec.containers[0].securityContext.runAsUser',
      },
    ],
  },
  check({ spec: { securityContext }, path }, report) {
    if (securityContext === undefined) return;
    const at = [...path, 'securityContext'];
    const { privileged, allowPrivilegeEscalation, capabilities, seccompProfile } = securityContext;
    if (allowPrivilegeEscalation === false && privileged === true) {
      report(
        [...at, 'allowPrivilegeEscalation'],
        'allowPrivilegeEscalation: false cannot stand beside privileged: true',
      );
    } else if (allowPrivilegeEscalation === false && capabilities?.add?.includes('CAP_SYS_ADMIN') === true) {
      report(
        [...at, 'allowPrivilegeEscalation'],
        'allowPrivilegeEscalation: false cannot stand beside the capability CAP_SYS_ADMIN',
      );
    }
    for (const field of ['runAsUser', 'runAsGroup'] as const) {
      const id = securityContext[field];
      if (id !== undefined && (id < 0 || id > 2 ** 31 - 1))
        report([...at, field], `${field} ${String(id)} is outside 0 to 2147483647`);
    }
    if (seccompProfile === undefined) return;
    const { type = '', localhostProfile } = seccompProfile;
    if (type === 'Localhost' && (localhostProfile ?? '') === '') {
      report([...at, 'seccompProfile', 'localhostProfile'], 'type Localhost needs localhostProfile');
    } else if (type !== 'Localhost' && localhostProfile !== undefined) {
      report([...at, 'seccompProfile', 'localhostProfile'], `type ${type} cannot have a localhostProfile`);
    }
  },
} satisfies ContainerCheck;
