import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'windows-host-process',
  scope: 'pod',
  severity: 'warning',
  summary: 'A Windows pod runs as a process of its node, without isolation (Pod Security Standards: baseline)',
  remedy: 'Leave windowsOptions.hostProcess out, unless the pod administers nodes.',
  link: baselineLink,
  examples: {
    passes: [workload({ pod: 'securityContext: {windowsOptions: {hostProcess: false}}' })],
    fails: [
      {
        yaml: workload({ pod: 'hostNetwork: true\nsecurityContext: {windowsOptions: {hostProcess: true}}' }),
        at: 'spec.template.spec.securityContext.windowsOptions.hostProcess',
      },
      {
        yaml: workload({
          pod: 'hostNetwork: true',
          container: 'securityContext: {windowsOptions: {hostProcess: true}}',
        }),
        at: 'spec.template.spec.containers[0].securityContext.windowsOptions.hostProcess',
      },
    ],
  },
  check({ spec, path, containers }, report) {
    const message = 'hostProcess is true: it runs as a process of the node';
    for (const part of [{ spec, path }, ...containers]) {
      if (part.spec.securityContext?.windowsOptions?.hostProcess === true) {
        report([...part.path, 'securityContext', 'windowsOptions', 'hostProcess'], message);
      }
    }
  },
} satisfies PodCheck;
