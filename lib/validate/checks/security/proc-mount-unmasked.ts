import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink, isInUserNamespace } from '../../security/pod-security';

export default {
  id: 'proc-mount-unmasked',
  scope: 'container',
  severity: 'warning',
  summary: 'A container sees all of /proc, and may write to it (Pod Security Standards: baseline)',
  remedy: 'Leave procMount out, or give the pod a user namespace (hostUsers: false).',
  link: baselineLink,
  examples: {
    passes: [
      workload('securityContext: {procMount: Default}'),
      {
        yaml: workload({ pod: 'hostUsers: false', container: 'securityContext: {procMount: Unmasked}' }),
        context: { minor: 35 },
      },
    ],
    fails: [
      {
        yaml: workload('securityContext: {procMount: Unmasked}'),
        at: 'spec.template.spec.containers[0].securityContext.procMount',
      },
      {
        yaml: workload({ pod: 'hostUsers: false', container: 'securityContext: {procMount: Unmasked}' }),
        context: { minor: 34 },
      },
    ],
  },
  check({ spec, path, pod }, report, { minor }) {
    const mount = spec.securityContext?.procMount ?? 'Default';
    if (mount === 'Default' || isInUserNamespace(pod, minor)) return;
    report([...path, 'securityContext', 'procMount'], `procMount is ${mount}, expected Default`);
  },
} satisfies ContainerCheck;
