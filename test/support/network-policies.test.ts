/**
 * The evaluator of NetworkPolicies is held to what Kubernetes has published: its own tests (network-policy-cases.ts), and its
 * documentation, https://kubernetes.io/docs/concepts/services-networking/network-policies/.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type {
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from '../../imports/kubernetes/types';
import { isAllowed, selects, type AddressEnd, type Labels, type PodEnd } from './network-policies';
import { block, denyAll, E2E, namespace, otherThan, pod, PODS, policy } from './network-policy-cases';

const isOne = (pattern: string, name: string) =>
  pattern === '*' || pattern === name || (pattern.endsWith('/*') && name.startsWith(pattern.slice(0, -1)));

/** `from → to` of each pair that is not allowed. What a pod sends to itself is nobody's business. */
function denied(allowed: (from: string, to: string) => boolean): readonly string[] {
  const names = Object.keys(PODS);
  return names.flatMap((one) =>
    names.filter((other) => one !== other && !allowed(one, other)).map((other) => `${one} → ${other}`),
  );
}

const podOf = (name: string): PodEnd => {
  const found = PODS[name];
  if (found === undefined) throw new Error(`there is no pod ${name}`);
  return found;
};

describe('e2e', () => {
  test.each(E2E.map((one) => [one.title, one] as const))('%s', (_, { policies, port = 80, protocol, expected }) => {
    const world = { namespaces: {}, policies };
    const found = denied((one, other) => isAllowed(world, podOf(one), podOf(other), port, protocol));
    const wanted = denied((one, other) => {
      const last = expected.filter(([sender, receiver]) => isOne(sender, one) && isOne(receiver, other)).at(-1);
      return last?.[2] ?? true;
    });
    expect(found).toEqual(wanted);
  });
});

describe('docs', () => {
  const world = (policies: readonly NetworkPolicy[]) => ({
    namespaces: { default: {}, mine: { project: 'myproject' }, other: { project: 'other' } },
    policies,
  });
  const made = (of: string, labels: Labels, address = '192.0.2.1'): PodEnd => ({
    kind: 'pod',
    namespace: of,
    labels,
    address,
  });
  const outside = (address: string): AddressEnd => ({ kind: 'address', address });
  const of = (spec: NetworkPolicySpec): NetworkPolicy => ({
    ...policy({}),
    metadata: { name: 'test-network-policy', namespace: 'default' },
    spec,
  });
  const db = made('default', { role: 'db' });

  describe('the example of “The NetworkPolicy resource”', () => {
    const example = world([
      of({
        podSelector: { matchLabels: { role: 'db' } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [
              { ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } },
              { namespaceSelector: { matchLabels: { project: 'myproject' } } },
              { podSelector: { matchLabels: { role: 'frontend' } } },
            ],
            ports: [{ protocol: 'TCP', port: 6379 }],
          },
        ],
        egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ protocol: 'TCP', port: 5978 }] }],
      }),
    ]);
    test.each([
      ['a pod in the namespace with role=frontend', made('default', { role: 'frontend' }), true],
      ['a pod in the namespace with another role', made('default', { role: 'backend' }), false],
      ['any pod in a namespace with project=myproject', made('mine', {}), true],
      ['a pod with role=frontend in another namespace', made('other', { role: 'frontend' }), false],
      ['172.17.0.255', outside('172.17.0.255'), true],
      ['172.17.1.7, which is excepted', outside('172.17.1.7'), false],
      ['172.17.255.255', outside('172.17.255.255'), true],
      ['172.18.0.1', outside('172.18.0.1'), false],
    ])('from %s', (_, sender, expected) => {
      expect(isAllowed(example, sender, db, 6379)).toBe(expected);
      expect(isAllowed(example, sender, db, 6380)).toBe(false);
      expect(isAllowed(example, sender, db, 6379, 'UDP')).toBe(false);
    });
    test.each([
      ['10.0.0.255', 5978, true],
      ['10.0.0.255', 5979, false],
      ['10.0.1.0', 5978, false],
    ])('to %s at port %d', (address, port, expected) => {
      expect(isAllowed(example, db, outside(address), port)).toBe(expected);
    });
  });

  test('“Behavior of to and from selectors”: one element with two selectors, or two elements', () => {
    const [user, role] = [{ matchLabels: { project: 'myproject' } }, { matchLabels: { role: 'client' } }];
    const and = world([of({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: user, podSelector: role }] }] })]);
    const or = world([
      of({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: user }, { podSelector: role }] }] }),
    ]);
    const who = [made('mine', { role: 'client' }), made('mine', {}), made('default', { role: 'client' })];
    expect(who.map((sender) => isAllowed(and, sender, db, 1))).toEqual([true, false, false]);
    expect(who.map((sender) => isAllowed(or, sender, db, 1))).toEqual([true, true, true]);
  });

  test('“Targeting a range of ports”: endPort', () => {
    const range = world([
      of({ podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 32000, endPort: 32768 }] }] }),
    ]);
    const allowed = [31999, 32000, 32768, 32769].map((port) => isAllowed(range, db, outside('10.0.0.1'), port));
    expect(allowed).toEqual([false, true, true, false]);
  });

  test.each<[string, NetworkPolicySpec, boolean, boolean]>([
    ['neither', { podSelector: {} }, false, true],
    [
      'egress rules',
      { podSelector: {}, egress: [{ to: [{ podSelector: { matchLabels: { a: 'b' } } }] }] },
      false,
      false,
    ],
    ['an empty list of egress rules', { podSelector: {}, egress: [] }, false, true],
    ['Egress alone', { podSelector: {}, policyTypes: ['Egress'] }, true, false],
    ['Ingress alone, and egress rules', { podSelector: {}, policyTypes: ['Ingress'], egress: [{}] }, false, true],
  ])('policyTypes that are not given, or are: %s', (_, spec, comes, goes) => {
    const one = world([of(spec)]);
    expect([isAllowed(one, outside('10.0.0.1'), db, 1), isAllowed(one, db, outside('10.0.0.1'), 1)]).toEqual([
      comes,
      goes,
    ]);
  });

  test.each<[string, string, string[] | undefined, boolean[]]>([
    ['environment', 'In', ['production', 'qa'], [true, true, false]],
    ['environment', 'NotIn', ['production'], [false, true, true]],
    ['environment', 'Exists', undefined, [true, true, false]],
    ['environment', 'DoesNotExist', undefined, [false, false, true]],
  ])('“Labels and Selectors”: %s %s %s, of production, qa, and no label', (key, operator, values, expected) => {
    const selector = { matchExpressions: [{ key, operator, ...(values && { values }) }] };
    const labels: readonly Labels[] = [{ environment: 'production' }, { environment: 'qa' }, {}];
    expect(labels.map((one) => selects(selector, one))).toEqual(expected);
  });

  test('IPv6', () => {
    const six = world([of({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '2001:db8::/64' } }] }] })]);
    const all = world([of({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] })]);
    const every6 = world([of({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] })]);
    const who = ['2001:db8::1', '2001:db8:0:1::1', '10.0.0.1'].map(outside);
    expect(who.map((sender) => isAllowed(every6, sender, db, 1))).toEqual([true, true, false]);
    expect(who.map((sender) => isAllowed(six, sender, db, 1))).toEqual([true, false, false]);
    expect(who.map((sender) => isAllowed(all, sender, db, 1))).toEqual([false, false, true]);
  });

  test('a pod cannot block access to itself, nor what comes from its node', () => {
    const none = world([of({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })]);
    expect(isAllowed(none, db, db, 1)).toBe(true);
    expect(isAllowed(none, { kind: 'node of the other end' }, db, 1)).toBe(true);
    expect(isAllowed(none, outside('192.0.2.200'), db, 1)).toBe(false);
  });
});

