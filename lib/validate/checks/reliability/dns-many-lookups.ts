import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'dns-many-lookups',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'Each lookup of a name outside the cluster asks the search list first: several queries for one name',
  remedy: 'Set ndots in dnsConfig.options to 2 or less if the pod asks for many names outside the cluster.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config',
  examples: {
    passes: [
      workload({ pod: 'dnsConfig: {options: [{name: ndots, value: "2"}]}' }),
      workload({ pod: 'dnsPolicy: Default' }),
    ],
    fails: [{ yaml: workload({}), at: 'spec.template.spec.dnsConfig.options' }],
  },
  check({ spec, path }, report) {
    // Only names of the cluster have a search list; on the host's network, the policy has another default.
    if ((spec.dnsPolicy ?? 'ClusterFirst') !== 'ClusterFirst' || spec.hostNetwork === true) return;
    if ((spec.dnsConfig?.options ?? []).some(({ name }) => name === 'ndots')) return;
    report([...path, 'dnsConfig', 'options'], 'ndots is 5: example.com is looked up in each search domain first');
  },
} satisfies PodCheck;
