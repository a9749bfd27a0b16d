/** Patterns of a configuration file, in a folder with a/x.yaml, b/y.yaml, .h/z.yaml and c.yaml. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expandPath } from '../../lib/cli/expand-paths';

const home = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'expand-'));
  process.chdir(folder);
  for (const file of ['a/x.yaml', 'b/y.yaml', '.h/z.yaml', 'c.yaml']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test.each<[pattern: string, paths: readonly string[]]>([
  ['gone.yaml', ['gone.yaml']],
  ['*', ['a', 'b', 'c.yaml']],
  ['.*', ['.h']],
  ['*/*.yaml', ['a/x.yaml', 'b/y.yaml']],
  ['*/x.yaml', ['a/x.yaml']],
  ['./b//*', ['b/y.yaml']],
  ['c.yaml/*', []],
  ['gone/*', []],
  // Each once, however many ways lead there.
  ['*/../*.yaml', ['c.yaml']],
  [`${'*/../'.repeat(8)}*.yaml`, ['c.yaml']],
])('%s', (pattern, paths) => {
  expect(expandPath(pattern, () => undefined)).toEqual(paths);
});

test('from the root', () => {
  expect(expandPath(`${folder}/*.yaml`, () => undefined)).toEqual([join(folder, 'c.yaml')]);
});
