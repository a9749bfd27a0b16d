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
} as const;
const LABELS = { 'kubernetes.io/metadata.name': 'ml', team: 'x' };
const podOf = ({ labels, address }: (typeof ends)['a' | 'b']): Pod => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'ml', labels } },
  spec: { containers: [{ name: 'c', ports: [{ name: 'sql', containerPort: 5432 }] }] },
  status: { podIPs: [{ ip: address }] },
});
const endOf = ({ labels, address }: (typeof ends)['a' | 'b']): PodEnd => ({
  ...{ kind: 'pod', namespace: 'ml', labels, address },
  ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
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
];
const PORTS = [
  undefined,
  [],
  [{ port: 5432 }],
  [{ port: 'sql' }],
  [{ port: 'other' }],
  [{ port: 5000, endPort: 6000 }],
  [{ protocol: 'UDP' as const, port: 5432 }],
  [{}],
];
const SELECTORS = [{}, { matchLabels: { app: 'a' } }, { matchLabels: { app: 'b' } }];

const policies: readonly NetworkPolicy[] = SELECTORS.flatMap((podSelector) => [
  policy('closed', { podSelector, policyTypes: ['Ingress', 'Egress'] }),
  policy('in', { podSelector }),
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

describe('from pod a to pod b, by each of many policies, and by two of them', () => {
  const pairs = policies.map((one, at) =>
    [one, policies[(at * 7 + 3) % policies.length]].flatMap((each) => (each ? [each] : [])),
  );

  test('both say the same', () => {
    const state = { ...NOTHING, namespaceLabels: LABELS };
    const differing = [...policies.map((one) => [one]), ...pairs].filter((some) => {
      const to = { protocol: 'TCP', port: 5432 } as const;
      const here = { ...state, policies: some };
      const [a, b] = [podOf(ends.a), podOf(ends.b)];
      const closed =
        closedBy(here, { pod: b, direction: 'Ingress', ...to, peer: a }) ??
        closedBy(here, { pod: a, direction: 'Egress', ...to, peer: b });
      return (
        (closed === undefined) !==
        isAllowed({ namespaces: { ml: LABELS }, policies: some }, endOf(ends.a), endOf(ends.b), 5432)
      );
    });
    expect(policies.length).toBeGreaterThan(400);
    expect(differing).toEqual([]);
  });
});
