/** MinIO on this machine. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goFolder } from '../../support/go-build';
import { minioCommands } from '../images/minio';
import { MINIO } from '../images/versions';
import { freePort, startServer, type Server } from '../server';

/** As Garage takes it, too. */
export const OWNER = { id: 'the-owner', key: 'a-password-of-length' };

/** @param settings more variables of its own, such as `NAME=value` */
export async function startMinio(
  folder: string,
  settings: readonly string[] = [],
): Promise<{ readonly endpoint: string; readonly server: Server }> {
  mkdirSync(folder);
  const endpoint = `http://127.0.0.1:${String(await freePort())}`;
  const binary = join(goFolder(minioCommands(MINIO)), 'minio');
  const owner = [`MINIO_ROOT_USER=${OWNER.id}`, `MINIO_ROOT_PASSWORD=${OWNER.key}`, 'MINIO_BROWSER=off'];
  const address = endpoint.replace('http://', '');
  const server = await startServer({
    name: 'MinIO',
    command: [
      'env',
      ...owner,
      ...settings,
      binary,
      'server',
      join(folder, 'data'),
      '--address',
      address,
      '--console-address',
      '127.0.0.1:0',
    ],
    log: join(folder, 'log'),
    isReady: async () => (await fetch(`${endpoint}/minio/health/live`)).ok,
  });
  return { endpoint, server };
}
