/** `mlflow-chart publish FOLDER`: what it makes, what it leaves as it was, and what it refuses. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chartPackage } from '../../../operations/publish/package';
import { readDocuments } from '../../../lib/yaml/read';
import { REFUSED, withStandIns } from './stand-ins';

const { version, file, sha256, bytes } = chartPackage();
const OTHERS_SUM = '99e2a5e8c8a8bd0df4e9a4fc5bc97a9b7dc6dc2d5c1d3a5c77b6c7ae9ab6c6d1';

describe('to a folder', () => {
  const inSite = (folder: string, name: string) => join(folder, 'site', name);

  test('makes it, for a web server to read', async () => {
    await withStandIns({}, async ({ publish, folder, calls }) => {
      const site = join(folder, 'site');
      expect(await publish(site, '--url', 'https://charts.example.com')).toEqual({
        code: 0,
        stderr: '',
        stdout: `mlflow ${version} is published: ${site}
  archive   sha256:${sha256}  ${file}, ${String(bytes.length)} bytes

Install, once it is served:
  helm install mlflow mlflow --repo https://charts.example.com --version ${version} -n mlflow -f values.yaml
`,
      });
      const names = [file, `mlflow-${version}.cdx.json`, 'artifacthub-repo.yml', 'index.yaml'].sort();
      expect(readdirSync(site).sort()).toEqual(names);
      expect([site, ...names.map((name) => inSite(folder, name))].map((path) => statSync(path).mode & 0o004)).toEqual([
        4, 4, 4, 4, 4,
      ]);
      expect(readDocuments(readFileSync(inSite(folder, 'artifacthub-repo.yml'), 'utf8'), 'a')[0]?.value).toEqual({
        ignore: [],
      });
      expect(calls()).toEqual([expect.stringMatching(/^repo index \S+\/index --url https:\/\/charts\.example\.com$/)]);
    });
  });

  test('beside others, whose index is merged, and whose file for Artifact Hub stays', async () => {
    const others = { 'site/index.yaml': 'entries: {tiny: []}\n', 'site/artifacthub-repo.yml': 'owners: []\n' };
    await withStandIns(others, async ({ publish, folder, calls }) => {
      expect((await publish(join(folder, 'site'), '--sign', 'me')).code).toBe(0);
      expect(calls().find((line) => line.startsWith('repo'))).toMatch(/--merge \S+\/before\.yaml$/);
      expect(readFileSync(inSite(folder, 'artifacthub-repo.yml'), 'utf8')).toBe('owners: []\n');
      expect(existsSync(inSite(folder, `${file}.prov`))).toBe(true);
      const again = await publish(join(folder, 'site'), '--sign', 'me');
      expect([again.code, again.stdout.split('\n')[0]]).toEqual([
        0,
        `mlflow ${version} is already there, the same bytes: ${join(folder, 'site')}`,
      ]);
    });
  });

  test('of an entry that is there, the address is the index’s, and another --url is said to change nothing', async () => {
    const address = `https://old.example.com/${file}`;
    const index = `entries: {mlflow: [{version: ${version}, digest: ${sha256}, urls: ['${address}']}]}`;
    const files = { [`site/${file}`]: bytes, 'site/index.yaml': index };
    await withStandIns(files, async ({ publish, folder }) => {
      const other = await publish(join(folder, 'site'), '--url', 'https://new.example.com');
      expect([other.code, other.stdout]).toEqual([0, expect.stringContaining('already there')]);
      expect(other.stdout).toContain(
        `  address   ${address}, as its index has had it: --url https://new.example.com is not written\n`,
      );
      expect(other.stdout).toContain('--repo https://old.example.com --version');
      const same = await publish(join(folder, 'site'), '--url', 'https://old.example.com/');
      expect([same.code, same.stdout]).toEqual([0, expect.not.stringContaining('  address ')]);
    });
  });

  test('an archive that no index has gets its entry; a dry run only says so', async () => {
    await withStandIns({ [`site/${file}`]: bytes }, async ({ publish, folder }) => {
      const dry = await publish(join(folder, 'site'), '--dry-run');
      expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('would be published')]);
      expect(readdirSync(join(folder, 'site'))).toEqual([file]);
      expect((await publish(join(folder, 'site'))).stdout).toContain('is published');
      expect(readFileSync(inSite(folder, 'index.yaml'), 'utf8')).toContain(sha256);
    });
  });

  test.each<[string, Record<string, string | Uint8Array>, (site: string) => string]>([
    [
      'another archive',
      { [`site/${file}`]: 'another' },
      (site) =>
        `mlflow ${version} is in ${site} already, with other bytes: sha256:X there, sha256:${sha256} here. ${REFUSED}`,
    ],
    [
      'another sum in its index',
      { 'site/index.yaml': `entries: {mlflow: [{version: ${version}, digest: ${OTHERS_SUM}}]}` },
      (site) =>
        `mlflow ${version} is in ${site}/index.yaml already, with other bytes: sha256:X there, sha256:${sha256} here. ${REFUSED}`,
    ],
    [
      'another signature',
      { [`site/${file}`]: bytes, [`site/${file}.prov`]: 'by somebody' },
      (site) =>
        `${site}/${file}.prov is there already, and not of me: signature made by unknown entity. It is not overwritten: remove it to sign anew, or leave out --sign\n`,
    ],
  ])('%s is refused, and nothing changes', async (_title, files, said) => {
    await withStandIns(files, async ({ publish, folder }) => {
      const site = join(folder, 'site');
      const before = readdirSync(site).map((name) => [name, readFileSync(join(site, name), 'utf8')]);
      const { code, stdout, stderr } = await publish(site, '--sign', 'me');
      const words = stderr.replace(/sha256:[0-9a-f]{64} there/, 'sha256:X there');
      expect([code, stdout, words]).toEqual([1, '', said(site)]);
      expect(readdirSync(site).map((name) => [name, readFileSync(join(site, name), 'utf8')])).toEqual(before);
    });
  });

  test.each<[string, Record<string, string>, (folder: string) => void, (site: string) => string]>([
    [
      'an index that is none',
      { 'site/index.yaml': 'a: [' },
      () => undefined,
      (site) => `${site}/index.yaml is no index of a repository: `,
    ],
    [
      'an index with entries that are none',
      { 'site/index.yaml': 'entries: {mlflow: 1}' },
      () => undefined,
      (site) => `${site}/index.yaml is no index of a repository: `,
    ],
    [
      'a folder in the place of the archive',
      {},
      (folder) => mkdirSync(inSite(folder, file), { recursive: true }),
      (site) => `cannot read ${site}/${file}: this is a folder\n`,
    ],
    [
      'a Helm that makes no index',
      { 'fails-repo': 'Error: no room\n', 'site/x': '' },
      () => undefined,
      () => 'helm repo index makes no index.yaml: no room\n',
    ],
    [
      'a gpg that does not sign',
      { 'fails-sign': 'gpg: signing failed: Inappropriate ioctl for device\n', 'site/x': '' },
      () => undefined,
      () =>
        '--sign me: gpg did not sign: signing failed: Inappropriate ioctl for device. Nobody can be asked for the passphrase here: --passphrase-file FILE has it\n',
    ],
    [
      'an index that cannot be written',
      { 'site/x': '' },
      (folder) => {
        // Where its draft would be.
        writeFileSync(inSite(folder, `.index.yaml.${String(process.pid)}`), '');
      },
      (site) => `cannot write ${site}/index.yaml: file already exists\n`,
    ],
  ])('%s: in words, and the folder is as it was', async (_title, files, prepare, said) => {
    await withStandIns(files, async ({ publish, folder }) => {
      prepare(folder);
      const site = join(folder, 'site');
      const names = () => readdirSync(site).filter((name) => !name.startsWith('.'));
      const before = names();
      const { code, stdout, stderr } = await publish(site, '--sign', 'me');
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(said(site))]);
      expect(names()).toEqual(before);
    });
  });

  test('a new folder goes again, if something fails', async () => {
    await withStandIns({ 'fails-repo': 'Error: no room\n' }, async ({ publish, folder }) => {
      expect((await publish(join(folder, 'site'))).code).toBe(2);
      expect(existsSync(join(folder, 'site'))).toBe(false);
      expect((await publish(join(folder, 'no/site'))).stderr).toContain('helm repo index makes no index.yaml');
    });
  });
});
