import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'seccomp-off',
  scope: 'pod',
  severity: 'warning',
  summary: 'System calls are unfiltered for a pod or container (Pod Security Standards: baseline)',
  remedy: 'Use the type RuntimeDefault, or Localhost with a profile that allows what is needed.',
  link: baselineLink,
  examples: {
    passes: [workload(''), workload({ pod: 'securityContext: {seccompProfile: {type: RuntimeDefault}}' })],
    fails: [
      {
        yaml: workload({ pod: 'securityContext: {seccompProfile: {type: Unconfined}}' }),
        at: 'spec.template.spec.securityContext.seccompProfile.type',
      },
      {
        yaml: workload('securityContext: {seccompProfile: {type: Unconfined}}'),
        at: 'spec.template.spec.containers[0].securityContext.seccompProfile.type',
      },
    ],
  },
  check({ spec, path, containers }, report) {
    for (const part of [{ spec, path }, ...containers]) {
      const profile = part.spec.securityContext?.seccompProfile;
      if (profile === undefined || profile.type === 'RuntimeDefault' || profile.type === 'Localhost') continue;
      report(
        [...part.path, 'securityContext', 'seccompProfile', 'type'],
        `seccomp profile type is ${profile.type ?? 'missing'}, expected RuntimeDefault or Localhost`,
      );
    }
  },
} satisfies PodCheck;
