/** Argo CD, without its web page: its controllers run beside the cluster, as its own developers run them. */
import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { goFolder } from '../../support/go-build';
import { locateHelm } from '../../support/helm-binary';
import type { RealCluster } from '../nodes/real-cluster';
import { freePort, startServer, type Server } from '../server';
import { argoCd, kustomize } from './versions';

export const ARGOCD = 'argocd';

/** What any Argo CD has from the start. */
const DEFAULT_PROJECT = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: 'default', namespace: ARGOCD },
  spec: {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  },
};

/** @returns what ends it; its definitions and objects stay */
export async function startArgoCd(cluster: RealCluster, folder: string): Promise<() => void> {
  const manifests = join(cluster.moduleOf(argoCd), 'manifests');
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ARGOCD } }]);
  const crds = join(manifests, 'crds');
  for (const file of readdirSync(crds).filter((name) => name.endsWith('-crd.yaml')))
    await cluster.ok(['apply', '--server-side', '--force-conflicts', '--filename', join(crds, file)]);
  await cluster.ok(['wait', '--for=condition=Established', 'crd/applications.argoproj.io', '--timeout=1m']);
  await cluster.ok(['apply', '--server-side', '--namespace', ARGOCD, '--kustomize', join(manifests, 'base/config')]);
  await cluster.apply([DEFAULT_PROJECT]);

  const servers = await startControllers(cluster, folder);
  return () => {
    for (const server of servers.reverse()) server.stop();
  };
}

async function startControllers(cluster: RealCluster, folder: string): Promise<Server[]> {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  symlinkSync(locateHelm('3').file, join(programs, 'helm'));
  symlinkSync(join(goFolder(kustomize), 'kustomize'), join(programs, 'kustomize'));
  // As its image has them; a module keeps no modes.
  for (const name of ['git-verify-wrapper.sh', 'gpg-wrapper.sh']) {
    copyFileSync(join(cluster.moduleOf(argoCd), 'hack', name), join(programs, name));
    chmodSync(join(programs, name), 0o755);
  }
  for (const name of ['tls', 'ssh', 'plugins', 'home']) mkdirSync(join(folder, name));

  const [redis, repositories] = [await freePort(), await freePort()];
  const environment = Object.entries({
    KUBECONFIG: cluster.environment['KUBECONFIG'] ?? '',
    HOME: join(folder, 'home'),
    PATH: `${programs}:${process.env['PATH'] ?? ''}`,
    // Where it takes its own pod's account for the cluster's, it takes the kubeconfig.
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_TLS_DATA_PATH: join(folder, 'tls'),
    ARGOCD_SSH_DATA_PATH: join(folder, 'ssh'),
    ARGOCD_PLUGINSOCKFILEPATH: join(folder, 'plugins'),
    // Seldom enough for a busy machine, often enough for a test.
    ARGOCD_RECONCILIATION_TIMEOUT: '30s',
  }).map(([name, value]) => `${name}=${value}`);
  const controller = async (name: string, words: (ports: readonly number[]) => readonly string[]) => {
    const ports = [await freePort(), await freePort(), await freePort()];
    const command = ['env', ...environment, `ARGOCD_BINARY_NAME=argocd-${name}`, join(goFolder(argoCd), 'argocd')];
    return startServer({
      name,
      command: [...command, '--loglevel=info', ...words(ports)],
      log: join(folder, `${name}.log`),
      isReady: () => answers(`http://127.0.0.1:${String(ports[0])}`),
    });
  };
  const repoServer = `127.0.0.1:${String(repositories)}`;
  const cache = ['--redis', `127.0.0.1:${String(redis)}`];
  const inside = ['--namespace', ARGOCD];
  return [
    await startServer({
      name: 'redis',
      command: ['redis-server', '--port', String(redis), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      log: join(folder, 'redis.log'),
      isReady: () => Promise.resolve(true),
    }),
    await controller('repo-server', ([metrics]) => [
      ...['--address=127.0.0.1', '--port', String(repositories)],
      ...['--metrics-address=127.0.0.1', '--metrics-port', String(metrics), ...cache],
    ]),
    await controller('application-controller', ([metrics]) => [
      ...inside,
      ...['--repo-server', repoServer, ...cache],
      ...['--metrics-port', String(metrics), '--status-processors=4', '--operation-processors=2'],
    ]),
    await controller('applicationset-controller', ([metrics, probe, webhook]) => [
      ...inside,
      ...['--argocd-repo-server', repoServer],
      ...['--metrics-addr', `127.0.0.1:${String(metrics)}`, '--probe-addr', `127.0.0.1:${String(probe)}`],
      ...['--webhook-addr', `127.0.0.1:${String(webhook)}`],
    ]),
  ];
}

/** Anything at all, at its metrics. */
async function answers(url: string): Promise<boolean> {
  return (await fetch(`${url}/metrics`)).status < 500;
}
