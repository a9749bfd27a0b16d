/**
 * Runs Kubernetes objects as processes on this machine, without knowing what they are: pods with their init containers,
 * volumes, probes and restarts; Services with addresses and names; Deployments, StatefulSets and Jobs.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PodTemplateSpec, Service } from '../../../imports/kubernetes/types';
import type { Catalogue } from './image';
import { Network } from './network';
import { portNumber } from './probe';
import { RunningPod } from './running-pod';
import { ServiceProxy } from './service-proxy';
import { Store, type KubernetesObject } from './store';
import type { Mount } from './volumes';
import {
  DeploymentController,
  StatefulSetController,
  type Controller,
  type StartPod,
  type Workload,
} from './workloads';

/** Kinds that change nothing on one node without a scheduler, an ingress controller or an API server. */
const INERT = new Set(['ConfigMap', 'Secret', 'ServiceAccount', 'Ingress', 'PodDisruptionBudget']);

export interface JobResult {
  /** 0 is success. */
  readonly code: number;
  /** What its first container printed. */
  readonly output: string;
}

export interface RunningJob {
  /** What its first container has printed so far. */
  output(): string;
  readonly ended: Promise<JobResult>;
}

type ServiceObject = Service & KubernetesObject;

export class Cluster {
  readonly #network = new Network();
  readonly #store = new Store();
  readonly #controllers = new Map<string, Controller<never>>();
  readonly #addresses = new Map<ServiceObject, string>();
  readonly #proxies: ServiceProxy[] = [];
  /** With the name of each one's network namespace. */
  readonly #pods = new Map<RunningPod, string>();
  #refreshing = false;

  /** `folder` exists, is empty and holds everything that pods write; its contents are removed at the end. */
  constructor(
    private readonly catalogue: Catalogue,
    private readonly folder: string,
  ) {}

  /** Creates or changes objects, as `kubectl apply` does. Returns at once; see `settled`. */
  apply(objects: readonly KubernetesObject[]): void {
    for (const object of objects) this.#store.put(object);
    for (const object of objects) if (object.kind === 'Service') this.addService(object as ServiceObject);
    this.writeHosts();
    for (const object of objects) this.reconcile(object);
  }

