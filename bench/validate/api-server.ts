/** A real API server's word on each fault: which of the changed objects it refuses. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeYaml } from '../../lib/yaml/write';
import { startControlPlane, startEtcd } from '../../test/cluster/control-plane';
import type { Server } from '../../test/cluster/server';
import { etcd, KUBERNETES, kubernetes } from '../../test/cluster/versions';
import { goBuild } from '../../test/support/go-build';
import type { FaultFile } from './corpus';

const [VERSION] = KUBERNETES;

/** Undefined, and said, where none can be built. */
export async function apiServer(
  files: readonly FaultFile[],
  say: (line: string) => void,
): Promise<ReadonlySet<FaultFile> | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'));
  const servers: Server[] = [];
  try {
    const etcdBinaries = await goBuild(etcd(), say);
    const binaries = await goBuild(kubernetes(VERSION), say);
    const { url, server } = await startEtcd(etcdBinaries, join(folder, 'etcd'));
    servers.push(server);
    say(`Starting Kubernetes ${VERSION}`);
    const options = { version: VERSION, binaries, etcd: url, folder: join(folder, VERSION) };
    const { cluster, servers: started } = await startControlPlane(options);
    servers.push(...started);
    for (const namespace of ['shop', 'other']) await cluster.kubectl(['create', 'namespace', namespace]);
    await cluster.kubectl(
      ['apply', '-f', '-'],
      writeYaml({
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name: 'shop-default' },
        value: 1000,
      }),
    );
    const refused = new Set<FaultFile>();
    for (const each of files) {
      if (each.changed === undefined) continue;
      const args = ['create', '--dry-run=server', '--validate=strict', '-f', '-'];
      const { code, stderr } = await cluster.kubectl(args, writeYaml(each.changed));
      // Warnings count: of duplicate names, deprecated versions and fields.
      if ((code !== 0 && !stderr.includes('AlreadyExists')) || stderr.includes('Warning:')) refused.add(each);
    }
    return refused;
  } catch (error) {
    say(`There is no API server here: ${(error as Error).message}`);
    return undefined;
  } finally {
    for (const server of servers.reverse()) server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}
