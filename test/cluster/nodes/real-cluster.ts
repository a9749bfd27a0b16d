/** A running cluster with nodes, as a test sees it: what `kubectl` can do, and what happens to machines. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../../../imports/kubernetes/types';
import type { RenderedObject } from '../../support/dist';
import { outputOf, type Outcome } from '../../support/execute';
import type { GoCommands } from '../../support/go-build';
import { Cluster, type ClusterAddress } from '../cluster';
import { hierarchies } from './isolation';
import { startJob, type RunningJob } from './job';
import { folderOf, onNode, powerOff, powerOn, type Parts } from './node';
import { plug, route, type Families, type NodeAddress } from './network';

/** Plain data, by which any process of the run finds the cluster. */
export interface RealClusterAddress extends ClusterAddress {
  readonly families: Families;
  readonly nodes: readonly NodeAddress[];
  readonly parts: Parts;
  readonly modules: Readonly<Record<string, string>>;
}

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
}

/** The part of a pod that tests read. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly name: string }[] };
  readonly status: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
    readonly podIPs?: readonly { readonly ip: string }[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

interface ContainerStatus {
  readonly name: string;
  readonly restartCount: number;
  readonly ready: boolean;
  readonly state?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
  readonly lastState?: { readonly terminated?: { readonly reason?: string; readonly exitCode?: number } };
}

export class RealCluster extends Cluster {
  readonly nodes: readonly NodeAddress[];
  readonly #parts: Parts;

  constructor(readonly realAddress: RealClusterAddress) {
    super(realAddress);
    this.nodes = realAddress.nodes;
    this.#parts = realAddress.parts;
  }

  /** Folder of a module's sources, for the manifests that it brings. */
  moduleOf({ name }: GoCommands): string {
    const folder = this.realAddress.modules[name];
    if (folder === undefined) throw new Error(`the sources of ${name} were not fetched (nodes/prepare.ts)`);
    return folder;
  }

  /** What kubectl prints; an error with its words if it fails. */
  async ok(args: readonly string[], stdin?: string): Promise<string> {
    return outputOf(await this.kubectl(args, stdin));
  }

  /** Like `kubectl`, and `heard` is called with what it prints, as it comes. */
  follow(args: readonly string[], heard: (text: string) => void, until?: AbortSignal): Promise<Outcome> {
    const end = until === undefined ? {} : { until };
    return this.run(join(this.address.binaries, 'kubectl'), args, { heard, ...end });
  }

  async json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.ok([...args, '--output=json'])) as T;
  }

  /** Creates or changes objects of any kind, given as values or as YAML. */
  async apply(objects: readonly unknown[] | string): Promise<void> {
    const text =
      typeof objects === 'string' ? objects : objects.map((object) => JSON.stringify(object)).join('\n---\n');
    await this.ok(['apply', '--server-side', '--force-conflicts', '--filename=-'], text);
  }

  /** Pods that match a label selector and are not about to go. */
  async pods(namespace: string, selector: string): Promise<readonly Pod[]> {
    const args = ['get', 'pods', '--namespace', namespace, '--selector', selector];
    const { items } = await this.json<{ readonly items: readonly Pod[] }>(args);
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** The address of a Service, which processes of the run reach as pods do. */
  serviceAddress(namespace: string, name: string): Promise<string> {
    return this.ok(['get', 'service', name, '--namespace', namespace, '--output=jsonpath={.spec.clusterIP}']);
  }

  /** Runs a command in a container; how it ends is for the caller to judge. */
  exec({ namespace, name }: PodRef, container: string, command: readonly string[], stdin?: string): Promise<Outcome> {
    const input = stdin === undefined ? [] : ['--stdin'];
    return this.kubectl(
      ['exec', ...input, '--namespace', namespace, name, '--container', container, '--', ...command],
      stdin,
    );
  }

  /** What the first container of a pod holds, in MiB. */
  async memoryOf({ metadata, spec }: Pod): Promise<number> {
    const read = ['sh', '-c', `cat ${HELD.join(' ')} 2>/dev/null || true`];
    const { stdout } = await this.exec(metadata, spec.containers[0]?.name ?? '', read);
    return Number(stdout) / 2 ** 20;
  }

  /** Starts a Job's pod; the Job is deleted when it has ended. */
  start(job: Job & RenderedObject): RunningJob {
    return startJob(this, job);
  }

  /**
   * Waits until all workloads of a namespace are as they should be; if they are not within the time, an error that says of
   * each pod what hinders it.
   */
  async settled(namespace: string, timeoutSeconds = 240): Promise<void> {
    const workloads = (
      await this.ok(['get', 'deployments,statefulsets,daemonsets', '--namespace', namespace, '--output=name'])
    )
      .trim()
      .split('\n')
      .filter(Boolean);
    const waits = workloads.map((workload) =>
      this.kubectl(['rollout', 'status', workload, '--namespace', namespace, `--timeout=${String(timeoutSeconds)}s`]),
    );
    const failed = (await Promise.all(waits)).filter(({ code }) => code !== 0);
    if (failed.length > 0) {
      const words = failed.map(({ stdout, stderr }) => `${stdout}${stderr}`.trim());
      throw new Error([...words, await this.complaints(namespace)].join('\n'));
    }
  }

  /** What is known of pods that are not ready: their states, the warnings about them, the end of their logs. */
  async complaints(namespace: string): Promise<string> {
    const at = ['--namespace', namespace];
    const lines = [(await this.kubectl(['get', 'pods', '--output=wide', ...at])).stdout];
    const events = ['get', 'events', '--field-selector=type=Warning', '--no-headers', ...at];
    lines.push(
      (await this.kubectl([...events, '--output=custom-columns=:.involvedObject.name,:.reason,:.message'])).stdout,
    );
    const { items } = await this.json<{ readonly items: readonly Pod[] }>(['get', 'pods', ...at]);
    for (const { metadata, status } of items) {
      if (status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true) continue;
      const logs = await this.kubectl(['logs', metadata.name, '--all-containers', '--prefix', '--tail=15', ...at]);
      lines.push(logs.stdout);
    }
    return lines.join('\n').trim();
  }

  /** Sends a signal, SIGKILL unless given, to processes of a pod whose command line matches; their number. */
  async kill(pod: PodRef, pattern: RegExp, signal: NodeJS.Signals = 'SIGKILL'): Promise<number> {
    const processes = (await this.processes(pod)).filter(({ command }) => pattern.test(command));
    for (const { pid } of processes) process.kill(pid, signal);
    return processes.length;
  }

  /** All processes of a pod, with their ids in the run. */
  async processes({ namespace, name }: PodRef): Promise<readonly { readonly pid: number; readonly command: string }[]> {
    const uid = await this.ok(['get', 'pod', name, '--namespace', namespace, '--output=jsonpath={.metadata.uid}']);
    return groupsOf(this.#parts.cgroup, uid)
      .flatMap((group) => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean))
      .map((pid) => ({
        pid: Number(pid),
        command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
      }));
  }

  /** Cuts a node's power: everything on it ends at once. */
  async powerOff(name: string): Promise<void> {
    await powerOff(this.node(name), this.#parts);
  }

  powerOn(name: string): void {
    const node = this.node(name);
    powerOn(node, this.#parts);
    this.routeAll();
  }

  /** Cuts a node's network, or joins it again: what runs there goes on. */
  plug(name: string, state: 'up' | 'down'): void {
    plug(this.node(name), state);
    if (state === 'up') this.routeAll();
  }

  /** What a command prints that is run on a node, as its administrator. */
  onNode(name: string, command: readonly string[]): string {
    return onNode(this.node(name), this.#parts, command);
  }

  /**
   * A volume that can be full, for a claim that is not there yet: a file system of its own on a node. It is gone with the
   * node's power.
   */
  async smallVolume(claim: PodRef, node: string, mebibytes: number): Promise<void> {
    const name = `${claim.namespace}-${claim.name}`;
    const path = `/var/lib/volumes/${name}`;
    const make = [
      `mkdir -p ${path}`,
      `truncate --size=${String(mebibytes)}M ${path}.img`,
      `mkfs.ext4 -q ${path}.img`,
      `mount -o loop ${path}.img ${path}`,
      `rmdir ${path}/lost+found`,
      `chmod 0777 ${path}`,
    ];
    this.onNode(node, ['sh', '-ec', make.join('\n')]);
    const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] };
    const spec = {
      accessModes: ['ReadWriteOnce'],
      // As large as whoever claims it wants; what fits is another matter.
      capacity: { storage: '1Ti' },
      claimRef: claim,
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [term] } },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: 'local-path',
    };
    await this.apply([{ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec }]);
  }

  /** Waits until nodes, all unless named, are Ready. */
  async nodesReady(timeoutSeconds = 120, names = this.nodes.map(({ name }) => name)): Promise<void> {
    const end = Date.now() + timeoutSeconds * 1000;
    const args = [
      'wait',
      '--for=condition=Ready',
      `--timeout=${String(timeoutSeconds)}s`,
      ...names.map((name) => `node/${name}`),
    ];
    let last = await this.kubectl(args);
    while (last.code !== 0) {
      if (Date.now() > end) throw new Error(`${last.stderr.trim()}\n${(await this.kubectl(['get', 'nodes'])).stdout}`);
      await sleep(500);
      last = await this.kubectl(args);
    }
  }

  /** The end of what a node's servers said. */
  lastWords(node: NodeAddress): string {
    return ['node', 'containerd', 'kubelet']
      .map((name) => join(folderOf(node, this.#parts), `${name}.log`))
      .filter((file) => existsSync(file))
      .map((file) => `${file}:\n${readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n')}`)
      .join('\n');
  }

  private node(wanted: string): NodeAddress {
    const found = this.nodes.find(({ name }) => name === wanted);
    if (found === undefined) throw new Error(`there is no node ${wanted}`);
    return found;
  }

  /** Routes over a device are forgotten when it goes. */
  private routeAll(): void {
    routeAll(this.nodes.filter(({ name }) => existsSync(`/run/netns/${name}`)));
  }
}

/** Bytes, in either version of control groups. */
const HELD = ['/sys/fs/cgroup/memory/memory.usage_in_bytes', '/sys/fs/cgroup/memory.current'];

/** Direct ways between the pods of all of these nodes. */
export function routeAll(nodes: readonly NodeAddress[]): void {
  for (const from of nodes) for (const to of nodes) if (from !== to) route(from, to);
}

/** Control groups of a pod and of its containers, in the first hierarchy that has them. */
function groupsOf(cgroup: string, uid: string): readonly string[] {
  for (const hierarchy of hierarchies()) {
    const groups = foldersBelow(join(hierarchy, cgroup)).filter((folder) => folder.includes(`pod${uid}`));
    if (groups.length > 0) return groups;
  }
  return [];
}

function foldersBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [join(folder, name), ...foldersBelow(join(folder, name))]);
}
