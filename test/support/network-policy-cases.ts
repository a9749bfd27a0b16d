/**
 * What Kubernetes expects of every network plugin: test/e2e/network/netpol/network_policy.go of Kubernetes 1.37.2, each by its title there, with
 * its truth table for nine pods: a, b and c in the namespaces x, y and z. (That suite makes only those pods that a title needs.)
 */
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../imports/kubernetes/types';
import type { PodEnd, Protocol } from './network-policies';

const NAMESPACES = ['x', 'y', 'z'];
const NAMES = ['a', 'b', 'c'];
const PORTS = [80, 81].flatMap((port) =>
  (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({
    name: `serve-${String(port)}-${protocol.toLowerCase()}`,
    port,
    protocol,
  })),
);
export const PODS: Readonly<Record<string, PodEnd>> = Object.fromEntries(
  NAMESPACES.flatMap((namespace, row) =>
    NAMES.map((name, column) => [
      `${namespace}/${name}`,
      {
        kind: 'pod',
        namespace,
        labels: { pod: name },
        address: `10.0.${String(row)}.${String(column + 1)}`,
        ports: PORTS,
      },
    ]),
  ),
);

type Spec = Omit<NetworkPolicySpec, 'podSelector'> & Partial<Pick<NetworkPolicySpec, 'podSelector'>>;

/** In the namespace x, as all policies there. */
export const policy = (spec: Spec): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'policy', namespace: 'x' },
  spec: { podSelector: {}, ...spec },
});
const ofA = { podSelector: { matchLabels: { pod: 'a' } } };
const ingress = (spec: Omit<Spec, 'policyTypes'>) => policy({ policyTypes: ['Ingress'], ...spec });
const egress = (spec: Omit<Spec, 'policyTypes'>) => policy({ policyTypes: ['Egress'], ...spec });
export const pod = (...names: readonly string[]) => ({
  matchExpressions: [{ key: 'pod', operator: 'In', values: names }],
});
const NAME = 'kubernetes.io/metadata.name';
export const namespace = (name: string) => ({ matchLabels: { [NAME]: name } });
export const otherThan = (name: string) => ({ matchExpressions: [{ key: NAME, operator: 'NotIn', values: [name] }] });
export const block = (to: string, except?: string) => ({ ipBlock: { cidr: to, ...(except && { except: [except] }) } });

export interface Case {
  readonly title: string;
  readonly policies: readonly NetworkPolicy[];
  readonly port?: number;
  readonly protocol?: Protocol;
  /** One after the other, `*` for any: what differs from all being allowed. */
  readonly expected: readonly (readonly [from: string, to: string, isAllowed: boolean])[];
}

export const denyAll = policy({ policyTypes: ['Ingress', 'Egress'] });
const y81 = ingress({ ...ofA, ingress: [{ from: [{ namespaceSelector: namespace('y') }], ports: [{ port: 81 }] }] });
const y80 = ingress({ ...ofA, ingress: [{ from: [{ namespaceSelector: namespace('y') }], ports: [{ port: 80 }] }] });
const from = (...peers: readonly NetworkPolicyPeer[]) => [ingress({ ...ofA, ingress: [{ from: peers }] })];
const to = (...peers: readonly NetworkPolicyPeer[]) => [egress({ ...ofA, egress: [{ to: peers }] })];
const at = (...ports: readonly NetworkPolicyPort[]) => [ingress({ ...ofA, ingress: [{ ports }] })];
const both = policy({
  ...ofA,
  policyTypes: ['Egress', 'Ingress'],
  ingress: [{ from: [{ podSelector: pod('b') }] }],
  egress: [{ ports: [{ port: 80 }] }],
});

