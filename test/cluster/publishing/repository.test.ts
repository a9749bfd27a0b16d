/** `mlflow-chart publish FOLDER`, served by a real web server, and what Helm makes of it. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chartPackage } from '../../../operations/publish/package';
import { CHART_YAML, writeFiles } from '../../support/chart-folder';
import { outputOf } from '../../support/execute';
import { freePort, startServer, type Server } from '../server';
import { helm, bothHelms, newFolder, newKey, publish } from './place';

const { version, file, bytes } = chartPackage();
const USER = 'charts@example.com';

describe.each(bothHelms())('a static repository, by %s', (_, major) => {
  const folder = newFolder('repository');
  let server: Server | undefined;
  let url = '';
  let right = { keys: '', keyring: '' };

  beforeAll(async () => {
    right = await newKey(USER);
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    server = await startServer({
      name: 'python3 -m http.server',
      command: ['python3', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', folder, port],
      log: join(newFolder('log'), 'server.log'),
      isReady: async () => (await fetch(url)).ok,
    });
    // Of others, before: its entry stays as it is.
    const other = newFolder('tiny');
    writeFiles(other, { 'tiny/Chart.yaml': CHART_YAML, 'tiny/templates/a.yaml': '' });
    outputOf(await helm(major, ['package', join(other, 'tiny'), '--destination', folder]));
    outputOf(await helm(major, ['repo', 'index', folder, '--url', 'https://elsewhere.example.com']));
  });
  afterAll(() => {
    server?.stop();
  });

  test('gets the archive, its provenance, a bill of materials, and an entry beside the others’', async () => {
    const before = readFileSync(join(folder, 'index.yaml'), 'utf8');
    const { code, stderr } = await publish(major, [folder, '--url', url, '--sign', USER], right.keys);
    expect([code, stderr]).toEqual([0, '']);
    const index = readFileSync(join(folder, 'index.yaml'), 'utf8');
    const tiny = (text: string) => /^ {2}tiny:\n(?: {2}.*\n)+/m.exec(text)?.[0];
    expect(tiny(index)).toContain('https://elsewhere.example.com/tiny-0.1.0.tgz');
    expect(tiny(index)?.split('\n').sort()).toEqual(tiny(before)?.split('\n').sort());
    for (const name of [file, `${file}.prov`, `mlflow-${version}.cdx.json`, 'artifacthub-repo.yml', 'index.yaml']) {
      expect([name, (await fetch(`${url}/${name}`)).status]).toEqual([name, 200]);
      expect([name, statSync(join(folder, name)).mode & 0o444]).toEqual([name, 0o444]);
    }
  });

  test('`helm repo add`, `helm search repo` and `helm pull --verify` find it', async () => {
    const name = `published-${major}`;
    outputOf(await helm(major, ['repo', 'add', name, url]));
    expect(outputOf(await helm(major, ['search', 'repo', `${name}/mlflow`]))).toContain(version);
    const pulled = newFolder('pulled');
    const verify = ['--verify', '--keyring', right.keyring, '--destination', pulled];
    outputOf(await helm(major, ['pull', `${name}/mlflow`, '--version', version, ...verify]));
    expect(readFileSync(join(pulled, file)).equals(bytes)).toBe(true);
  });

  test('published again, nothing changes', async () => {
    const before = readFileSync(join(folder, 'index.yaml'), 'utf8');
    const { code, stdout } = await publish(major, [folder, '--url', url, '--sign', USER], right.keys);
    expect([code, stdout]).toEqual([0, expect.stringContaining('is already there, the same bytes')]);
    expect(readFileSync(join(folder, 'index.yaml'), 'utf8')).toBe(before);
  });

  test('another archive of that version is never overwritten', async () => {
    const taken = newFolder('taken');
    writeFileSync(join(taken, file), 'another');
    const { code, stdout, stderr } = await publish(major, [taken]);
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('already, with other bytes')]);
    expect(readFileSync(join(taken, file), 'utf8')).toBe('another');
  });
});
