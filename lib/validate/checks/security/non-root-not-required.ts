import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { containersText, isInUserNamespace, restrictedLink } from '../../security/pod-security';

export default {
  id: 'non-root-not-required',
  scope: 'pod',
  severity: 'warning',
  summary: 'Nothing keeps a container from running as root (Pod Security Standards: restricted)',
  remedy: 'Set runAsNonRoot to true in the security context of the pod; its containers then inherit it.',
  link: restrictedLink,
  examples: {
    passes: [
      workload({ pod: 'securityContext: {runAsNonRoot: true}' }),
      workload('securityContext: {runAsNonRoot: true}'),
      { yaml: workload({ pod: 'hostUsers: false' }), context: { minor: 35 } },
    ],
    fails: [
      { yaml: workload(''), at: 'spec.template.spec.securityContext.runAsNonRoot' },
      {
        yaml: workload({
          pod: 'securityContext: {runAsNonRoot: true}',
          container: 'securityContext: {runAsNonRoot: false}',
        }),
        at: 'spec.template.spec.containers[0].securityContext.runAsNonRoot',
      },
      {
        yaml: workload({
          pod: 'initContainers:\n  - {name: prepare, image: busybox:1.37}',
          container: 'securityContext: {runAsNonRoot: true}',
        }),
        at: 'spec.template.spec.initContainers[0].securityContext.runAsNonRoot',
      },
      { yaml: workload({ pod: 'hostUsers: false' }), context: { minor: 34 } },
    ],
  },
  check(pod, report, { minor }) {
    if (isInUserNamespace(pod, minor)) return;
    const { spec, path, containers } = pod;
    const inherited = spec.securityContext?.runAsNonRoot;
    if (inherited === false) report([...path, 'securityContext', 'runAsNonRoot'], 'runAsNonRoot of the pod is false');
    for (const container of containers) {
      if (container.spec.securityContext?.runAsNonRoot !== false) continue;
      const at = [...container.path, 'securityContext', 'runAsNonRoot'];
      report(at, `runAsNonRoot of container ${container.name} is false`);
    }
    if (inherited !== undefined) return;
    const open = containers.filter((container) => container.spec.securityContext?.runAsNonRoot === undefined);
    if (open.length === 0) return;
    if (open.length === containers.length) {
      const names = containersText(open.map(({ name }) => name));
      report([...path, 'securityContext', 'runAsNonRoot'], `runAsNonRoot is set neither for the pod nor for ${names}`);
      return;
    }
    for (const container of open) {
      const at = [...container.path, 'securityContext', 'runAsNonRoot'];
      report(at, `runAsNonRoot is set neither for the pod nor for container ${container.name}`);
    }
  },
} satisfies PodCheck;
