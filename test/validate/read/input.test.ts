import { execFileSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync } from 'node:fs';
import { truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildSync } from 'esbuild';
import { findInput } from '../../../lib/validate/read/input';
import { validate } from '../../../lib/validate/validate';
import { root as project } from '../../support/root';
import { unprivileged } from '../../support/unprivileged';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'input-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: string | Uint8Array = 'kind: Namespace\n'): string {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** With paths relative to the root. */
function inputOf(...paths: readonly string[]) {
  const input = findInput(paths.map((path) => (path === '-' ? path : join(root, path))));
  const short = (path: string) => path.replace(`${root}/`, '').replace(root, '.');
  return {
    sources: input.sources.map(({ name }) => short(name)),
    charts: input.charts.map(short),
    skipped: Object.fromEntries(input.skipped.map(({ file, reason }) => [short(file), reason])),
    unreadable: Object.fromEntries(input.unreadable.map(({ file, reason }) => [short(file), reason])),
  };
}

test('folders, in a fixed order; what is left out is named', () => {
  for (const path of ['b.yml', 'a.yaml', 'c.json', 'README.md', 'z/1.yaml', 'k/2.YAML', '.git/config.yaml'])
    write(path);
  write('web/Chart.yaml', 'name: web\n');
  write('web/templates/x.yaml', '{{ x }}');
  write('db-1.0.0.tgz', '');
  expect(inputOf('.')).toEqual({
    sources: ['a.yaml', 'b.yml', 'c.json', 'k/2.YAML', 'z/1.yaml'],
    charts: ['db-1.0.0.tgz', 'web'],
    skipped: { 'README.md': 'neither YAML nor JSON', '.git': 'a hidden folder' },
    unreadable: {},
  });
});

test('links: inside the folder a file is a file, once; a loop and what lies outside are left out', () => {
  write('data/.hidden/a.yaml');
  write('data/b.yaml');
  write('outside.yaml');
  symlinkSync('.hidden/a.yaml', join(root, 'data/a.yaml'));
  symlinkSync('b.yaml', join(root, 'data/again.yaml'));
  symlinkSync('..', join(root, 'data/loop'));
  symlinkSync('.', join(root, 'data/self'));
  symlinkSync('../outside.yaml', join(root, 'data/outside.yaml'));
  symlinkSync('circle.yaml', join(root, 'data/circle.yaml'));
  expect(inputOf('data')).toEqual({
    sources: ['data/b.yaml', 'data/a.yaml'],
    charts: [],
    skipped: {
      'data/.hidden': 'a hidden folder',
      'data/again.yaml': 'a link to a file that is read by its own name',
      'data/loop': 'a link that leads out of the folder',
      'data/self': 'a link to a folder',
      'data/outside.yaml': 'a link that leads out of the folder',
    },
    unreadable: { 'data/circle.yaml': 'the link leads in circles' },
  });
});

test('what was asked for by name and can not be read is an error', () => {
  write('notes.txt');
  mkdirSync(join(root, 'empty'));
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  const { sources, unreadable } = inputOf('notes.txt', 'empty', 'pipe.yaml', 'gone.yaml');
  expect(sources).toEqual([]);
  expect(unreadable).toEqual({
    'notes.txt': 'expected a .yaml, .yml or .json file, a folder, or a chart (.tgz)',
    empty: 'no .yaml, .yml or .json file and no chart in this folder',
    'pipe.yaml': 'this is a named pipe: use - for standard input',
    'gone.yaml': 'no such file or folder',
  });
  expect(findInput(['/dev/zero']).unreadable).toMatchObject([{ reason: 'this is a device' }]);
  expect(findInput(['a\0.yaml']).unreadable).toMatchObject([{ reason: 'the name holds a NUL' }]);
});

test('what is in a folder and is no file is left out, whatever it is called', () => {
  write('data/a.yaml');
  for (const name of ['b.yaml', 'c.tgz']) execFileSync('mkfifo', [join(root, 'data', name)]);
  expect(inputOf('data')).toEqual({
    sources: ['data/a.yaml'],
    charts: [],
    skipped: { 'data/b.yaml': 'not a regular file', 'data/c.tgz': 'neither YAML nor JSON' },
    unreadable: {},
  });
});

test('standard input may be a folder, which is said', () => {
  const contents = `
    import { findInput } from './lib/validate/read/input';
    console.log(JSON.stringify(findInput(['-']).unreadable));
  `;
  const outfile = join(root, 'program.js');
  buildSync({ stdin: { contents, resolveDir: project, loader: 'ts' }, bundle: true, platform: 'node', outfile });
  const stdin = openSync(root, 'r');
  const printed = execFileSync(process.execPath, [outfile], { encoding: 'utf8', stdio: [stdin, 'pipe', 'inherit'] });
  closeSync(stdin);
  expect(JSON.parse(printed)).toEqual([{ file: '<stdin>', line: 1, column: 1, reason: 'this is a folder' }]);
});

const good = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n';

function reasons(...paths: readonly string[]): readonly string[] {
  const { sources } = findInput(paths);
  return validate(sources).unreadable.map(({ line, column, reason }) => `${line}:${column} ${reason}`);
}

test('a file that is too large is refused without reading it', () => {
  const file = write('large.yaml', '');
  truncateSync(file, 300 * 1024 * 1024);
  expect(reasons(file)).toEqual(['1:1 larger than 256 MB: split it into several files']);
});

test('no permission', () => {
  const file = write('secret.yaml');
  chmodSync(dirname(file), 0o755);
  chmodSync(file, 0);
  expect(unprivileged(() => reasons(file))).toEqual(['1:1 no permission to read it']);
});

test('one bad document hides neither the others of its file nor those of other files', () => {
  const mixed = write('mixed.yaml', `${good}---\na: [1\n---\n${good}---\nb: 1\nb: 2\n`);
  const binary = write('binary.yaml', Buffer.from([0, 1, 2]));
  const { sources } = findInput([mixed, binary, write('good.yaml', good)]);
  const { counts, unreadable } = validate(sources);
  expect(counts).toMatchObject({ documents: 5, objects: 3 });
  expect(unreadable.map(({ line }) => line)).toEqual([6, 12, 1]);
});

test('a template by itself: the error says what to do', () => {
  const [reason] = reasons(write('t.yaml', 'kind: {{ .Values.kind }}\n'));
  expect(reason).toMatch(/^1:8 .*; this looks like a template of a Helm chart: give the folder that holds Chart.yaml/);
});
