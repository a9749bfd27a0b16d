import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { gunzipSync } from 'fflate';
import fc from 'fast-check';
import { extract, list, type ReadEntry } from 'tar';
import { packArchive } from '../../lib/synth/archive';
import { withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';

const chart: ReadonlyMap<string, string> = new Map([
  ['values.yaml', 'greeting: Grüße, 世界 🎉\n'],
  ['templates/greeting.yaml', 'kind: Greeting\nmetadata:\n  name: it\ntext: {{ .Values.greeting }}\n'],
  ['Chart.yaml', 'apiVersion: v2\nname: tiny\nversion: 0.1.0\nicon: https://example.com/icon.svg\n'],
  ['.helmignore', ''],
  ['README.md', 'x'.repeat(512)],
]);

const entriesOf = (archive: Uint8Array): ReadEntry[] => {
  const entries: ReadEntry[] = [];
  list({ sync: true, strict: true, onReadEntry: (entry) => entries.push(entry) }).end(Buffer.from(archive));
  return entries;
};

/** The files that npm's tar unpacks. */
const unpack = (archive: Uint8Array): Promise<ReadonlyMap<string, string>> =>
  withFolder({ 'it.tgz': archive }, (folder) => {
    const into = join(folder, 'unpacked');
    mkdirSync(into);
    extract({ file: join(folder, 'it.tgz'), cwd: into, sync: true, strict: true });
    const files = readdirSync(into, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name));
    return Promise.resolve(new Map(paths.map((path) => [path.slice(into.length + 1), readFileSync(path, 'utf8')])));
  });

test('Chart.yaml comes first, the rest by name, in whatever order the files are given', () => {
  const archive = packArchive('tiny', chart);
  expect(entriesOf(archive).map(({ path }) => path)).toEqual([
    'tiny/Chart.yaml',
    'tiny/.helmignore',
    'tiny/README.md',
    'tiny/templates/greeting.yaml',
    'tiny/values.yaml',
  ]);
  expect(packArchive('tiny', new Map([...chart].reverse()))).toEqual(archive);
});

test('entries tell nothing of who packed them, or when', () => {
  for (const { mode, uid, gid, uname, gname, mtime, type } of entriesOf(packArchive('tiny', chart))) {
    expect({ mode, uid, gid, uname, gname, mtime, type }).toEqual({
      mode: 0o644,
      uid: 0,
      gid: 0,
      uname: '',
      gname: '',
      mtime: new Date('2020-01-01T00:00:00Z'),
      type: 'File',
    });
  }
});

test('the gzip header holds no name and no date', () => {
  // RFC 1952: magic, deflate, no flags, no mtime, "slowest compression", Unix
  expect([...packArchive('tiny', chart).slice(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
});

test('the bytes are known', () => {
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  // Long and varied: another way of compressing would show.
  const words = Array.from({ length: 20_000 }, (_, index) => `word${(index * index) % 7919}`).join(' ');
  const archive = packArchive('tiny', new Map([...chart, ['words.txt', words]]));
  // When only the second changes, fflate compresses differently: every archive in dist/ changes, and no chart does.
  expect(sha256(gunzipSync(archive))).toBe('6eee9df220e497f86c5ddefe616aceb6cac5be8c1afaecbdff47d5d33cd4e218');
  expect(sha256(archive)).toBe('47d032daba12693471a43be049a25fa860a39ee4a6aaa7bdf2a56cf1dd5642a4');
});

test("npm's tar reads back what was packed", async () => {
  const unpacked = await unpack(packArchive('tiny', chart));
  expect([...unpacked].sort()).toEqual([...chart].map(([path, text]) => [`tiny/${path}`, text]).sort());
});

test('sizes around the block size are read back', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 1100, size: 'max' });
  const names = fc.uniqueArray(fc.stringMatching(/^[a-zé世]{1,9}$/), { minLength: 1, maxLength: 5 });
  const files = names.chain((paths) => fc.tuple(...paths.map((path) => fc.tuple(fc.constant(path), text))));
  fc.assert(
    fc.property(files, (all) => {
      const entries = entriesOf(packArchive('f', new Map(all)));
      const sizes = new Map(all.map(([path, content]) => [`f/${path}`, Buffer.byteLength(content)]));
      expect(new Map(entries.map(({ path, size }) => [path, size]))).toEqual(sizes);
    }),
  );
});

test.each([
  ['leaves the folder', '../values.yaml', 'not a path of an output file: "tiny/../values.yaml"'],
  ['has a separator of Windows', 'templates\\it.yaml', 'not a path of an output file'],
  ['is too long', `templates/${'é'.repeat(43)}`, 'path too long for a chart archive (101 bytes, at most 100): tiny/'],
])('a path that %s is refused', (_, path, message) => {
  expect(() => packArchive('tiny', new Map([[path, '']]))).toThrow(message);
});

test('a path of 100 bytes is complete', () => {
  const path = `templates/${'é'.repeat(42)}x`;
  expect(entriesOf(packArchive('tiny', new Map([[path, '']])))).toMatchObject([{ path: `tiny/${path}` }]);
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  const run = (...args: readonly string[]) =>
    withFolder({ 'tiny-0.1.0.tgz': packArchive('tiny', chart) }, (cwd) =>
      helm.run([...args, 'tiny-0.1.0.tgz'], { cwd }),
    );

  test('shows the chart', async () => {
    const { stdout, stderr } = await run('show', 'chart');
    expect(stdout).toContain('name: tiny\nversion: 0.1.0\n');
    expect(stderr).toBe('');
  });

  test('renders it', async () => {
    const { stdout, stderr } = await run('template');
    expect(stdout).toContain('# Source: tiny/templates/greeting.yaml\nkind: Greeting\n');
    expect(stdout).toContain('text: Grüße, 世界 🎉\n');
    expect(stderr).toBe('');
  });

  test('lints it', async () => {
    const { code, stdout } = await run('lint', '--strict');
    expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
    expect(code).toBe(0);
  });
});
