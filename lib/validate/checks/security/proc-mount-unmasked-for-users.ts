import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isInUserNamespace, restrictedLink } from '../../security/pod-security';

export default {
  id: 'proc-mount-unmasked-for-users',
  scope: 'container',
  severity: 'info',
  summary: 'A container in a user namespace sees all of /proc (Pod Security Standards: restricted)',
  remedy: 'Leave procMount out, unless the container starts containers itself.',
  link: restrictedLink,
  examples: {
    passes: [workload({ pod: 'hostUsers: false' })],
    fails: [
      {
        yaml: workload({ pod: 'hostUsers: false', container: 'securityContext: {procMount: Unmasked}' }),
        at: 'spec.template.spec.containers[0].securityContext.procMount',
        context: { minor: 35 },
      },
    ],
  },
  check({ spec, path, pod }, report, { minor }) {
    const mount = spec.securityContext?.procMount ?? 'Default';
    if (mount === 'Default' || !isInUserNamespace(pod, minor)) return;
    report([...path, 'securityContext', 'procMount'], `procMount is ${mount}, expected Default`);
  },
} satisfies ContainerCheck;