export const E2E: readonly Case[] = [
  {
    title: "should support a 'default-deny-ingress' policy",
    policies: [ingress({})],
    expected: [['*', 'x/*', false]],
  },
  {
    title: "should support a 'default-deny-all' policy",
    policies: [denyAll],
    expected: [
      ['*', 'x/*', false],
      ['x/*', '*', false],
    ],
  },
  {
    title: 'should enforce policy to allow traffic from pods within server namespace based on PodSelector',
    policies: from({ podSelector: { matchLabels: { pod: 'b' } } }),
    expected: [
      ['*', 'x/a', false],
      ['x/b', 'x/a', true],
    ],
  },
  {
    title: 'should enforce policy to allow ingress traffic for a target',
    policies: [ingress({}), ...from({ podSelector: {}, namespaceSelector: {} })],
    expected: [
      ['*', 'x/b', false],
      ['*', 'x/c', false],
    ],
  },
  {
    title: 'should enforce policy to allow ingress traffic from pods in all namespaces',
    policies: from({ namespaceSelector: { matchLabels: {} } }),
    expected: [],
  },
  {
    title: 'should enforce policy to allow traffic only from a different namespace, based on NamespaceSelector',
    policies: from({ namespaceSelector: namespace('y') }),
    expected: [
      ['x/*', 'x/a', false],
      ['z/*', 'x/a', false],
    ],
  },
  {
    title: 'should enforce policy based on PodSelector with MatchExpressions',
    policies: from({ podSelector: pod('b') }),
    expected: [
      ['*', 'x/a', false],
      ['x/b', 'x/a', true],
    ],
  },
  {
    title: 'should enforce policy based on PodSelector or NamespaceSelector',
    policies: from({ namespaceSelector: otherThan('x') }, { podSelector: pod('b') }),
    expected: [['x/c', 'x/a', false]],
  },
  {
    title: 'should enforce policy based on PodSelector and NamespaceSelector',
    policies: from({ namespaceSelector: otherThan('x'), podSelector: pod('b') }),
    expected: [
      ['*', 'x/a', false],
      ['y/b', 'x/a', true],
      ['z/b', 'x/a', true],
    ],
  },
  {
    title: 'should enforce policy based on Multiple PodSelectors and NamespaceSelectors',
    policies: from({ namespaceSelector: otherThan('x'), podSelector: pod('b', 'c') }),
    expected: [
      ['x/*', 'x/a', false],
      ['y/a', 'x/a', false],
      ['z/a', 'x/a', false],
    ],
  },
  {
    title: 'should enforce policy based on any PodSelectors',
    policies: from({ podSelector: pod('b') }, { podSelector: pod('c') }),
    expected: [
      ['*', 'x/a', false],
      ['x/b', 'x/a', true],
      ['x/c', 'x/a', true],
    ],
  },
  {
    title:
      'should enforce policy to allow traffic only from a pod in a different namespace based on PodSelector and NamespaceSelector',
    policies: from({ namespaceSelector: namespace('y'), podSelector: pod('a') }),
    expected: [
      ['*', 'x/a', false],
      ['y/a', 'x/a', true],
    ],
  },
  {
    title: 'should enforce policy based on Ports',
    policies: [y81],
    port: 81,
    expected: [
      ['*', 'x/a', false],
      ['y/*', 'x/a', true],
    ],
  },
  {
    title: 'should enforce multiple, stacked policies with overlapping podSelectors: port 80',
    policies: [y81],
    port: 80,
    expected: [['*', 'x/a', false]],
  },
  {
    title: 'should enforce multiple, stacked policies with overlapping podSelectors: both',
    policies: [y81, y80],
    port: 80,
    expected: [
      ['*', 'x/a', false],
      ['y/*', 'x/a', true],
    ],
  },
  { title: 'should support allow-all policy', policies: [ingress({ ingress: [{}] })], port: 81, expected: [] },
  {
    title: 'should allow ingress access on one named port: it',
    policies: [ingress({ ingress: [{ ports: [{ port: 'serve-81-tcp' }] }] })],
    port: 81,
    expected: [],
  },
  {
    title: 'should allow ingress access on one named port: the other',
    policies: [ingress({ ingress: [{ ports: [{ port: 'serve-81-tcp' }] }] })],
    port: 80,
    expected: [['*', 'x/*', false]],
  },
  {
    title: 'should allow egress access on one named port',
    policies: [egress({ egress: [{ ports: [{ port: 'serve-80-tcp' }] }] })],
    port: 81,
    expected: [['x/*', '*', false]],
  },
  {
    title: 'should not allow all ports if it cannot limit to the requested port',
    policies: at({ port: 'no-such-port', protocol: 'TCP' }),
    expected: [['*', 'x/a', false]],
  },
  {
    title: 'should deny ingress from pods on other namespaces',
    policies: [ingress({ ingress: [{ from: [{ podSelector: { matchLabels: {} } }] }] })],
    expected: [
      ['y/*', 'x/*', false],
      ['z/*', 'x/*', false],
    ],
  },
  {
    title: 'should deny egress from pods based on PodSelector',
    policies: [egress(ofA)],
    expected: [['x/a', '*', false]],
  },
  {
    title: 'should deny egress from all pods in a namespace',
    policies: [egress({})],
    expected: [['x/*', '*', false]],
  },
  {
    title: 'should work with Ingress, Egress specified together: port 80',
    policies: [both],
    expected: [
      ['*', 'x/a', false],
      ['x/b', 'x/a', true],
    ],
  },
  {
    title: 'should work with Ingress, Egress specified together: port 81',
    policies: [both],
    port: 81,
    expected: [
      ['*', 'x/a', false],
      ['x/a', '*', false],
      ['x/b', 'x/a', true],
    ],
  },
  {
    title:
      'should enforce egress policy allowing traffic to a server in a different namespace based on PodSelector and NamespaceSelector',
    policies: to({ namespaceSelector: namespace('y'), podSelector: pod('a') }),
    expected: [
      ['x/a', '*', false],
      ['x/a', 'y/a', true],
    ],
  },
  {
    title: 'should enforce ingress policy allowing any port traffic to a server on a specific protocol: TCP',
    policies: at({ protocol: 'TCP' }),
    expected: [],
  },
  {
    title: 'should enforce ingress policy allowing any port traffic to a server on a specific protocol: UDP',
    policies: at({ protocol: 'TCP' }),
    protocol: 'UDP',
    expected: [['*', 'x/a', false]],
  },
  {
    title: 'should enforce multiple ingress policies with ingress allow-all policy taking precedence',
    policies: [ingress({ ingress: [{ ports: [{ port: 80 }] }] }), ingress({ ingress: [{}] })],
    port: 81,
    expected: [],
  },
  {
    title: 'should enforce multiple egress policies with egress allow-all policy taking precedence',
    policies: [egress({ egress: [{ ports: [{ port: 80 }] }] }), egress({ egress: [{}] })],
    port: 81,
    expected: [],
  },
  { title: 'should stop enforcing policies after they are deleted', policies: [], expected: [] },
  {
    title: 'should allow egress access to server in CIDR block',
    policies: to(block('10.0.1.2/32')),
    expected: [
      ['x/a', '*', false],
      ['x/a', 'y/b', true],
    ],
  },
  {
    title: 'should enforce except clause while egress access to server in CIDR block',
    policies: to(block('10.0.0.0/16', '10.0.0.2/32')),
    expected: [['x/a', 'x/b', false]],
  },
  {
    title: 'should ensure an IP overlapping both IPBlock.CIDR and IPBlock.Except is allowed',
    policies: [...to(block('10.0.0.0/16', '10.0.0.2/32')), ...to(block('10.0.0.2/32'))],
    expected: [],
  },
  {
    title:
      'should enforce policies to check ingress and egress policies can be controlled independently based on PodSelector',
    policies: [egress({ ...ofA, egress: [{}] }), ingress(ofA)],
    expected: [['*', 'x/a', false]],
  },
  {
    title: "should not mistakenly treat 'protocol: SCTP' as 'protocol: TCP', even if the plugin doesn't support SCTP",
    policies: [ingress({}), ...at({ port: 81, protocol: 'SCTP' })],
    port: 81,
    expected: [['*', 'x/*', false]],
  },
  {
    title:
      'should properly isolate pods that are selected by a policy allowing SCTP, even if the plugin doesn’t support SCTP',
    policies: at({ port: 80, protocol: 'SCTP' }),
    port: 81,
    expected: [['*', 'x/a', false]],
  },
  {
    title: 'should not allow access by TCP when a policy specifies only UDP',
    policies: at({ port: 81, protocol: 'UDP' }),
    port: 81,
    expected: [['*', 'x/a', false]],
  },
  {
    title: 'should enforce policy based on NamespaceSelector with MatchExpressions using default ns label',
    policies: to({ namespaceSelector: otherThan('y') }),
    expected: [['x/a', 'y/*', false]],
  },
];
