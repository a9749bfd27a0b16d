/** A node: it is started and ended like a machine, and keeps its disk in between. */
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cloneStore } from '../images/store';
import { nodeConfig } from './node-config';
import { connect, disconnect, type NodeAddress } from './network';

/** What a node is made of; the same for all nodes of a cluster, and plain data: other processes of the run start nodes, too. */
export interface Parts {
  /** Folder of the run; each node has one in it. */
  readonly folder: string;
  /** Folders with programs: kubelet and kube-proxy, containerd. */
  readonly kubernetes: string;
  readonly containerd: string;
  /** Folder of `imageStore`. */
  readonly images: string;
  /** File with the certificate of the cluster's authority. */
  readonly authority: string;
  /** Name of the run below each hierarchy of control groups. */
  readonly cgroup: string;
}

/** Gives a node its disk, with all images, and its configuration. `users` are kubeconfigs' texts. */
export function furnish(
  node: NodeAddress,
  parts: Parts,
  users: Readonly<Record<'kubelet' | 'kube-proxy', string>>,
): void {
  const folder = folderOf(node, parts);
  const config = join(folder, 'config');
  mkdirSync(config, { recursive: true });
  // Pods run as somebody else, and volumes are below it.
  cloneStore(parts.images, join(folder, 'containerd'));
  const files = nodeConfig({ node, folder: config, authority: parts.authority, cgroup: parts.cgroup });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(config, name), text);
  for (const [name, text] of Object.entries(users)) {
    writeFileSync(join(config, `${name}.kubeconfig`), text, { mode: 0o600 });
  }
}

/** Returns at once; the node is Ready some seconds later. It outlives this process, not the run. */
export function powerOn(node: NodeAddress, parts: Parts): void {
  connect(node);
  const folder = folderOf(node, parts);
  const isolated = ['--mount', '--pid', '--uts', '--ipc', '--fork', '--kill-child=KILL', '--mount-proc'];
  const script = [
    join(__dirname, 'node.sh'),
    node.name,
    folder,
    parts.kubernetes,
    parts.containerd,
    node.families.map((family) => node.addresses[family]).join(','),
  ];
  const log = openSync(join(folder, 'node.log'), 'a');
  try {
    const args = [`--net=/run/netns/${node.name}`, 'unshare', ...isolated, '--', 'sh', ...script];
    const child = spawn('nsenter', args, { stdio: ['ignore', log, log], detached: true });
    child.unref();
    writeFileSync(join(folder, 'pid'), String(child.pid));
  } finally {
    closeSync(log);
  }
}

/** Ends everything on it in an instant, and waits until it has ended. */
export async function powerOff(node: NodeAddress, parts: Parts): Promise<void> {
  const pid = readFileSync(join(folderOf(node, parts), 'pid'), 'utf8');
  const children = childrenOf(pid);
  process.kill(Number(pid), 'SIGKILL');
  while (children.some((child) => existsSync(`/proc/${child}`))) await sleep(50);
  disconnect(node);
}

/** Process 1 of a running node, as a process of the run. */
export function firstProcess(node: NodeAddress, parts: Parts): string {
  const [first] = childrenOf(readFileSync(join(folderOf(node, parts), 'pid'), 'utf8'));
  if (first === undefined) throw new Error(`${node.name} is not running`);
  return first;
}

/** Runs a command on a node, as somebody would who is logged in there. */
export function onNode(node: NodeAddress, parts: Parts, command: readonly string[]): string {
  const args = ['--target', firstProcess(node, parts), '--mount', '--net', '--pid', '--uts', '--ipc', '--', ...command];
  return execFileSync('nsenter', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function folderOf({ name }: NodeAddress, { folder }: Parts): string {
  return join(folder, name);
}

function childrenOf(pid: string): readonly string[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean) : [];
}
