/** What is published is dist/chart/mlflow, and nothing of an environment. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { packArchive } from '../../../lib/synth/archive';
import { chartPackage } from '../../../operations/publish/package';
import { root } from '../../support/root';

test('the archive has the files of dist/chart/mlflow, byte by byte', () => {
  const folder = join(root, 'dist/chart/mlflow');
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  const { name, bytes } = chartPackage();
  expect(Buffer.from(bytes).equals(packArchive(name, files))).toBe(true);
});

test('it is the same each time', () => {
  expect(chartPackage()).toEqual(chartPackage());
});
