/** What the doctor thinks of NetworkPolicies agrees with a second reading of their documentation, test/support/network-policies.ts. */
import { describe, expect, test } from '@jest/globals';
import type { NetworkPolicy, Pod } from '../../../imports/kubernetes/types';
import { closedBy } from '../../../operations/doctor/policies';
import { policy } from '../../../operations/doctor/examples';
import { NOTHING } from '../../../operations/doctor/state';
import { isAllowed, type PodEnd } from '../../support/network-policies';

const ends = {
  a: { labels: { app: 'a', tier: 'web' }, address: '10.0.0.1' },
  b: { labels: { app: 'b' }, address: '10.0.1.2' },
  six: { labels: { app: 'a' }, address: 'fd00::1' },
} as const;
type End = (typeof ends)[keyof typeof ends];
const LABELS = { 'kubernetes.io/metadata.name': 'ml', team: 'x' };
const podOf = ({ labels, address }: End): Pod => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ml', labels } },
  spec: {
    containers: [
      { name: 'b' },
      {
        name: 'c',
        ports: [
          { name: 'admin', containerPort: 5433 },
          { name: 'sql', containerPort: 5432 },
        ],
      },
    ],
  },
  status: { podIPs: [{ ip: address }] },
});
const endOf = ({ labels, address }: End): PodEnd => ({
  ...{ kind: 'pod', namespace: 'ml', labels, address },
  ports: [
    { name: 'admin', port: 5433, protocol: 'TCP' },
    { name: 'sql', port: 5432, protocol: 'TCP' },
  ],
});

const PEERS = [
  undefined,
  [],
  [{ podSelector: {} }],
  [{ podSelector: { matchLabels: { app: 'a' } } }],
  [{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'Exists' as const }] } }],
  [{ namespaceSelector: {} }],
  [{ namespaceSelector: { matchLabels: { team: 'y' } } }],
  [{ namespaceSelector: { matchLabels: { team: 'x' } }, podSelector: { matchLabels: { app: 'b' } } }],
  [{ ipBlock: { cidr: '10.0.0.0/24' } }],
  [{ ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.1.0/24'] } }],
  [{ ipBlock: { cidr: 'fd00::/8' } }],
  [{ ipBlock: { cidr: '::/0', except: ['fd00::/8'] } }],
  [{ ipBlock: { cidr: '0.0.0.0/0' } }],
  [{ podSelector: { matchLabels: { app: 'c' } } }, { podSelector: {} }],
];
const PORTS = [
  undefined,
  [],
  [{ port: 5432 }],
  [{ port: 'sql' }],
  [{ port: 'other' }],
  [{ port: 'admin' }],
  [{ port: 5000, endPort: 6000 }],
  [{ port: 5000, endPort: 5431 }],
  [{ port: 5433, endPort: 6000 }],
  [{ port: 5000 }],
  [{ port: 80 }, { port: 5432 }],
  [{ protocol: 'UDP' as const, port: 5432 }],
  [{}],
];
const SELECTORS = [{}, { matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } }];

const policies: readonly NetworkPolicy[] = SELECTORS.flatMap((podSelector) => [
  policy('closed', { podSelector, policyTypes: ['Ingress', 'Egress'] }),
  policy('in', { podSelector }),
  policy('in, and one out', { podSelector, ingress: [{}], egress: [{ ports: [{ port: 80 }] }] }),
  policy('in, and none out', { podSelector, ingress: [{}], egress: [] }),
  policy('two rules', { podSelector, ingress: [{ ports: [{ port: 80 }] }, { ports: [{ port: 5432 }] }] }),
  ...PEERS.flatMap((peers) =>
    PORTS.flatMap((ports) => {
      const rest = ports && { ports };
      return [
        policy('from', { podSelector, ingress: [{ ...(peers && { from: peers }), ...rest }] }),
        policy('to', { podSelector, policyTypes: ['Egress'], egress: [{ ...(peers && { to: peers }), ...rest }] }),
      ];
    }),
  ),
]);

const PAIRS = [
  ['a', 'b'],
  ['six', 'b'],
  ['b', 'six'],
] as const;

