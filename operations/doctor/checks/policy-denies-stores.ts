import type { Pod } from '../../../imports/kubernetes/types';
import { pod, policy } from '../examples';
import type { Check } from '../check';
import { closedBy } from '../policies';
import { componentOf, nameOf, partOf, podsOf, SERVER, type State } from '../state';

/** Of the release: who holds something, and at which port. */
const STORES = { postgresql: 5432, minio: 9000, garage: 3900 } as const;

export default {
  id: 'policy-denies-stores',
  symptom: 'connect',
  stops: true,
  what: 'NetworkPolicies do not let MLflow reach its database, or its store.',
  remedy:
    'Remove the policy that others have made, or let this through in it; the chart’s own come back with helm upgrade. What is outside of the release stands in networkPolicy.externalCidrs.',
  examples: {
    finds: [
      {
        pods: [pod('tracking'), pod('postgresql')],
        policies: [
          policy('narrow', {
            podSelector: { matchLabels: { 'app.kubernetes.io/component': 'postgresql' } },
            ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'server' } } }] }],
          }),
        ],
      },
      {
        pods: [pod('tracking'), pod('minio')],
        policies: [
          policy('names', {
            podSelector: {},
            policyTypes: ['Egress'],
            egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }],
          }),
        ],
      },
      {
        pods: [pod('tracking')],
        configMaps: [
          {
            metadata: { labels: { 'app.kubernetes.io/component': 'tracking' } },
            data: { PGHOST: 'db.example.com', PGPORT: '6432' },
          },
        ],
        policies: [
          policy('names', {
            podSelector: {},
            policyTypes: ['Egress'],
            egress: [{ ports: [{ protocol: 'UDP', port: 53 }] }],
          }),
        ],
      },
    ],
    quiet: [
      { pods: [pod('tracking'), pod('postgresql')] },
      {
        pods: [pod('tracking'), pod('postgresql')],
        policies: [
          policy('right', {
            podSelector: { matchLabels: { 'app.kubernetes.io/component': 'postgresql' } },
            ingress: [
              {
                from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'tracking' } } }],
                ports: [{ port: 5432 }],
              },
            ],
          }),
        ],
      },
    ],
  },
  look: (state) =>
    podsOf(state, SERVER)
      .slice(0, 1)
      .flatMap((server) => [...inside(state, server), ...outside(state, server)]),
} satisfies Check;

function inside(state: State, server: Pod) {
  return Object.entries(STORES).flatMap(([component, port]) =>
    podsOf(state, component)
      .slice(0, 1)
      .flatMap((store) => {
        const part = partOf(store) ?? 'database';
        const tcp = { protocol: 'TCP', port } as const;
        const closed =
          closedBy(state, { pod: store, direction: 'Ingress', ...tcp, peer: server }) ??
          closedBy(state, { pod: server, direction: 'Egress', ...tcp, peer: store });
        if (closed === undefined) return [];
        const evidence = `none of ${closed.map(nameOf).join(', ')} lets ${nameOf(server)} through to ${nameOf(store)} port ${String(port)}`;
        return [{ part, where: `networkpolicy/${nameOf(closed[0] ?? {})}`, evidence }];
      }),
  );
}

/** Of what the server's settings name, nobody knows which address it has: a port that is let through to nobody is closed for sure. */
function outside(state: State, server: Pod) {
  const settings = state.configMaps.filter((one) => componentOf(one) === SERVER).map(({ data = {} }) => data);
  const isInside = (host: string) => host.endsWith('.svc.cluster.local');
  const [database] = settings.flatMap(({ PGHOST = '', PGPORT = '5432' }) =>
    PGHOST === '' || isInside(PGHOST) ? [] : [{ host: PGHOST, port: Number(PGPORT) }],
  );
  const [store] = settings.flatMap(({ MLFLOW_S3_ENDPOINT_URL: endpoint = '' }) => {
    if (!URL.canParse(endpoint)) return [];
    const { hostname, port, protocol } = new URL(endpoint);
    return isInside(hostname)
      ? []
      : [{ host: hostname, port: Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port) }];
  });
  return (
    [
      ['database', database],
      ['store', store],
    ] as const
  ).flatMap(([part, place]) => {
    const closed = place && closedBy(state, { pod: server, direction: 'Egress', protocol: 'TCP', port: place.port });
    if (place === undefined || closed === undefined) return [];
    const evidence = `none of ${closed.map(nameOf).join(', ')} lets ${nameOf(server)} out to port ${String(place.port)}, which ${place.host} has`;
    return [{ part, where: `networkpolicy/${nameOf(closed[0] ?? {})}`, evidence }];
  });
}
