/**
 * The network of one node: every pod has an address of its own in a network namespace, joined by a bridge; addresses of
 * Services belong to the node. All of it lies in the private network namespace that the suite runs in (see main.ts).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const BRIDGE = 'pods0';
/** The node's own address in the pods' network: probes come from here, as the kubelet's do. */
const NODE = '10.244.0.1';

export class Network {
  #pods = 1;
  #services = 0;
  readonly #namespaces = new Set<string>();

  constructor() {
    // Names of network namespaces are files; these are nobody else's, and gone with the mount.
    mkdirSync('/run/netns', { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run/netns']);
    ip(
      `link set lo up`,
      `link add ${BRIDGE} type bridge`,
      `addr add ${NODE}/16 dev ${BRIDGE}`,
      `link set ${BRIDGE} up`,
    );
  }

  /** Makes a network namespace; gives its name and address. */
  addPod(): { readonly namespace: string; readonly ip: string } {
    this.#pods += 1;
    const namespace = `pod${String(this.#pods)}`;
    const address = `10.244.${String(this.#pods >> 8)}.${String(this.#pods & 255)}`;
    const inside = `-netns ${namespace}`.split(' ');
    ip(
      `netns add ${namespace}`,
      `link add ${namespace} type veth peer name eth0 netns ${namespace}`,
      `link set ${namespace} master ${BRIDGE} up`,
    );
    execFileSync('ip', [...inside, '-batch', '-'], {
      input: `link set lo up\naddr add ${address}/16 dev eth0\nlink set eth0 up\nroute add default via ${NODE}\n`,
    });
    this.#namespaces.add(namespace);
    return { namespace, ip: address };
  }

  removePod(namespace: string): void {
    // The kernel takes its time with a namespace, and with what is in it.
    if (this.#namespaces.delete(namespace)) ip(`link delete ${namespace}`, `netns delete ${namespace}`);
  }

  /** A new address for a Service, which this process can listen on. */
  addService(): string {
    this.#services += 1;
    const address = `10.96.0.${String(this.#services)}`;
    ip(`addr add ${address}/32 dev lo`);
    return address;
  }

  close(): void {
    for (const namespace of this.#namespaces) this.removePod(namespace);
    ip(`link delete ${BRIDGE}`, 'addr flush dev lo to 10.96.0.0/16');
    execFileSync('umount', ['--lazy', '/run/netns']);
  }
}

function ip(...commands: readonly string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: `${commands.join('\n')}\n` });
}
