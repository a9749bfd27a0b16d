import type { Check } from '../check';

const slice = (ready: boolean) => ({
  apiVersion: 'discovery.k8s.io/v1' as const,
  kind: 'EndpointSlice' as const,
  addressType: 'IPv4' as const,
  metadata: { name: 'kube-dns-1' },
  endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready } }],
});

export default {
  id: 'cluster-dns-away',
  symptom: 'connect',
  stops: true,
  what: 'The cluster’s DNS has no pod that answers: nobody finds anybody.',
  remedy: 'See kubectl -n kube-system get pods -l k8s-app=kube-dns, and scale it up again.',
  examples: {
    finds: [{ dns: [slice(false)] }, { dns: [{ ...slice(true), endpoints: [] }] }],
    quiet: [{ dns: [slice(true)] }, { dns: [] }, {}],
  },
  look({ dns = [] }) {
    const isReady = dns.some(({ endpoints }) =>
      (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false),
    );
    if (dns.length === 0 || isReady) return [];
    return [
      {
        part: 'cluster' as const,
        where: 'service/kube-dns in kube-system',
        evidence: 'none of its endpoints is ready',
      },
    ];
  },
} satisfies Check;
