import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'privileged-container',
  scope: 'container',
  severity: 'warning',
  summary: 'A container is privileged: root on its node (Pod Security Standards: baseline)',
  remedy: 'Leave privileged out; add the one capability that is needed, if any.',
  link: baselineLink,
  examples: {
    passes: [workload('securityContext: {privileged: false}')],
    fails: [
      {
        yaml: workload('securityContext: {privileged: true}'),
        at: 'spec.template.spec.containers[0].securityContext.privileged',
      },
      {
        yaml: workload({
          pod: 'initContainers:\n  - {name: tune, image: busybox:1.37, securityContext: {privileged: true}}',
        }),
        at: 'spec.template.spec.initContainers[0].securityContext.privileged',
      },
    ],
  },
  check({ spec, path, name }, report) {
    if (spec.securityContext?.privileged === true) {
      report([...path, 'securityContext', 'privileged'], `container ${name} is privileged`);
    }
  },
} satisfies ContainerCheck;
