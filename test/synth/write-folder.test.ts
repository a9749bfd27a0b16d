import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { replaceFolder } from '../../lib/synth/write-folder';

let parent: string;
let target: string;

beforeEach(() => {
  parent = fs.mkdtempSync(join(tmpdir(), 'write-folder-'));
  target = join(parent, 'dist');
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(parent, { recursive: true });
});

const contentOf = (folder: string): Record<string, string> => {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length + 1), fs.readFileSync(path, 'utf8')]));
};
const replace = (files: Record<string, string | Uint8Array>) => replaceFolder(target, new Map(Object.entries(files)));
/** A work folder as a run of this process id leaves it when it dies. */
const leftover = (pid: number, folder: 'next' | 'previous', text: string): string => {
  const work = join(parent, `.dist.${pid}-abcDEF`);
  fs.mkdirSync(join(work, folder), { recursive: true });
  fs.writeFileSync(join(work, folder, 'it'), text);
  return work;
};
/** No system gives out this process id. */
const DEAD = 2 ** 31 - 1;

describe('the folder holds exactly the files', () => {
  test('where there was none', () => {
    target = join(parent, 'not/yet/dist');
    expect(replace({ 'a/b/text': 'Grüße', bytes: Uint8Array.of(0x68, 0x69) })).toBe(true);
    expect(contentOf(target)).toEqual({ 'a/b/text': 'Grüße', bytes: 'hi' });
  });

  test('where there were others: they vanish, and nothing is left beside it', () => {
    replace({ 'old/file': '1', both: '1' });
    replace({ 'new/file': '2', both: '2' });
    expect(contentOf(target)).toEqual({ 'new/file': '2', both: '2' });
    expect(fs.readdirSync(target).sort()).toEqual(['both', 'new']);
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test('and those that are kept, with their modes', () => {
    replace({ 'a/b': '1' });
    fs.mkdirSync(join(target, 'a/own'));
    fs.writeFileSync(join(target, 'a/own/.env'), 'mine', { mode: 0o600 });
    fs.writeFileSync(join(target, 'a/other'), 'not kept');
    const isKept = (path: string) => path.endsWith('.env');
    const again = (text: string) => replaceFolder(target, new Map([['a/b', text]]), isKept);
    expect(again('2')).toBe(true);
    expect(contentOf(target)).toEqual({ 'a/b': '2', 'a/own/.env': 'mine' });
    expect(fs.statSync(join(target, 'a/own/.env')).mode & 0o777).toBe(0o600);
    expect(again('2')).toBe(false);
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test('where one of several has changed', () => {
    replace({ a: '1', b: '1' });
    expect(replace({ a: '1', b: '2' })).toBe(true);
    expect(contentOf(target)).toEqual({ a: '1', b: '2' });
  });

  test('also none', () => {
    replace({ it: '1' });
    expect(replace({})).toBe(true);
    expect(fs.readdirSync(parent, { recursive: true })).toEqual(['dist']);
  });

  test('behind a symbolic link, which stays', () => {
    fs.mkdirSync(join(parent, 'elsewhere'));
    fs.symlinkSync('elsewhere', target);
    replace({ it: '1' });
    expect(fs.readlinkSync(target)).toBe('elsewhere');
    expect(contentOf(join(parent, 'elsewhere'))).toEqual({ it: '1' });
  });

  test('not a link to a file of the same content', () => {
    fs.writeFileSync(join(parent, 'original'), '1');
    fs.mkdirSync(target);
    fs.symlinkSync('../original', join(target, 'it'));
    expect(replace({ it: '1' })).toBe(true);
    expect(fs.lstatSync(join(target, 'it')).isFile()).toBe(true);
  });
});

test('the same content is not touched', () => {
  const files = { 'a/b': 'text', bytes: Uint8Array.of(0, 255) };
  replace(files);
  const stamps = () => ['', 'a', 'a/b', 'bytes'].map((path) => fs.statSync(join(target, path)));
  const before = stamps();
  expect(replace(files)).toBe(false);
  expect(stamps()).toEqual(before.map((stamp) => expect.objectContaining({ ino: stamp.ino, ctime: stamp.ctime })));
});

test('a path outside of it is refused before anything is written', () => {
  replace({ it: '1' });
  expect(() => replace({ it: '2', '../it': '' })).toThrow('not a path of an output file: "../it"');
  expect(contentOf(parent)).toEqual({ 'dist/it': '1' });
});

describe('after a failure, the folder is as it was', () => {
  beforeEach(() => {
    replace({ it: '1' });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    expect(contentOf(parent)).toEqual({ 'dist/it': '1' });
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test.each([
    ['a file is wanted as a folder too', { it: '2', 'it/below': '' }],
    ['a folder is wanted as a file too', { 'it/below': '', it: '2' }],
  ])('%s', (_, files) => {
    expect(() => replace(files)).toThrow(/cannot replace .*dist \(E.*; it is as it was/);
  });

  test('writing stops half-way', () => {
    const { writeFileSync } = fs;
    jest.spyOn(fs, 'writeFileSync').mockImplementation((file, ...rest) => {
      if (String(file).endsWith('c')) throw new Error('disk full');
      writeFileSync(file, ...rest);
    });
    expect(() => replace({ a: '', b: '', c: '' })).toThrow('(disk full); it is as it was');
  });

  test.each([1, 2])('rename number %i fails', (failing) => {
    failRename((count) => count === failing);
    expect(() => replace({ it: '2' })).toThrow('(rename failed); it is as it was');
  });

  test('others own the folder around it', () => {
    const { mkdirSync } = fs;
    jest.spyOn(fs, 'mkdirSync').mockImplementation((folder, options) => {
      // As for anybody but root, whose rights no permission takes away.
      if (String(folder).startsWith(join(parent, '.'))) throw new Error('EACCES: permission denied, mkdir');
      return mkdirSync(folder, options);
    });
    expect(() => replace({ it: '2' })).toThrow('EACCES: permission denied');
    expect(replace({ it: '1' })).toBe(false);
  });
});

test('a link that leads nowhere but to itself is not replaced', () => {
  fs.symlinkSync('dist', target);
  expect(() => replace({ it: '1' })).toThrow(/^ELOOP: /);
  expect(fs.readlinkSync(target)).toBe('dist');
});

test('a file in place of the folder is not replaced', () => {
  fs.writeFileSync(target, 'precious');
  expect(() => replace({ it: '1' })).toThrow(/dist is a file; expected a folder, or nothing/);
  expect(contentOf(parent)).toEqual({ dist: 'precious' });
});

test('when the folder cannot even be put back, the error says where it is, and the next run restores it', () => {
  replace({ it: '1' });
  failRename((count) => count >= 2);
  expect(() => replace({ it: '2' })).toThrow(/its content is in (.*previous), and the next run will put it back/);
  jest.restoreAllMocks();
  const [work = ''] = fs.readdirSync(parent);
  fs.renameSync(join(parent, work), join(parent, work.replace(String(process.pid), String(DEAD))));

  expect(() => replace({ 'a/b': '', a: '' })).toThrow('it is as it was');
  expect(contentOf(parent)).toEqual({ 'dist/it': '1' });
});

describe('what dead runs have left', () => {
  test('is removed, even when nothing else is to do', () => {
    replace({ it: '1' });
    leftover(DEAD, 'next', 'half');
    leftover(DEAD, 'previous', 'older');
    expect(replace({ it: '1' })).toBe(false);
    expect(contentOf(parent)).toEqual({ 'dist/it': '1' });
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test('does not come back into a folder that is empty', () => {
    fs.mkdirSync(target);
    leftover(DEAD, 'previous', 'older');
    expect(replace({})).toBe(false);
    expect(fs.readdirSync(parent, { recursive: true })).toEqual(['dist']);
  });

  test.each([DEAD, process.pid])('may be gone, as another run removes it at the same time: of process %i', (pid) => {
    replace({ it: '1' });
    jest.spyOn(fs, 'readdirSync').mockReturnValueOnce([`.dist.${pid}-abcDEF`] as never);
    expect(replace({ it: '2' })).toBe(true);
    expect(contentOf(parent)).toEqual({ 'dist/it': '2' });
  });

  test('is put back when it is all there is', () => {
    leftover(DEAD, 'previous', 'older');
    expect(() => replace({ 'a/b': '', a: '' })).toThrow('it is as it was');
    expect(contentOf(parent)).toEqual({ 'dist/it': 'older' });
  });

  test('is kept when it is all there is and cannot be put back', () => {
    leftover(DEAD, 'previous', 'older');
    failRename(() => true);
    expect(() => replace({ it: '1' })).toThrow('rename failed');
    jest.restoreAllMocks();
    expect(Object.values(contentOf(parent))).toEqual(['older']);
  });

  test("is not what belongs to somebody else's process, which we may not even ask", () => {
    const work = leftover(DEAD, 'next', 'busy');
    jest.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
    });
    replace({ it: '1' });
    expect(fs.existsSync(work)).toBe(true);
  });

  test('is recognised under the process id of this run, as in containers', () => {
    const work = leftover(process.pid, 'next', 'half');
    fs.utimesSync(work, 0, 0);
    replace({ it: '1' });
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test.each([
    ['a live process', () => leftover(process.ppid, 'next', 'busy')],
    ['this process', () => leftover(process.pid, 'next', 'busy')],
    [
      'somebody else',
      () => {
        fs.mkdirSync(join(parent, '.dist.backup'));
      },
    ],
    ...[`.dist.old.${DEAD}-abcDEF`, `.test.${DEAD}-abcDEF`, `.dist.${DEAD}-abcDEFG`].map(
      (name): [string, () => void] => [
        `another folder, as ${name}`,
        () => {
          fs.mkdirSync(join(parent, name));
        },
      ],
    ),
  ])('is not what belongs to %s', (_, make) => {
    make();
    replace({ it: '1' });
    expect(fs.readdirSync(parent)).toHaveLength(2);
  });
});

test('a folder that another process puts in between our two renames is replaced too', () => {
  replace({ it: '1' });
  const { renameSync } = fs;
  let count = 0;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (++count === 2) {
      fs.mkdirSync(target);
      fs.writeFileSync(join(target, 'theirs'), '');
    }
    renameSync(from, to);
  });
  expect(replace({ it: '2' })).toBe(true);
  expect(contentOf(parent)).toEqual({ 'dist/it': '2' });
});

test('a folder that others put in between each time is left to them in the end', () => {
  replace({ it: '1' });
  const { renameSync } = fs;
  let attempts = 0;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (String(from).endsWith('next')) {
      attempts++;
      throw Object.assign(new Error('directory not empty'), { code: 'ENOTEMPTY' });
    }
    renameSync(from, to);
  });
  expect(() => replace({ it: '2' })).toThrow('(directory not empty); it is as it was');
  expect(attempts).toBe(100);
  expect(contentOf(parent)).toEqual({ 'dist/it': '1' });
});

test.each<['writeFileSync' | 'renameSync', string, boolean]>([
  ['writeFileSync', 'fails', false],
  ['renameSync', 'has worked', true],
])('a work folder may be gone after %s %s', (name, _, works) => {
  fs.mkdirSync(target);
  const call = fs[name] as (from: string, to: string) => void;
  jest.spyOn(fs, name).mockImplementation(((from: string, to: string) => {
    if (works) call(from, to);
    if (!/next(\/it)?$/.test(from)) return;
    fs.rmSync(join(parent, from.slice(parent.length + 1).split('/')[0] ?? ''), { recursive: true });
    if (!works) throw new Error('disk full');
  }) as never);
  if (works) expect(replace({ it: '1' })).toBe(true);
  else expect(() => replace({ it: '1' })).toThrow('(disk full); it is as it was');
  expect(fs.readdirSync(parent)).toEqual(['dist']);
});

test('processes at the same time do not leave a mixture', async () => {
  const script = `
    const { replaceFolder } = require(${JSON.stringify(require.resolve('../../lib/synth/write-folder'))});
    const [target, name] = process.argv.slice(1);
    const paths = Array.from({ length: 20 }, (_, index) => 'folder' + (index % 3) + '/' + index);
    for (let round = 0; round < 25; round++) {
      replaceFolder(target, new Map([...paths, name].map((path) => [path, name + round])));
    }`;
  const run = (name: string) =>
    promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '--eval', script, target, name], {
      timeout: 25_000, // before the test's: no run may outlive it and write into the folder that afterEach removes
      killSignal: 'SIGKILL',
    });
  const runs = await Promise.allSettled(['ann', 'bob', 'cem'].map(run));
  expect(runs.filter(({ status }) => status === 'rejected')).toEqual([]);

  const content = Object.values(contentOf(target));
  expect(content).toHaveLength(21);
  expect(new Set(content).size).toBe(1);
  expect(content[0]).toMatch(/^(ann|bob|cem)24$/);
  expect(fs.readdirSync(parent)).toEqual(['dist']);
}, 30_000);

function failRename(fails: (count: number) => boolean): void {
  const { renameSync } = fs;
  let count = 0;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    if (fails(++count)) throw new Error('rename failed');
    renameSync(from, to);
  });
}
