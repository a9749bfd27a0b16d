import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'host-pid',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod sees the processes of its node (Pod Security Standards: baseline)',
  remedy: 'Leave hostPID out.',
  link: baselineLink,
  examples: {
    passes: [workload({ pod: 'hostPID: false' }), workload('')],
    fails: [{ yaml: workload({ pod: 'hostPID: true' }), at: 'spec.template.spec.hostPID' }],
  },
  check({ spec, path }, report) {
    if (spec.hostPID === true)
      report(
        [...path, 'hostPID'],
        'hostPID is true: it sees the environment of each process of the node and can signal those of its user',
      );
  },
} satisfies PodCheck;