describe.each(PAIRS)('from pod %s to pod %s, by each of many policies, and by two of them', (from, to) => {
  const pairs = policies.map((one, at) =>
    [one, policies[(at * 7 + 3) % policies.length]].flatMap((each) => (each ? [each] : [])),
  );

  test('both say the same', () => {
    const state = { ...NOTHING, namespaceLabels: LABELS };
    const differing = [...policies.map((one) => [one]), ...pairs].filter((some) => {
      const way = { protocol: 'TCP', port: 5432 } as const;
      const here = { ...state, policies: some };
      const [a, b] = [podOf(ends[from]), podOf(ends[to])];
      const closed =
        closedBy(here, { pod: b, direction: 'Ingress', ...way, peer: a }) ??
        closedBy(here, { pod: a, direction: 'Egress', ...way, peer: b });
      return (
        (closed === undefined) !==
        isAllowed({ namespaces: { ml: LABELS }, policies: some }, endOf(ends[from]), endOf(ends[to]), 5432)
      );
    });
    expect(policies.length).toBeGreaterThan(400);
    expect(differing).toEqual([]);
  });
});

describe('to somebody who is not known', () => {
  const to = (port: number | string, protocol?: 'TCP' | 'UDP') =>
    closedBy(
      {
        ...NOTHING,
        policies: [
          policy('to', {
            podSelector: {},
            policyTypes: ['Egress'],
            egress: [
              {
                to: [{ ipBlock: { cidr: '10.9.0.0/16' } }],
                ports: [{ port, ...(protocol !== undefined && { protocol }) }],
              },
            ],
          }),
        ],
      },
      { pod: podOf(ends.a), direction: 'Egress', protocol: 'UDP', port: 53 },
    )?.map(({ metadata }) => metadata?.name);

  test('whom a rule lets through may be the one', () => {
    expect(to(53, 'UDP')).toBeUndefined();
  });

  test('the name of a port may be that of the one', () => {
    expect(to('dns', 'UDP')).toBeUndefined();
  });

  test('but not by another protocol, or at another port', () => {
    expect([to(53), to(53, 'TCP'), to(54, 'UDP')]).toEqual([['to'], ['to'], ['to']]);
  });
});

test('the name of a port of the pod that is come to, whoever comes', () => {
  const state = {
    ...NOTHING,
    policies: [policy('in', { podSelector: {}, ingress: [{ ports: [{ port: 'admin' }] }] })],
  };
  const at = (port: number) =>
    closedBy(state, { pod: podOf(ends.a), direction: 'Ingress', protocol: 'TCP', port }) === undefined;
  expect([at(5432), at(5433)]).toEqual([false, true]);
});

test('of nobody, where nobody is isolated; what has no spec isolates every pod', () => {
  const way = { pod: podOf(ends.a), direction: 'Ingress', protocol: 'TCP', port: 80 } as const;
  expect(closedBy(NOTHING, way)).toBeUndefined();
  const bare: NetworkPolicy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
  expect(closedBy({ ...NOTHING, policies: [bare] }, way)).toEqual([bare]);
  expect(closedBy({ ...NOTHING, policies: [bare] }, { ...way, direction: 'Egress' })).toBeUndefined();
});

test('a pod that has two addresses, or none yet', () => {
  const policies = [policy('in', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] })];
  const isOpen = (peer: Pod) =>
    closedBy(
      { ...NOTHING, policies },
      { ...{ pod: podOf(ends.b), direction: 'Ingress', protocol: 'TCP', port: 5432 }, peer },
    ) === undefined;
  const { status, ...early } = podOf(ends.a);
  expect(isOpen({ ...early, status: { podIPs: [{ ip: 'fd00::1' }, ...(status?.podIPs ?? [])] } })).toBe(true);
  expect(isOpen(early)).toBe(false);
});

test('of a namespace whose labels nobody may read, a policy may mean any', () => {
  const way = { pod: podOf(ends.b), direction: 'Ingress', protocol: 'TCP', port: 5432 } as const;
  const isOpen = (peer: Pod) =>
    closedBy(
      {
        ...{ ...NOTHING, namespaceLabels: undefined },
        policies: [
          policy('in', {
            podSelector: {},
            ingress: [
              {
                from: [
                  { namespaceSelector: { matchLabels: { team: 'x' } }, podSelector: { matchLabels: { app: 'a' } } },
                ],
              },
            ],
          }),
        ],
      },
      { ...way, peer },
    ) === undefined;
  expect([isOpen(podOf(ends.a)), isOpen(podOf(ends.b))]).toEqual([true, false]);
});
