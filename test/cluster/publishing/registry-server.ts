/** A registry of OCI artefacts on loopback, without TLS. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeYaml } from '../../../lib/yaml/write';
import { goFolder } from '../../support/go-build';
import { freePort, startServer, type Server } from '../server';
import { registry } from './versions';

export interface RegistryServer extends Server {
  /** `127.0.0.1:5000`. */
  readonly address: string;
}

/** @param folder that it keeps everything in, and makes; it is built by then */
export async function startRegistry(folder: string): Promise<RegistryServer> {
  mkdirSync(folder);
  const address = `127.0.0.1:${String(await freePort())}`;
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    writeYaml({
      version: '0.1',
      storage: { filesystem: { rootdirectory: join(folder, 'data') } },
      http: { addr: address },
      log: { level: 'warn', accesslog: { disabled: true } },
    }),
  );
  const server = await startServer({
    name: `registry ${registry.version}`,
    command: [join(goFolder(registry), 'registry'), 'serve', config],
    log: join(folder, 'registry.log'),
    isReady: async () => (await fetch(`http://${address}/v2/`)).ok,
  });
  return { ...server, address };
}
