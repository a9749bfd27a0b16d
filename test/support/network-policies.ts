/**
 * What NetworkPolicies let through, by the words of Kubernetes' documentation, and by nothing of this project: neither the
 * chart's constructs nor the validator's checks are used. network-policies.test.ts holds it to Kubernetes' own tests.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
import { BlockList, isIPv6 } from 'node:net';
import type {
  LabelSelector,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../imports/kubernetes/types';

export type Labels = Readonly<Record<string, string>>;
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface PodEnd {
  readonly kind: 'pod';
  readonly namespace: string;
  readonly labels: Labels;
  readonly address: string;
  /** Whose names policies may use. */
  readonly ports?: readonly { readonly name: string; readonly port: number; readonly protocol: Protocol }[];
}

/** Something that is no pod. */
export interface AddressEnd {
  readonly kind: 'address';
  readonly address: string;
}

/** The node that the pod at the other end runs on. */
export interface NodeEnd {
  readonly kind: 'node of the other end';
}

export type End = PodEnd | AddressEnd | NodeEnd;

export interface World {
  /** Labels of namespaces, by name; Kubernetes itself adds kubernetes.io/metadata.name. */
  readonly namespaces: Readonly<Record<string, Labels>>;
  /** Each with its namespace. */
  readonly policies: readonly NetworkPolicy[];
}

/** Whether a connection may be made: both ends must allow it. */
export function isAllowed(world: World, from: End, to: End, port: number, protocol: Protocol = 'TCP'): boolean {
  return between(world, from, to)(port, protocol);
}

/** The same of any port: who has many to ask about asks once who the ends are. */
export function between(world: World, from: End, to: End): (port: number, protocol: Protocol) => boolean {
  // “A Pod cannot block access to itself”, and what comes from its node “is always allowed”.
  if (from === to || from.kind === 'node of the other end' || to.kind === 'node of the other end') return () => true;
  const leaves = portsOf(isolating(world, from, 'Egress'), (policy) =>
    (policy.spec?.egress ?? []).filter((rule) => isAmong(world, policy, rule.to, to)),
  );
  const arrives = portsOf(isolating(world, to, 'Ingress'), (policy) =>
    (policy.spec?.ingress ?? []).filter((rule) => isAmong(world, policy, rule.from, from)),
  );
  return (port, protocol) =>
    [leaves, arrives].every((ports) => ports?.some((some) => isAmongPorts(some, { to, port, protocol })) ?? true);
}

interface Target {
  readonly to: End;
  readonly port: number;
  readonly protocol: Protocol;
}

type Ports = readonly NetworkPolicyPort[];

/** Policies add up: whom none isolates may do all, whom some isolate what any rule of theirs allows. Of each rule, its ports. */
function portsOf(
  policies: readonly NetworkPolicy[],
  rules: (policy: NetworkPolicy) => readonly { readonly ports?: Ports }[],
): readonly Ports[] | undefined {
  return policies.length === 0 ? undefined : policies.flatMap((policy) => rules(policy).map(({ ports = [] }) => ports));
}

function isolating({ policies }: World, end: End, type: 'Ingress' | 'Egress'): readonly NetworkPolicy[] {
  if (end.kind !== 'pod') return [];
  return policies.filter(
    (policy) =>
      policy.metadata?.namespace === end.namespace &&
      typesOf(policy).includes(type) &&
      selects(policy.spec?.podSelector ?? {}, end.labels),
  );
}

/** The API server's default: always ingress, and egress if there are rules for it. */
function typesOf({ spec }: NetworkPolicy): readonly string[] {
  return spec?.policyTypes ?? ['Ingress', ...((spec?.egress ?? []).length > 0 ? ['Egress'] : [])];
}

/** No list, or an empty one: all peers. */
function isAmong(world: World, policy: NetworkPolicy, peers: readonly NetworkPolicyPeer[] = [], end: End): boolean {
  return peers.length === 0 || peers.some((peer) => isPeer(world, policy, peer, end));
}

/** The same of ports. */
function isAmongPorts(ports: Ports, target: Target): boolean {
  return ports.length === 0 || ports.some((port) => isPort(port, target));
}

function isPort({ port, endPort, protocol = 'TCP' }: NetworkPolicyPort, target: Target): boolean {
  if (protocol !== target.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return port <= target.port && target.port <= (endPort ?? port);
  const named = target.to.kind === 'pod' ? (target.to.ports ?? []) : [];
  return named.some((one) => one.name === port && one.port === target.port && one.protocol === target.protocol);
}

/** Addresses are those of pods, too, unless a network changes them on the way. */
function isPeer(world: World, policy: NetworkPolicy, peer: NetworkPolicyPeer, end: End): boolean {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock !== undefined) return end.kind !== 'node of the other end' && isInBlock(ipBlock, end.address);
  if (end.kind !== 'pod') return false;
  const fits = selects(podSelector ?? {}, end.labels);
  if (namespaceSelector === undefined) return fits && end.namespace === policy.metadata?.namespace;
  const labels = { ...world.namespaces[end.namespace], 'kubernetes.io/metadata.name': end.namespace };
  return fits && selects(namespaceSelector, labels);
}

function isInBlock({ cidr, except = [] }: NonNullable<NetworkPolicyPeer['ipBlock']>, address: string): boolean {
  return isInRange(cidr, address) && !except.some((range) => isInRange(range, address));
}

function isInRange(range: string, address: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  // Node takes an IPv4 address for one of ::ffff:0:0/96, too.
  if (familyOf(network) !== familyOf(address)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), familyOf(network));
  return list.check(address, familyOf(address));
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** An empty selector selects everything. */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          throw new Error(`no operator of a selector: ${operator}`);
      }
    })
  );
}
