/** An OCI registry, and the chart in it as it is published: with its own defaults. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packArchive } from '../../../lib/synth/archive';
import { chartFiles } from '../../../lib/synth/chart-files';
import { outputOf } from '../../support/execute';
import { goFolder } from '../../support/go-build';
import { defaults, definition, model } from '../../support/platform';
import type { Cluster } from '../cluster';
import { freePort, startServer, type Server } from '../server';
import { registry } from './versions';

export interface RunningRegistry extends Server {
  /** `oci://127.0.0.1:5000/charts`. */
  readonly url: string;
}

export async function startRegistry(folder: string): Promise<RunningRegistry> {
  const address = `127.0.0.1:${String(await freePort())}`;
  const settings = join(folder, 'registry.yml');
  writeFileSync(
    settings,
    JSON.stringify({
      version: '0.1',
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: join(folder, 'registry') } },
      http: { addr: address },
    }),
  );
  const server = await startServer({
    name: 'registry',
    command: [join(goFolder(registry), 'registry'), 'serve', settings],
    log: join(folder, 'registry.log'),
    isReady: async () => (await fetch(`http://${address}/v2/`)).ok,
  });
  return { ...server, url: `oci://${address}/charts` };
}

/** By `helm push`. */
export async function pushChart(cluster: Cluster, folder: string, url: string): Promise<void> {
  const { name, version } = definition.metadata;
  const archive = join(folder, `${name}-${version}.tgz`);
  writeFileSync(archive, packArchive(name, chartFiles(model, defaults)));
  outputOf(await cluster.helm('4', ['push', archive, url, '--plain-http']));
}