  /** Waits until every workload is as it should be; what hinders it is in the error. */
  async settled(timeoutSeconds: number): Promise<void> {
    const end = Date.now() + timeoutSeconds * 1000;
    const waiting = () => [...this.#controllers.values()].filter((controller) => !controller.settled);
    while (waiting().length > 0) {
      if (Date.now() > end) {
        const pods = waiting().flatMap((controller) => controller.pods.map((pod) => pod.describe()));
        throw new Error(`not ready after ${String(timeoutSeconds)} s:\n${pods.join('\n')}`);
      }
      await sleep(100);
    }
  }

  /** The pods of a workload. */
  pods(workload: string): readonly RunningPod[] {
    return this.controller(workload).pods;
  }

  /** The only pod of a workload. */
  pod(workload: string): RunningPod {
    const [pod, second] = this.pods(workload);
    if (pod === undefined || second !== undefined) throw new Error(`${workload} has not exactly one pod`);
    return pod;
  }

  /** Deletes a pod, which its workload replaces; waits until it is gone. */
  async deletePod(workload: string, pod: RunningPod): Promise<void> {
    await this.controller(workload).delete(pod);
  }

  /** Starts a Job's pod. */
  start(job: Job & KubernetesObject): RunningJob {
    const { name, namespace } = job.metadata;
    const template = job.spec?.template ?? {};
    const pod = this.startPod(name, namespace, template);
    const output = () => pod.logs(template.spec?.containers[0]?.name ?? '');
    const result = async () => {
      const code = await pod.ended();
      await this.forget(pod);
      return { code, output: output() };
    };
    return { output, ended: result() };
  }

  /** The address of a Service, for connections from this process. */
  addressOf(name: string, namespace: string): string {
    const found = [...this.#addresses].find(
      ([{ metadata }]) => metadata.name === name && metadata.namespace === namespace,
    );
    if (found === undefined) throw new Error(`there is no Service ${name} in ${namespace}`);
    return found[1];
  }

  async close(): Promise<void> {
    await Promise.all([...this.#controllers.values()].map((controller) => controller.close()));
    await Promise.all([...this.#pods.keys()].map((pod) => this.forget(pod)));
    for (const proxy of this.#proxies) proxy.close();
    this.#network.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private controller(workload: string): Controller<never> {
    const found = [...this.#controllers.values()].find(({ name }) => name === workload);
    if (found === undefined) throw new Error(`there is no workload ${workload}`);
    return found;
  }

  private reconcile(object: KubernetesObject): void {
    const { kind, metadata } = object;
    if (INERT.has(kind) || kind === 'Service') return;
    const key = `${kind}/${metadata.namespace}/${metadata.name}`;
    const existing = this.#controllers.get(key);
    if (existing !== undefined) {
      existing.apply(object as never);
      return;
    }
    const controller = this.controllerFor(object as Workload);
    this.#controllers.set(key, controller as unknown as Controller<never>);
    controller.reconcile();
  }

  private controllerFor(workload: Workload): DeploymentController | StatefulSetController {
    const start: StartPod = (name, namespace, template) => this.startPod(name, namespace, template);
    switch (workload.kind) {
      case 'Deployment':
        return new DeploymentController(workload, start);
      case 'StatefulSet':
        return new StatefulSetController(workload, start);
      default:
        throw new Error(`the harness does not run objects of kind ${(workload as KubernetesObject).kind}`);
    }
  }

  private startPod(name: string, namespace: string, { metadata, spec }: PodTemplateSpec): RunningPod {
    const { namespace: network, ip } = this.#network.addPod();
    const pod = new RunningPod({
      context: {
        pod: { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace }, ...(spec && { spec }) },
        ip,
        store: this.#store,
      },
      network,
      folders: { pod: join(this.folder, network), claims: join(this.folder, 'claims') },
      catalogue: this.catalogue,
      clusterEnv: { ...KUBERNETES, ...(spec?.enableServiceLinks === false ? {} : this.serviceLinks(namespace)) },
      mounts: this.etc(namespace),
      changed: () => {
        this.refreshSoon();
      },
    });
    this.#pods.set(pod, network);
    void pod.ended().then(async () => {
      if (pod.terminating) await this.forget(pod);
    });
    return pod;
  }

  private async forget(pod: RunningPod): Promise<void> {
    await pod.stop(0);
    const network = this.#pods.get(pod);
    this.#pods.delete(pod);
    if (network !== undefined) this.#network.removePod(network);
  }

  /** Connections and workloads follow what pods do; not in the middle of it. */
  private refreshSoon(): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    setImmediate(() => {
      this.#refreshing = false;
      this.refresh();
    });
  }

  private refresh(): void {
    for (const proxy of this.#proxies) proxy.refresh();
    for (const controller of this.#controllers.values()) controller.reconcile();
  }

  private addService(service: ServiceObject): void {
    const { name, namespace } = service.metadata;
    const { clusterIP, selector = {}, ports = [], publishNotReadyAddresses = false } = service.spec ?? {};
    // A headless Service is for names of single pods, which nothing here asks for.
    if (clusterIP === 'None' || this.serviceNamed(name, namespace) !== undefined) return;
    const address = this.#network.addService();
    this.#addresses.set(service, address);
    const endpoints = () =>
      [...this.#pods.keys()].filter(
        (pod) =>
          pod.namespace === namespace &&
          (pod.serving || publishNotReadyAddresses) &&
          Object.entries(selector).every(([key, value]) => pod.labels[key] === value),
      );
    for (const { port, targetPort = port } of ports) {
      this.#proxies.push(
        new ServiceProxy(address, port, () =>
          endpoints().map((pod) => ({ ip: pod.ip, port: portNumber(targetPort, pod.ports) })),
        ),
      );
    }
  }

  private serviceNamed(name: string, namespace: string): ServiceObject | undefined {
    return [...this.#addresses.keys()].find(
      ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
    );
  }

  /** One /etc/hosts for each namespace, which knows short names of its own Services. */
  private writeHosts(): void {
    const services = [...this.#addresses];
    for (const namespace of new Set(services.map(([{ metadata }]) => metadata.namespace))) {
      const lines = services.map(([{ metadata }, address]) => {
        const qualified = [`${metadata.name}.${metadata.namespace}`];
        const long = qualified.flatMap((name) => [name, `${name}.svc`, `${name}.svc.cluster.local`]);
        return [address, ...(metadata.namespace === namespace ? [metadata.name] : []), ...long].join(' ');
      });
      const { hosts, resolv } = this.etcFiles(namespace);
      mkdirSync(join(this.folder, 'etc', namespace), { recursive: true });
      writeFileSync(hosts, `127.0.0.1 localhost\n::1 localhost\n${lines.join('\n')}\n`);
      writeFileSync(resolv, '# Names come from /etc/hosts.\n');
    }
  }

  private etc(namespace: string): readonly Mount[] {
    const { hosts, resolv } = this.etcFiles(namespace);
    return [
      { source: hosts, target: '/etc/hosts', readOnly: true },
      { source: resolv, target: '/etc/resolv.conf', readOnly: true },
    ];
  }

  private etcFiles(namespace: string) {
    const folder = join(this.folder, 'etc', namespace);
    return { hosts: join(folder, 'hosts'), resolv: join(folder, 'resolv.conf') };
  }

  /** The variables that every pod gets about Services of its namespace, unless it declines. */
  private serviceLinks(namespace: string): Record<string, string> {
    const links: Record<string, string> = {};
    for (const [{ metadata, spec }, address] of this.#addresses) {
      if (metadata.namespace !== namespace) continue;
      const name = metadata.name.toUpperCase().replace(/-/g, '_');
      const [first] = spec?.ports ?? [];
      links[`${name}_SERVICE_HOST`] = address;
      links[`${name}_SERVICE_PORT`] = String(first?.port);
      links[`${name}_PORT`] = `tcp://${address}:${String(first?.port)}`;
      for (const { name: portName, port } of spec?.ports ?? []) {
        if (portName !== undefined) links[`${name}_SERVICE_PORT_${portName.toUpperCase()}`] = String(port);
        links[`${name}_PORT_${String(port)}_TCP`] = `tcp://${address}:${String(port)}`;
        links[`${name}_PORT_${String(port)}_TCP_PROTO`] = 'tcp';
        links[`${name}_PORT_${String(port)}_TCP_PORT`] = String(port);
        links[`${name}_PORT_${String(port)}_TCP_ADDR`] = address;
      }
    }
    return links;
  }
}

/** In every pod. No API server listens there. */
const KUBERNETES = { KUBERNETES_SERVICE_HOST: '10.96.255.1', KUBERNETES_SERVICE_PORT: '443' };
