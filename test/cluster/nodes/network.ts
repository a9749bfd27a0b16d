/**
 * The network of a cluster: the control plane's own network namespace has a bridge, to which each node is connected by a pair
 * of virtual devices. Nobody else has these addresses: no device of the machine is part of it, so they may be the same in
 * every run.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export const CONTROL_PLANE = '10.97.0.1';
export const SERVICES = ['10.96.0.0/16', 'fd00:96::/108'] as const;
/** Of CoreDNS. */
export const NAMES = '10.96.0.10';
export const PODS = ['10.98.0.0/16', 'fd00:98::/48'] as const;
const BRIDGE = 'cluster0';

export interface NodeAddress {
  /** Such as `node-1`, and the name of its network namespace. */
  readonly name: string;
  /** IPv4 and IPv6. */
  readonly addresses: readonly [string, string];
  readonly pods: readonly [string, string];
}

export function nodeAddress(number: number): NodeAddress {
  const n = String(number);
  return {
    name: `node-${n}`,
    addresses: [`10.97.0.1${n}`, `fd00:97::1${n}`],
    pods: [`10.98.${n}.0/24`, `fd00:98:0:${n}::/64`],
  };
}

/** Names of network namespaces, and the bridge. Needs a mount namespace of its own. */
export function makeBridge(): void {
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  mkdirSync('/run/netns');
  ip(
    'link set lo up',
    `link add ${BRIDGE} type bridge`,
    `addr add ${CONTROL_PLANE}/24 dev ${BRIDGE}`,
    `addr add fd00:97::1/64 dev ${BRIDGE} nodad`,
    `link set ${BRIDGE} up`,
    // Before kube-proxy gives a packet for a Service another address, there has to be a way for it.
    ...SERVICES.map((range) => `route add ${range} dev ${BRIDGE}`),
  );
  forward([]);
}

/** A network namespace of the node's name, with an address. What other nodes' pods have for addresses, it learns by `route`. */
export function connect({ name, addresses: [ipv4, ipv6], pods }: NodeAddress): void {
  const device = deviceOf(name);
  ip(`netns add ${name}`, `link add ${device} type veth peer name eth0 netns ${name}`);
  ip(`link set ${device} master ${BRIDGE}`, `link set ${device} up`);
  ip(...pods.map((range, family) => `route replace ${range} via ${[ipv4, ipv6][family] ?? ''}`));
  within(
    name,
    'link set lo up',
    `addr add ${ipv4}/24 dev eth0`,
    `addr add ${ipv6}/64 dev eth0 nodad`,
    'link set eth0 up',
    `route add default via ${CONTROL_PLANE}`,
    'route add default via fd00:97::1',
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
  within(from.name, ...to.pods.map((range, family) => `route replace ${range} via ${to.addresses[family] ?? ''}`));
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
