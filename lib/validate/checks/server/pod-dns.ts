import { isIP } from 'node:net';
import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'pod-dns',
  scope: 'pod',
  severity: 'error',
  summary: "A pod's DNS settings or host aliases are refused",
  remedy: 'Give dnsPolicy None at least one nameserver, at most three, and write all of them as IP addresses.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config',
  examples: {
    passes: [workload({ pod: 'dnsPolicy: None\ndnsConfig: {nameservers: [1.1.1.1]}' })],
    fails: [
      { yaml: workload({ pod: 'dnsPolicy: None' }), at: 'spec.template.spec.dnsConfig.nameservers' },
      {
        yaml: workload({ pod: 'dnsConfig: {nameservers: [dns.example.com]}' }),
        at: 'spec.template.spec.dnsConfig.nameservers[0]',
      },
      {
        yaml: workload({ pod: 'hostAliases: [{ip: db, hostnames: [db]}]' }),
        at: 'spec.template.spec.hostAliases[0].ip',
      },
    ],
  },
  check({ spec: { dnsPolicy, dnsConfig, hostAliases = [] }, path }, report) {
    const nameservers = dnsConfig?.nameservers ?? [];
    const at = [...path, 'dnsConfig', 'nameservers'];
    if (dnsPolicy === 'None' && nameservers.length === 0) report(at, 'dnsPolicy None needs at least one nameserver');
    if (nameservers.length > 3) report(at, `at most 3 nameservers are allowed, got ${String(nameservers.length)}`);
    for (const [index, server] of nameservers.entries()) {
      if (isIP(server) === 0) report([...at, index], `"${server}" is no IP address`);
    }
    for (const [index, { ip }] of hostAliases.entries()) {
      if (ip !== undefined && isIP(ip) === 0) report([...path, 'hostAliases', index, 'ip'], `"${ip}" is no IP address`);
    }
  },
} satisfies PodCheck;
