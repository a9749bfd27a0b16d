import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'host-network-dns',
  scope: 'pod',
  severity: 'info',
  summary: 'A pod in the network of its node resolves no Services: it uses the DNS of the node',
  remedy: 'Set dnsPolicy to ClusterFirstWithHostNet.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy',
  examples: {
    passes: [workload({ pod: 'hostNetwork: true\ndnsPolicy: ClusterFirstWithHostNet' }), workload('')],
    fails: [{ yaml: workload({ pod: 'hostNetwork: true' }), at: 'spec.template.spec.dnsPolicy' }],
  },
  check({ spec: { hostNetwork, dnsPolicy = 'ClusterFirst' }, path }, report) {
    if (hostNetwork !== true || dnsPolicy !== 'ClusterFirst') return;
    report([...path, 'dnsPolicy'], 'with hostNetwork, dnsPolicy ClusterFirst means Default: the DNS of the node');
  },
} satisfies PodCheck;
