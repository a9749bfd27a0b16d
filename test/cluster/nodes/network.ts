/**
 * The network of a cluster: the control plane's own network namespace has a bridge, to which each node is connected by a pair
 * of virtual devices. Nobody else has these addresses: no device of the machine is part of it, so they may be the same in
 * every run.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export type Family = 'IPv4' | 'IPv6';
/** Those of pods and Services, the first one first. */
export type Families = readonly [Family, ...Family[]];

interface Addresses {
  readonly controlPlane: string;
  readonly node: string;
  /** Of all pods; those of a node begin with `podsOfNode`. */
  readonly pods: string;
  readonly podsOfNode: readonly [before: string, after: string];
  readonly services: string;
  /** Of CoreDNS. */
  readonly names: string;
}

/** `node` is completed by the node's number. */
const ADDRESSES: Readonly<Record<Family, Addresses>> = {
  IPv4: {
    controlPlane: '10.97.0.1',
    node: '10.97.0.1',
    pods: '10.98.0.0/16',
    podsOfNode: ['10.98.', '.0/24'],
    services: '10.96.0.0/16',
    names: '10.96.0.10',
  },
  IPv6: {
    controlPlane: 'fd00:97::1',
    node: 'fd00:97::1',
    pods: 'fd00:98::/48',
    podsOfNode: ['fd00:98:0:', '::/64'],
    services: 'fd00:96::/108',
    names: 'fd00:96::a',
  },
};
/** Machines have both, whatever pods have. */
const BOTH = ['IPv4', 'IPv6'] as const;
const BRIDGE = 'cluster0';

/** One kind of address for each family. */
export function addressesOf(
  families: Families,
  kind: 'controlPlane' | 'services' | 'names' | 'pods',
): readonly string[] {
  return families.map((family) => ADDRESSES[family][kind]);
}

export interface NodeAddress {
  /** Such as `node-1`, and the name of its network namespace. */
  readonly name: string;
  readonly families: Families;
  /** By family. */
  readonly addresses: Readonly<Record<Family, string>>;
  /** Ranges for its pods, in the order of the families. */
  readonly pods: readonly string[];
}

export function nodeAddress(number: number, families: Families): NodeAddress {
  const n = String(number);
  return {
    name: `node-${n}`,
    families,
    addresses: { IPv4: ADDRESSES.IPv4.node + n, IPv6: ADDRESSES.IPv6.node + n },
    pods: families.map((family) => ADDRESSES[family].podsOfNode.join(n)),
  };
}

/** Names of network namespaces, and the bridge. Needs a mount namespace of its own. */
export function makeBridge(): void {
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  mkdirSync('/run/netns');
  ip(
    'link set lo up',
    `link add ${BRIDGE} type bridge`,
    `addr add ${ADDRESSES.IPv4.controlPlane}/24 dev ${BRIDGE}`,
    `addr add ${ADDRESSES.IPv6.controlPlane}/64 dev ${BRIDGE} nodad`,
    `link set ${BRIDGE} up`,
    // Before kube-proxy gives a packet for a Service another address, there has to be a way for it.
    ...BOTH.map((family) => `route add ${ADDRESSES[family].services} dev ${BRIDGE}`),
  );
  forward([]);
}

/** A network namespace of the node's name, with an address. What other nodes' pods have for addresses, it learns by `route`. */
export function connect(node: NodeAddress): void {
  const { name, addresses } = node;
  const device = deviceOf(name);
  ip(`netns add ${name}`, `link add ${device} type veth peer name eth0 netns ${name}`);
  ip(`link set ${device} master ${BRIDGE}`, `link set ${device} up`);
  ip(...routesTo(node));
  within(
    name,
    'link set lo up',
    `addr add ${addresses.IPv4}/24 dev eth0`,
    `addr add ${addresses.IPv6}/64 dev eth0 nodad`,
    'link set eth0 up',
    ...BOTH.map((family) => `route add default via ${ADDRESSES[family].controlPlane}`),
  );
  forward(['nsenter', `--net=/run/netns/${name}`]);
}

export function disconnect({ name }: NodeAddress): void {
  ip(`link delete ${deviceOf(name)}`);
  ip(`netns delete ${name}`);
}

/** Pulls the plug of a node, or puts it in again. */
export function plug({ name }: NodeAddress, state: 'up' | 'down'): void {
  ip(`link set ${deviceOf(name)} ${state}`);
}

/** To pods of other nodes the way is direct, so that nobody else has to be there. */
export function route(from: NodeAddress, to: NodeAddress): void {
  within(from.name, ...routesTo(to));
}

/** To its pods. */
function routesTo({ families, pods, addresses }: NodeAddress): readonly string[] {
  return families.map((family, index) => `route replace ${pods[index] ?? ''} via ${addresses[family]}`);
}

function deviceOf(name: string): string {
  return `v-${name}`;
}

function forward(command: readonly string[]): void {
  const settings = ['net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1', 'net.ipv4.conf.all.route_localnet=1'];
  const [file = '', ...args] = [...command, 'sysctl', '--quiet', '--write', ...settings];
  execFileSync(file, args, { stdio: 'pipe' });
}

function ip(...commands: readonly string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: `${commands.join('\n')}\n`, stdio: 'pipe' });
}

function within(name: string, ...commands: readonly string[]): void {
  const args = [`--net=/run/netns/${name}`, 'ip', '-batch', '-'];
  execFileSync('nsenter', args, { input: `${commands.join('\n')}\n`, stdio: 'pipe' });
}
