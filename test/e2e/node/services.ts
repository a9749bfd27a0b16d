/** The Services of a cluster: their addresses, the connections to them, and the ways by which pods find them. */
import type { Service } from '../../../imports/kubernetes/types';
import type { Network } from './network';
import { portNumber } from './probe';
import type { RunningPod } from './running-pod';
import { ServiceProxy } from './service-proxy';
import type { KubernetesObject } from './store';

export type ServiceObject = Service & KubernetesObject;

export class Services {
  /** With their addresses. */
  readonly #services = new Map<ServiceObject, string>();
  readonly #proxies: ServiceProxy[] = [];

  constructor(
    private readonly network: Network,
    private readonly pods: () => readonly RunningPod[],
  ) {}

  /** A headless Service is for names of single pods, which nothing here asks for. */
  apply(service: ServiceObject): void {
    const { metadata, spec = {} } = service;
    if (spec.ipFamilies !== undefined || spec.ipFamilyPolicy !== undefined) {
      throw new Error(`Service ${metadata.name}: the harness gives each one address, of the first family`);
    }
    if (spec.clusterIP === 'None') return;
    const existing = this.find(metadata.name, metadata.namespace);
    if (existing === undefined) this.add(service);
    else if (JSON.stringify(existing[0].spec) !== JSON.stringify(spec)) {
      throw new Error(`Service ${metadata.name}: the harness does not change a Service that exists`);
    }
  }

  /** To be called whenever the endpoints may have changed. */
  refresh(): void {
    for (const proxy of this.#proxies) proxy.refresh();
  }

  close(): void {
    for (const proxy of this.#proxies) proxy.close();
  }

  addressOf(name: string, namespace: string): string {
    const found = this.find(name, namespace);
    if (found === undefined) throw new Error(`there is no Service ${name} in ${namespace}`);
    return found[1];
  }

  /** Contents of /etc/hosts, for pods of this namespace: they may leave it out of names. */
  hosts(namespace: string): string {
    const lines = [...this.#services].map(([{ metadata }, address]) => {
      const name = `${metadata.name}.${metadata.namespace}`;
      const short = metadata.namespace === namespace ? [metadata.name] : [];
      return [address, ...short, name, `${name}.svc`, `${name}.svc.cluster.local`].join(' ');
    });
    return ['127.0.0.1 localhost', '::1 localhost', ...lines, ''].join('\n');
  }

  /** The variables that a pod gets about Services of its namespace, unless it declines. */
  links(namespace: string): Record<string, string> {
    const links: Record<string, string> = {};
    for (const [{ metadata, spec }, address] of this.#services) {
      if (metadata.namespace !== namespace) continue;
      const name = metadata.name.toUpperCase().replace(/-/g, '_');
      const [first] = spec?.ports ?? [];
      links[`${name}_SERVICE_HOST`] = address;
      links[`${name}_SERVICE_PORT`] = String(first?.port);
      links[`${name}_PORT`] = `tcp://${inUrl(address)}:${String(first?.port)}`;
      for (const { name: portName, port } of spec?.ports ?? []) {
        const portLink = `${name}_PORT_${String(port)}_TCP`;
        if (portName !== undefined) links[`${name}_SERVICE_PORT_${portName.toUpperCase()}`] = String(port);
        links[portLink] = `tcp://${inUrl(address)}:${String(port)}`;
        links[`${portLink}_PROTO`] = 'tcp';
        links[`${portLink}_PORT`] = String(port);
        links[`${portLink}_ADDR`] = address;
      }
    }
    return links;
  }

  private find(name: string, namespace: string): readonly [ServiceObject, string] | undefined {
    return [...this.#services].find(([{ metadata }]) => metadata.name === name && metadata.namespace === namespace);
  }

  private add(service: ServiceObject): void {
    const { selector = {}, ports = [], publishNotReadyAddresses = false } = service.spec ?? {};
    const address = this.network.addService();
    this.#services.set(service, address);
    const selected = () =>
      this.pods().filter(
        (pod) =>
          pod.namespace === service.metadata.namespace &&
          (pod.serving || publishNotReadyAddresses) &&
          Object.entries(selector).every(([key, value]) => pod.labels[key] === value),
      );
    for (const { port, targetPort = port } of ports) {
      const endpoints = () => selected().map((pod) => ({ ip: pod.ip, port: portNumber(targetPort, pod.ports) }));
      this.#proxies.push(new ServiceProxy(address, port, endpoints));
    }
  }
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
