import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'host-ipc',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod shares the memory segments of its node (Pod Security Standards: baseline)',
  remedy: 'Leave hostIPC out; containers of one pod share theirs anyway.',
  link: baselineLink,
  examples: {
    passes: [workload({ pod: 'hostIPC: false' }), workload('')],
    fails: [{ yaml: workload({ pod: 'hostIPC: true' }), at: 'spec.template.spec.hostIPC' }],
  },
  check({ spec, path }, report) {
    if (spec.hostIPC === true)
      report([...path, 'hostIPC'], 'hostIPC is true: it reads shared memory of other processes of the node');
  },
} satisfies PodCheck;
