import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { containersText, isWindows, restrictedLink } from '../../security/pod-security';

export default {
  id: 'seccomp-profile-missing',
  scope: 'pod',
  severity: 'warning',
  summary:
    'A pod names no seccomp profile: on most nodes its system calls are unfiltered (Pod Security Standards: restricted)',
  remedy:
    'Set seccompProfile.type to RuntimeDefault in the security context of the pod; its containers then inherit it.',
  link: restrictedLink,
  examples: {
    passes: [
      workload({ pod: 'securityContext: {seccompProfile: {type: RuntimeDefault}}' }),
      workload('securityContext: {seccompProfile: {type: Localhost, localhostProfile: app.json}}'),
    ],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.securityContext.seccompProfile' },
      {
        yaml: workload({
          pod: 'initContainers:\n  - {name: prepare, image: busybox:1.37}',
          container: 'securityContext: {seccompProfile: {type: RuntimeDefault}}',
        }),
        at: 'spec.template.spec.initContainers[0].securityContext.seccompProfile',
      },
    ],
  },
  check(pod, report) {
    const { spec, path, containers } = pod;
    // A bad profile of the pod is reported by seccomp-off; mending it mends what inherits it.
    if (isWindows(pod) || spec.securityContext?.seccompProfile !== undefined) return;
    const open = containers.filter((container) => container.spec.securityContext?.seccompProfile === undefined);
    if (open.length === 0) return;
    if (open.length === containers.length) {
      const names = containersText(open.map(({ name }) => name));
      report([...path, 'securityContext', 'seccompProfile'], `neither the pod nor ${names} has a seccomp profile`);
      return;
    }
    for (const container of open) {
      const at = [...container.path, 'securityContext', 'seccompProfile'];
      report(at, `neither the pod nor container ${container.name} has a seccomp profile`);
    }
  },
} satisfies PodCheck;
