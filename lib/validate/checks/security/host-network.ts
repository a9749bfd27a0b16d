import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'host-network',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod uses the network of its node (Pod Security Standards: baseline)',
  remedy: 'Leave hostNetwork out and expose ports with a Service.',
  link: baselineLink,
  examples: {
    passes: [workload({ pod: 'hostNetwork: false' }), workload('')],
    fails: [{ yaml: workload({ pod: 'hostNetwork: true' }), at: 'spec.template.spec.hostNetwork' }],
  },
  check({ spec, path }, report) {
    if (spec.hostNetwork === true)
      report(
        [...path, 'hostNetwork'],
        'hostNetwork is true: it sees the traffic of the node, reaches what listens on its loopback, and no NetworkPolicy applies',
      );
  },
} satisfies PodCheck;
