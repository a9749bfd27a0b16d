/**
 * Runs Kubernetes objects as processes on this machine, without knowing what they are: pods with their init containers,
 * volumes, probes and restarts; Services with addresses and names; Deployments, StatefulSets and Jobs.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, PodTemplateSpec } from '../../../imports/kubernetes/types';
import type { Catalogue } from './image';
import { Network, type Families } from './network';
import { RunningPod } from './running-pod';
import { Services, type ServiceObject } from './services';
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

export class Cluster {
  readonly #network: Network;
  readonly #store = new Store();
  readonly #controllers = new Map<string, Controller<never>>();
  readonly #services: Services;
  /** With the name of each one's network namespace. */
  readonly #pods = new Map<RunningPod, string>();
  readonly #namespaces = new Set<string>();
  #refreshing = false;

  /** `folder` exists, is empty and holds everything that pods write; its contents are removed at the end. */
  constructor(
    private readonly catalogue: Catalogue,
    private readonly folder: string,
    families: Families = ['IPv4'],
  ) {
    this.#network = new Network(families);
    this.#services = new Services(this.#network, () => [...this.#pods.keys()]);
  }

  /** Creates or changes objects, as `kubectl apply` does. Returns at once; see `settled`. */
  apply(objects: readonly KubernetesObject[]): void {
    for (const object of objects) this.#store.put(object);
    for (const object of objects) if (object.kind === 'Service') this.#services.apply(object as ServiceObject);
    for (const { metadata } of objects) this.#namespaces.add(metadata.namespace);
    for (const namespace of this.#namespaces) this.writeHosts(namespace);
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
    return this.#services.addressOf(name, namespace);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#controllers.values()].map((controller) => controller.close()));
    await Promise.all([...this.#pods.keys()].map((pod) => this.forget(pod)));
    this.#services.close();
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
    const { namespace: network, ips } = this.#network.addPod();
    const pod = new RunningPod({
      context: {
        pod: { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace }, ...(spec && { spec }) },
        ips,
        store: this.#store,
      },
      network,
      folders: { pod: join(this.folder, network), claims: join(this.folder, 'claims') },
      catalogue: this.catalogue,
      clusterEnv: {
        ...this.kubernetes,
        ...(spec?.enableServiceLinks === false ? {} : this.#services.links(namespace)),
      },
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
    this.#services.refresh();
    for (const controller of this.#controllers.values()) controller.reconcile();
  }

  /** Names of all Services, for the pods of one namespace. */
  private writeHosts(namespace: string): void {
    const { folder, hosts, resolv } = this.etcFiles(namespace);
    mkdirSync(folder, { recursive: true });
    writeFileSync(hosts, this.#services.hosts(namespace));
    writeFileSync(resolv, '# Names come from /etc/hosts.\n');
  }

  private etc(namespace: string): readonly Mount[] {
    const { hosts, resolv } = this.etcFiles(namespace);
    return [
      { source: hosts, target: '/etc/hosts', readOnly: true },
      { source: resolv, target: '/etc/resolv.conf', readOnly: true },
    ];
  }

  /** In every pod. No API server listens there. */
  private get kubernetes() {
    return { KUBERNETES_SERVICE_HOST: this.#network.nobody, KUBERNETES_SERVICE_PORT: '443' };
  }

  private etcFiles(namespace: string) {
    const folder = join(this.folder, 'etc', namespace);
    return { folder, hosts: join(folder, 'hosts'), resolv: join(folder, 'resolv.conf') };
  }
}
