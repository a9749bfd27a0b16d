/** Starts a cluster with nodes, in a place of its own (isolation.ts). */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Authority } from '../../support/certificates';
import { installAddons } from '../addons/install';
import { kubeconfig, startControlPlane, startEtcd } from '../control-plane';
import { startServer } from '../server';
import { makeGroups } from './isolation';
import { addressesOf, makeBridge, nodeAddress, type Families } from './network';
import { proxyConfig } from './node-config';
import { furnish, powerOn, type Parts } from './node';
import { RealCluster, routeAll, type RealClusterAddress } from './real-cluster';

export interface StartOptions {
  /** Of Kubernetes, without "v". */
  readonly version: string;
  readonly nodes: number;
  readonly families: Families;
  readonly folder: string;
  readonly cgroup: string;
  /** Folders with programs and images; see prepare.ts. */
  readonly binaries: {
    readonly etcd: string;
    readonly kubernetes: string;
    readonly kubernetesNode: string;
    readonly containerd: string;
    readonly images: string;
    /** Folders of the sources of modules, by their names: some bring manifests. */
    readonly modules: Readonly<Record<string, string>>;
  };
}

/** A user of the API server. */
interface User {
  readonly name: string;
  readonly group?: string;
  readonly token: string;
}

export async function startRealCluster(options: StartOptions, say: (line: string) => void): Promise<RealCluster> {
  const { version, folder, cgroup, binaries, families } = options;
  const nodes = Array.from({ length: options.nodes }, (_, index) => nodeAddress(index + 1, families));
  const scheduler = user('system:kube-scheduler');
  const proxy = user('system:kube-proxy');
  const kubelets = nodes.map(({ name }) => user(`system:node:${name}`, 'system:nodes'));

  makeBridge();
  const pki = writeCertificates(join(folder, 'pki'));
  const etcd = await startEtcd(binaries.etcd, join(folder, 'etcd'));
  const controlPlane = join(folder, 'control-plane');
  const { cluster: bare, url } = await startControlPlane({
    version,
    binaries: binaries.kubernetes,
    etcd: etcd.url,
    folder: controlPlane,
    address: addressesOf(families, 'controlPlane')[0] ?? '',
    users: [scheduler, proxy, ...kubelets].map(tokenLine),
    apiserver: [
      `--client-ca-file=${pki('authority.crt')}`,
      `--kubelet-client-certificate=${pki('apiserver.crt')}`,
      `--kubelet-client-key=${pki('apiserver.key')}`,
      // So that no node's name has to resolve.
      '--kubelet-preferred-address-types=InternalIP',
      '--enable-admission-plugins=NodeRestriction',
      `--service-cluster-ip-range=${addressesOf(families, 'services').join(',')}`,
      '--endpoint-reconciler-type=lease',
      // Servers of further APIs are pods; it reaches them as the nodes do.
      '--enable-aggregator-routing=true',
      `--requestheader-client-ca-file=${pki('authority.crt')}`,
      '--requestheader-allowed-names=front-proxy',
      '--requestheader-username-headers=X-Remote-User',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      `--proxy-client-cert-file=${pki('front-proxy.crt')}`,
      `--proxy-client-key-file=${pki('front-proxy.key')}`,
    ],
    controllers: [
      '--use-service-account-credentials=true',
      // A node that is silent for so long is lost.
      '--node-monitor-grace-period=20s',
      '--horizontal-pod-autoscaler-sync-period=5s',
    ],
  });
  const configFor = ({ token }: User) => kubeconfig(url, join(controlPlane, 'apiserver.crt'), token);

  const parts: Parts = {
    folder: join(folder, 'nodes'),
    kubernetes: binaries.kubernetesNode,
    containerd: binaries.containerd,
    images: binaries.images,
    authority: pki('authority.crt'),
    cgroup,
  };
  for (const [index, node] of nodes.entries()) {
    makeGroups(cgroup, node.name);
    furnish(node, parts, { kubelet: configFor(kubelets[index] ?? proxy), 'kube-proxy': configFor(proxy) });
    powerOn(node, parts);
  }
  routeAll(nodes);

  const server = async (name: string, args: readonly string[], isReady: () => Promise<boolean>) => {
    const command = [join(binaries.kubernetesNode, name), ...args];
    await startServer({ name, command, log: join(controlPlane, `${name}.log`), isReady });
  };
  const write = (name: string, text: string) => {
    const file = join(controlPlane, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const schedulerArgs = ['--leader-elect=false', '--bind-address=127.0.0.1', '--secure-port=0'];
  await server(
    'kube-scheduler',
    [`--kubeconfig=${write('scheduler.kubeconfig', configFor(scheduler))}`, ...schedulerArgs],
    () => Promise.resolve(true),
  );
  const proxyFile = write(
    'kube-proxy.yaml',
    proxyConfig('control-plane', write('proxy.kubeconfig', configFor(proxy)), families),
  );
  await server('kube-proxy', [`--config=${proxyFile}`], () => Promise.resolve(true));

  const address: RealClusterAddress = { ...bare.address, families, nodes, parts, modules: binaries.modules };
  const cluster = new RealCluster(address);
  await registered(cluster);
  for (const { name, pods } of nodes) {
    const spec = { podCIDR: pods[0], podCIDRs: pods };
    await cluster.ok(['patch', 'node', name, '--type=merge', '--patch', JSON.stringify({ spec })]);
  }
  say(`${String(nodes.length)} nodes are registered`);
  await installAddons(cluster);
  await cluster.nodesReady();
  say('Nodes are Ready');
  await cluster.settled('kube-system');
  return cluster;
}

/** The kubelets make their own objects. */
async function registered(cluster: RealCluster, timeoutSeconds = 90): Promise<void> {
  const end = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    const names = (await cluster.ok(['get', 'nodes', '--output=name'])).trim().split('\n');
    const missing = cluster.nodes.filter(({ name }) => !names.includes(`node/${name}`));
    if (missing.length === 0) return;
    if (Date.now() > end) {
      const logs = missing.map((node) => cluster.lastWords(node));
      throw new Error(`${missing.map(({ name }) => name).join(', ')} did not register.\n${logs.join('\n')}`);
    }
    await sleep(200);
  }
}

function user(name: string, group?: string): User {
  return { name, token: randomBytes(16).toString('hex'), ...(group !== undefined && { group }) };
}

function tokenLine({ name, group, token }: User): string {
  return [token, name, name, ...(group === undefined ? [] : [`"${group}"`])].join(',');
}

/** By which the API server is known to kubelets and to servers of further APIs. Gives paths of files. */
function writeCertificates(folder: string): (file: string) => string {
  mkdirSync(folder, { recursive: true });
  const authority = new Authority();
  try {
    const identities = {
      apiserver: authority.identify('/O=system:masters/CN=kube-apiserver'),
      'front-proxy': authority.identify('/CN=front-proxy'),
    };
    writeFileSync(join(folder, 'authority.crt'), authority.certificate);
    for (const [name, { certificate, key }] of Object.entries(identities)) {
      writeFileSync(join(folder, `${name}.crt`), certificate);
      writeFileSync(join(folder, `${name}.key`), key, { mode: 0o600 });
    }
  } finally {
    authority.close();
  }
  return (file) => join(folder, file);
}
