/** Flux: its controllers run beside the cluster. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { goFolder, type GoCommands } from '../../support/go-build';
import type { RealCluster } from '../nodes/real-cluster';
import { freePort, startServer, type Server } from '../server';
import { FLUX, helmController, kustomizeController, sourceController } from './versions';

export const FLUX_NAMESPACE = 'flux-system';

/** @returns what ends it; its definitions and objects stay */
export async function startFlux(cluster: RealCluster, folder: string): Promise<() => void> {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: FLUX_NAMESPACE } }]);
  for (const controller of FLUX) {
    const bases = join(cluster.moduleOf(controller), 'config/crd/bases');
    for (const file of readdirSync(bases))
      await cluster.ok(['apply', '--server-side', '--force-conflicts', '--filename', join(bases, file)]);
  }
  await cluster.ok(['wait', '--for=condition=Established', 'crd/helmreleases.helm.toolkit.fluxcd.io', '--timeout=1m']);

  const [storage, artifacts] = [join(folder, 'storage'), `127.0.0.1:${String(await freePort())}`];
  mkdirSync(storage, { recursive: true });
  const kept = ['--storage-path', storage, '--storage-addr', artifacts, '--storage-adv-addr', artifacts];
  const servers: Server[] = [];
  for (const [controller, words] of [
    [sourceController, kept],
    [kustomizeController, []],
    [helmController, []],
  ] as const)
    servers.push(await start(cluster, folder, controller, words));
  return () => {
    for (const server of servers.reverse()) server.stop();
  };
}

async function start(
  cluster: RealCluster,
  folder: string,
  controller: GoCommands,
  words: readonly string[],
): Promise<Server> {
  const [program = ''] = Object.keys(controller.commands);
  const [metrics, health] = [await freePort(), await freePort()].map((port) => `127.0.0.1:${String(port)}`);
  const home = join(folder, `home-${program}`);
  mkdirSync(home);
  const environment = Object.entries({
    KUBECONFIG: cluster.environment['KUBECONFIG'] ?? '',
    RUNTIME_NAMESPACE: FLUX_NAMESPACE,
    HOME: home,
    TMPDIR: home,
  }).map(([name, value]) => `${name}=${value}`);
  return startServer({
    name: program,
    command: [
      ...['env', ...environment, join(goFolder(controller), program), '--watch-all-namespaces', ...words],
      ...['--metrics-addr', metrics ?? '', '--health-addr', health ?? '', '--enable-leader-election=false'],
    ],
    log: join(folder, `${program}.log`),
    isReady: async () => (await fetch(`http://${health ?? ''}/readyz`)).ok,
  });
}
