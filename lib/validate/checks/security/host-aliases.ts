import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'host-aliases',
  scope: 'pod',
  severity: 'info',
  summary: 'A pod has addresses of hosts written into it, past DNS',
  remedy: 'Use a Service of type ExternalName, or one without selector and an EndpointSlice.',
  link: 'https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/',
  examples: {
    passes: [workload('')],
    fails: [
      {
        yaml: workload({ pod: 'hostAliases:\n  - {ip: 10.0.0.5, hostnames: [db.example.com]}' }),
        at: 'spec.template.spec.hostAliases[0]',
      },
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { ip = '', hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
      report([...path, 'hostAliases', index], `${hostnames.join(', ')} is always ${ip}`);
    }
  },
} satisfies PodCheck;
