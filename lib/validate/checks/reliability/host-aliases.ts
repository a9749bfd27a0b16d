import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'host-aliases',
  scope: 'pod',
  severity: 'info',
  summary: 'A pod has addresses of hosts written into its /etc/hosts, which nothing keeps up to date',
  remedy: 'Use DNS: a Service without a selector, or one of type ExternalName, gives a host a name in the cluster.',
  link: 'https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/',
  examples: {
    passes: [workload({}), workload({ pod: 'hostAliases: [{ip: 127.0.0.1, hostnames: [app.local]}]' })],
    fails: [
      {
        yaml: workload({ pod: 'hostAliases: [{ip: 192.0.2.10, hostnames: [database.example.com]}]' }),
        at: 'spec.template.spec.hostAliases[0]',
      },
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { ip = '', hostnames = [] }] of (spec.hostAliases ?? []).entries()) {
      if (ip.startsWith('127.') || ip === '::1') continue;
      report([...path, 'hostAliases', index], `${hostnames.join(', ')} is always ${ip}, whatever DNS says`);
    }
  },
} satisfies PodCheck;
