/** docs/publishing.md, typed as it stands, in the order of reading: with this registry, web server and cluster in the places of those that it names. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeYaml } from '../../../lib/yaml/write';
import { version } from '../../../package.json';
import { execute, outputOf } from '../../support/execute';
import { locateHelm } from '../../support/helm-binary';
import { SMALLEST } from '../../support/platform';
import { commandsIn } from '../../docs/shown';
import { clusters } from '../running-clusters';
import { freePort, startServer, type Server } from '../server';
import { clone, bothHelms, newFolder, newKey, place } from './place';

const { registry, cosign } = place();
const [cluster] = clusters();

describe.each(bothHelms())('docs/publishing.md, with %s', (_, major) => {
  let folder = '';
  let keys = '';
  let digest = '';
  let url = '';
  let server: Server | undefined;

  beforeAll(async () => {
    folder = await clone();
    // Whoever follows it has checked that out.
    outputOf(await execute('git', ['tag', `v${version}`], { cwd: folder }));
    ({ keys } = await newKey('charts@example.com'));
    mkdirSync(join(folder, 'bin'));
    symlinkSync(locateHelm(major).file, join(folder, 'bin/helm'));
    symlinkSync(cosign, join(folder, 'bin/cosign'));
    writeFileSync(join(folder, 'values.yaml'), writeYaml(SMALLEST));
    mkdirSync(join(folder, 'site'));
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    server = await startServer({
      name: 'python3 -m http.server',
      command: ['python3', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', join(folder, 'site'), port],
      log: join(newFolder('log'), 'server.log'),
      isReady: async () => (await fetch(url)).ok,
    });
  }, 120_000);
  afterAll(async () => {
    server?.stop();
    await cluster?.kubectl(['delete', 'namespace', 'mlflow', '--wait=true', '--timeout=120s']);
  });

  test.each(commandsIn('docs/publishing.md'))('%s', async (command) => {
    const isHelms = /^(helm|npm) .*oci:/.test(command);
    const here = command
      .replaceAll('registry.example.com/charts', `${registry}/documented-${major}`)
      .replaceAll('https://charts.example.com', url)
      .replaceAll('<version>', version);
    const env = {
      ...cluster?.environment,
      PATH: `${join(folder, 'bin')}:${cluster?.environment['PATH'] ?? ''}`,
      HOME: folder,
      GNUPGHOME: keys,
      COSIGN_PASSWORD: 'a password',
      DIGEST: digest,
    };
    const typed = `${here}${isHelms ? ' --plain-http' : ''}`;
    const said = outputOf(await execute('bash', ['-e', '-o', 'pipefail', '-c', typed], { cwd: folder, env }));
    digest = /manifest {2}(sha256:[0-9a-f]{64})/.exec(said)?.[1] ?? digest;
  });

  test('every command of it has met a chart with a digest', () => {
    expect(digest).toMatch(/^sha256:/);
  });
});