describe('whatever the policies', () => {
  const selector = fc.constantFrom<LabelsSelector>({}, pod('a'), pod('a', 'b'), { matchLabels: { pod: 'c' } });
  type LabelsSelector = NonNullable<NetworkPolicyPeer['podSelector']>;
  const peer = fc.oneof(
    selector.map((podSelector): NetworkPolicyPeer => ({ podSelector })),
    fc
      .tuple(fc.constantFrom(namespace('y'), otherThan('x'), {}), selector)
      .map(([namespaceSelector, podSelector]): NetworkPolicyPeer => ({ namespaceSelector, podSelector })),
    fc.constantFrom('10.0.0.0/16', '10.0.1.0/30').map((cidr): NetworkPolicyPeer => block(cidr)),
  );
  const peers = fc.array(peer, { maxLength: 2 });
  const ports = fc.array(fc.constantFrom<NetworkPolicyPort>({ port: 80 }, { port: 81 }, { protocol: 'UDP' }), {
    maxLength: 2,
  });
  const spec = fc.record({
    podSelector: selector,
    policyTypes: fc.subarray<'Ingress' | 'Egress'>(['Ingress', 'Egress'], { minLength: 1 }),
    ingress: fc.array(fc.record({ from: peers, ports }), { maxLength: 2 }),
    egress: fc.array(fc.record({ to: peers, ports }), { maxLength: 2 }),
  });
  const policies = fc.array(spec.map(policy), { maxLength: 4 });
  const deniedBy = (all: readonly NetworkPolicy[]) =>
    denied((one, other) => isAllowed({ namespaces: {}, policies: all }, podOf(one), podOf(other), 80));

  test('their order is nothing', () => {
    fc.assert(
      fc.property(policies, (all) => {
        expect(deniedBy([...all].reverse())).toEqual(deniedBy(all));
      }),
    );
  });

  test('one more lets more through, where all are isolated already', () => {
    fc.assert(
      fc.property(policies, spec, (all, more) => {
        const before = new Set(deniedBy([denyAll, ...all]));
        expect(deniedBy([denyAll, ...all, policy(more)]).filter((pair) => !before.has(pair))).toEqual([]);
      }),
    );
  });

  test('what does not touch their namespace is allowed', () => {
    fc.assert(
      fc.property(policies, (all) => {
        expect(deniedBy(all).filter((pair) => !pair.includes('x/'))).toEqual([]);
      }),
    );
  });
});
