import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { isInUserNamespace, restrictedLink } from '../../security/pod-security';

export default {
  id: 'runs-as-root',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod or container asks for user 0, root (Pod Security Standards: restricted)',
  remedy: 'Give another user ID, or leave runAsUser out where the image names a user.',
  link: restrictedLink,
  examples: {
    passes: [
      workload({ pod: 'securityContext: {runAsUser: 1000}' }),
      { yaml: workload({ pod: 'hostUsers: false\nsecurityContext: {runAsUser: 0}' }), context: { minor: 35 } },
    ],
    fails: [
      {
        yaml: workload({ pod: 'securityContext: {runAsUser: 0}' }),
        at: 'spec.template.spec.securityContext.runAsUser',
      },
      {
        yaml: workload('securityContext: {runAsUser: 0}'),
        at: 'spec.template.spec.containers[0].securityContext.runAsUser',
      },
    ],
  },
  check(pod, report, { minor }) {
    if (isInUserNamespace(pod, minor)) return;
    for (const { spec, path } of [pod, ...pod.containers]) {
      if (spec.securityContext?.runAsUser === 0) {
        report([...path, 'securityContext', 'runAsUser'], 'runAsUser is 0: root');
      }
    }
  },
} satisfies PodCheck;
