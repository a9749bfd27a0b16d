import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'ephemeral-container',
  scope: 'container',
  severity: 'error',
  summary: 'A manifest has ephemeral containers, which only a running pod can get',
  remedy: 'Remove them, and use kubectl debug with the running pod.',
  link: 'https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/',
  examples: {
    passes: [workload('')],
    fails: [
      {
        yaml: workload({ pod: 'ephemeralContainers: [{name: debug, image: "busybox:1"}]' }),
        at: 'spec.template.spec.ephemeralContainers[0]',
      },
    ],
  },
  check({ role, path, name }, report) {
    if (role === 'ephemeral') report(path, `container ${name} is ephemeral: it cannot be in a manifest`);
  },
} satisfies ContainerCheck;
