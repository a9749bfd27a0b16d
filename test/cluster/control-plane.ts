/**
 * Kubernetes without nodes: etcd, kube-apiserver and kube-controller-manager. Objects are admitted and stored, and controllers
 * make pods of workloads; nothing schedules or runs the pods, unless nodes are added (nodes/start.ts).
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeYaml } from '../../lib/yaml/write';
import { Cluster } from './cluster';
import { freePort, startServer, type Server } from './server';

export interface ControlPlaneOptions {
  /** Of Kubernetes, without "v". */
  readonly version: string;
  /** Folder with kube-apiserver, kube-controller-manager and kubectl. */
  readonly binaries: string;
  /** The etcd to use, which several control planes may share. */
  readonly etcd: string;
  /** An empty folder for certificates, keys and logs. */
  readonly folder: string;
  /** Where the API server listens, and nowhere else; loopback unless given. */
  readonly address?: string;
  /** Further users, as lines of a token file, and flags: what nodes need. */
  readonly users?: readonly string[];
  readonly apiserver?: readonly string[];
  readonly controllers?: readonly string[];
}

export interface ControlPlane {
  readonly cluster: Cluster;
  readonly url: string;
  readonly servers: readonly Server[];
}

/** Its client URL, and the server. */
export async function startEtcd(
  binaries: string,
  folder: string,
): Promise<{ readonly url: string; readonly server: Server }> {
  mkdirSync(folder, { recursive: true });
  const [client, peer] = [await loopbackUrl('http'), await loopbackUrl('http')];
  const server = await startServer({
    name: 'etcd',
    command: [
      join(binaries, 'etcd'),
      `--data-dir=${join(folder, 'data')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // The data are worth nothing after the run.
      '--unsafe-no-fsync',
    ],
    log: join(folder, 'etcd.log'),
    isReady: async () => (await fetch(`${client}/health`)).ok,
  });
  return { url: client, server };
}

export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { version, binaries, folder, etcd, address = '127.0.0.1' } = options;
  mkdirSync(folder, { recursive: true });
  const url = `https://${address.includes(':') ? `[${address}]` : address}:${String(await freePort())}`;
  const token = randomBytes(16).toString('hex');
  const file = (name: string) => join(folder, name);
  const secret = (name: string, content: string) => {
    writeFileSync(file(name), content, { mode: 0o600 });
  };
  const key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  secret('service-accounts.key', key.privateKey);
  secret('service-accounts.pub', key.publicKey);
  secret('tokens.csv', [`${token},admin,admin,"system:masters"`, ...(options.users ?? []), ''].join('\n'));
  secret('kubeconfig', kubeconfig(url, file('apiserver.crt'), token));

  const cluster = new Cluster({ version, folder, binaries });
  const apiserver = await startServer({
    name: `kube-apiserver ${version}`,
    command: [
      join(binaries, 'kube-apiserver'),
      `--etcd-servers=${etcd}`,
      `--etcd-prefix=/${version}`,
      `--bind-address=${address}`,
      `--advertise-address=${address}`,
      `--secure-port=${new URL(url).port}`,
      // It signs a certificate for itself there.
      `--cert-dir=${folder}`,
      `--token-auth-file=${file('tokens.csv')}`,
      '--authorization-mode=Node,RBAC',
      // So that it is Pod Security that refuses privileged pods.
      '--allow-privileged=true',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('service-accounts.pub')}`,
      `--service-account-signing-key-file=${file('service-accounts.key')}`,
      '--service-cluster-ip-range=10.96.0.0/16',
      // A loopback address may not be an endpoint of the Service `kubernetes`.
      '--endpoint-reconciler-type=none',
      // Of a flag that is given twice, the last counts.
      ...(options.apiserver ?? []),
    ],
    log: file('kube-apiserver.log'),
    isReady: async () => (await cluster.kubectl(['get', '--raw', '/readyz'])).stdout === 'ok',
  });
  try {
    const controllers = await startServer({
      name: `kube-controller-manager ${version}`,
      command: [
        join(binaries, 'kube-controller-manager'),
        `--kubeconfig=${file('kubeconfig')}`,
        `--service-account-private-key-file=${file('service-accounts.key')}`,
        `--root-ca-file=${file('apiserver.crt')}`,
        '--leader-elect=false',
        // It serves only metrics.
        '--bind-address=127.0.0.1',
        '--secure-port=0',
        ...(options.controllers ?? []),
      ],
      log: file('kube-controller-manager.log'),
      isReady: async () => (await cluster.kubectl(['get', 'serviceaccount', 'default', '-n', 'default'])).code === 0,
    });
    return { cluster, url, servers: [controllers, apiserver] };
  } catch (error) {
    apiserver.stop();
    throw error;
  }
}

async function loopbackUrl(scheme: 'http' | 'https'): Promise<string> {
  return `${scheme}://127.0.0.1:${String(await freePort())}`;
}

/** The text of a kubeconfig for the user with this token. */
export function kubeconfig(server: string, certificate: string, token: string): string {
  return writeYaml({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server, 'certificate-authority': certificate } }],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  });
}
