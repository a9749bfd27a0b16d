/**
 * The network of one node: every pod has an address of its own in a network namespace, joined by a bridge; addresses of
 * Services belong to the node. All of it lies in the private network namespace that the suite runs in (see main.ts).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

export type Family = 'IPv4' | 'IPv6';

/** Which addresses pods have: the first is that of Services, and what a pod is asked by. */
export type Families = readonly [Family] | readonly [Family, Family];

const BRIDGE = 'pods0';
const NO_IPV6 = '/proc/sys/net/ipv6/conf/all/disable_ipv6';

/** Addresses of one family. The node's own in the pods' network is the first of it: probes come from there, as the kubelet's do. */
interface Range {
  pod(number: number): string;
  readonly bits: number;
  service(number: number): string;
  readonly services: string;
}

const RANGES: Readonly<Record<Family, Range>> = {
  IPv4: {
    pod: (number) => `10.244.${String(number >> 8)}.${String(number & 255)}`,
    bits: 16,
    service: (number) => `10.96.0.${String(number)}`,
    services: '10.96.0.0/16',
  },
  IPv6: {
    pod: (number) => `fd00:10:244::${number.toString(16)}`,
    bits: 64,
    service: (number) => `fd00:10:96::${number.toString(16)}`,
    services: 'fd00:10:96::/64',
  },
};

export class Network {
  #pods = 1;
  #services = 0;
  readonly #namespaces = new Set<string>();

  constructor(private readonly families: Families) {
    // Names of network namespaces are files; these are nobody else's, and gone with the mount.
    mkdirSync('/run/netns', { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run/netns']);
    ip(`link set lo up`, `link add ${BRIDGE} type bridge`, ...this.addresses(1, BRIDGE), `link set ${BRIDGE} up`);
  }

  /** Makes a network namespace; gives its name and addresses, the first family's first. */
  addPod(): { readonly namespace: string; readonly ips: readonly [string, ...string[]] } {
    this.#pods += 1;
    const number = this.#pods;
    const namespace = `pod${String(number)}`;
    const inside = ['netns', 'exec', namespace];
    ip(
      `netns add ${namespace}`,
      `link add ${namespace} type veth peer name eth0 netns ${namespace}`,
      `link set ${namespace} master ${BRIDGE} up`,
    );
    // As on a node without IPv6: then not even the loopback has an address of it.
    if (!this.families.includes('IPv6')) {
      execFileSync('ip', [...inside, 'sh', '-c', `[ ! -e ${NO_IPV6} ] || echo 1 >${NO_IPV6}`]);
    }
    const routes = this.families.map((family) => `route add default via ${RANGES[family].pod(1)}`);
    execFileSync('ip', ['-netns', namespace, '-batch', '-'], {
      input: lines(['link set lo up', ...this.addresses(number, 'eth0'), 'link set eth0 up', ...routes]),
    });
    this.#namespaces.add(namespace);
    const [first, ...others] = this.families;
    return { namespace, ips: [RANGES[first].pod(number), ...others.map((family) => RANGES[family].pod(number))] };
  }

  removePod(namespace: string): void {
    // The kernel takes its time with a namespace, and with what is in it.
    if (this.#namespaces.delete(namespace)) ip(`link delete ${namespace}`, `netns delete ${namespace}`);
  }

  /** A new address for a Service of one family, which this process can listen on. */
  addService(): string {
    this.#services += 1;
    const address = this.services.service(this.#services);
    ip(`addr add ${address} dev lo${nodad(address)}`);
    return address;
  }

  /** An address of Services at which nobody listens. */
  get nobody(): string {
    return this.services.service(0xfffe);
  }

  close(): void {
    for (const namespace of this.#namespaces) this.removePod(namespace);
    ip(`link delete ${BRIDGE}`, `addr flush dev lo to ${this.services.services}`);
    execFileSync('umount', ['--lazy', '/run/netns']);
  }

  private get services(): Range {
    return RANGES[this.families[0]];
  }

  private addresses(number: number, device: string): readonly string[] {
    return this.families.map((family) => {
      const address = RANGES[family].pod(number);
      return `addr add ${address}/${String(RANGES[family].bits)} dev ${device}${nodad(address)}`;
    });
  }
}

/** Nobody else has the address: without looking for that, which takes a second, it can be used at once. */
function nodad(address: string): string {
  return address.includes(':') ? ' nodad' : '';
}

function ip(...commands: readonly string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: lines(commands) });
}

function lines(commands: readonly string[]): string {
  return `${commands.join('\n')}\n`;
}
