import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { create } from 'tar';
import { fetchPackage } from '../../lib/import/npm-package';

// npm is a script here that hands out a tarball and counts its calls: no registry is asked.

let dir: string;
let cacheDir: string;
let integrity: string;
let npm: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'npm-package-'));
  cacheDir = join(dir, 'cache');
  mkdirSync(join(dir, 'package/lib'), { recursive: true });
  writeFileSync(join(dir, 'package/lib/file.txt'), 'content');
  const tarball = join(dir, 'it.tgz');
  create({ file: tarball, cwd: dir, gzip: true, sync: true }, ['package']);
  integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;

  npm = join(dir, 'npm');
  writeFileSync(npm, `#!/bin/sh\necho "$@" >> "${dir}/calls"\ncp "${tarball}" it-1.0.0.tgz\necho it-1.0.0.tgz\n`);
  chmodSync(npm, 0o755);
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const calls = () => readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n');

test('a package is unpacked once and then served from the cache', async () => {
  const pin = { name: '@scope/it', version: '1.0.0', integrity };
  const folder = await fetchPackage(pin, cacheDir, npm);
  expect(readFileSync(join(folder, 'lib/file.txt'), 'utf8')).toBe('content');
  expect(await fetchPackage(pin, cacheDir, npm)).toBe(folder);
  expect(calls()).toEqual(['pack --silent --ignore-scripts @scope/it@1.0.0']);
});

test('callers at the same time get the same complete folder, and leave nothing else behind', async () => {
  const pin = { name: 'it', version: '1.0.0', integrity };
  const folders = await Promise.all([1, 2, 3].map(() => fetchPackage(pin, cacheDir, npm)));
  expect(new Set(folders).size).toBe(1);
  expect(readdirSync(cacheDir)).toHaveLength(1);
});

test('a tarball that is not the pinned one is refused and not kept', async () => {
  const pin = { name: 'it', version: '1.0.0', integrity: 'sha512-else' };
  await expect(fetchPackage(pin, cacheDir, npm)).rejects.toThrow(
    'it@1.0.0 is not what was pinned: expected sha512-else',
  );
  expect(readdirSync(cacheDir)).toEqual([]);
});
