/** What a chart may take, with all that is packaged in it. */
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadChart } from '../../../lib/validate/chart/load';
import { ChartLoadError } from '../../../lib/validate/chart/load-error';
import { CHART_YAML, withFolder } from '../../support/chart-folder';
import { tgz, type TgzEntry } from '../../support/tgz';

const mebibyte = 1024 * 1024;

/** A packaged chart. */
function chart(...entries: readonly TgzEntry[]): Uint8Array {
  return tgz([{ path: 'web/Chart.yaml', content: CHART_YAML }, ...entries]);
}

/** A chart in a chart in a chart…, each packaged. */
function nested(depth: number): Uint8Array {
  return depth === 1 ? chart() : chart({ path: 'web/charts/a.tgz', content: nested(depth - 1) });
}

const zeros = chart({ path: 'web/zeros', content: new Uint8Array(40 * mebibyte) });
const many = chart(...Array.from({ length: 4000 }, (_, index) => ({ path: `web/${index}` })));
const three = (content: Uint8Array) => chart(...['a', 'b', 'c'].map((n) => ({ path: `web/charts/${n}.tgz`, content })));

test.each<[name: string, content: Uint8Array, file: string, reason: string]>([
  ['bytes of several', three(zeros), '/charts/c.tgz', 'more than 104857600 bytes when unpacked'],
  ['entries of several', three(many), '/charts/c.tgz', 'more than 10000 entries'],
  [
    'what is in each of several',
    three(chart({ path: 'web/charts/x.tgz', content: zeros })),
    '/charts/c.tgz/charts/x.tgz',
    'more than 104857600 bytes when unpacked',
  ],
  ['depth', nested(9), '/charts/a.tgz'.repeat(8), 'more than 8 archives inside of each other'],
  [
    'a branch at each level',
    three(three(three(zeros))),
    '/charts/a.tgz/charts/a.tgz/charts/c.tgz',
    'more than 104857600 bytes when unpacked',
  ],
])('one budget for all archives: %s', async (_, content, file, reason) => {
  await withFolder({ 'chart.tgz': content }, (folder) => {
    const path = join(folder, 'chart.tgz');
    expect(() => loadChart(path)).toThrow(new ChartLoadError(`${path}${file}`, `not a chart archive: ${reason}`));
    return Promise.resolve();
  });
});

test('and with them the folder they lie in', async () => {
  const packaged = { 'Chart.yaml': CHART_YAML, 'charts/a.tgz': zeros, 'charts/b.tgz': zeros };
  await withFolder(packaged, (folder) => {
    expect(loadChart(folder).bytes.get('charts/b.tgz/zeros')).toHaveLength(40 * mebibyte);
    writeFileSync(join(folder, 'other'), new Uint8Array(30 * mebibyte));
    expect(() => loadChart(folder)).toThrow(/charts\/b\.tgz: not a chart archive: more than 104857600 bytes/);
    truncateSync(join(folder, 'other'), 101 * mebibyte);
    expect(() => loadChart(folder)).toThrow(new ChartLoadError(join(folder, 'other'), 'larger than 100 MB'));
    truncateSync(join(folder, 'other'), 99 * mebibyte);
    writeFileSync(join(folder, 'one-more'), new Uint8Array(2 * mebibyte));
    expect(() => loadChart(folder)).toThrow(
      new ChartLoadError(folder, 'a chart of more than 104857600 bytes when unpacked'),
    );
    return Promise.resolve();
  });
});

test('the files of a folder are entries as those of its archives are', async () => {
  const files = Object.fromEntries(Array.from({ length: 1996 }, (_, index) => [`files/${String(index)}`, '']));
  // Of 10,000: 4001 in each archive, Chart.yaml, and the archives themselves; and one more.
  const packaged = { 'Chart.yaml': CHART_YAML, 'charts/a.tgz': many, 'charts/b.tgz': many, ...files };
  await withFolder(packaged, (folder) => {
    expect(() => loadChart(folder)).toThrow(/charts\/b\.tgz: not a chart archive: more than 10000 entries/);
    rmSync(join(folder, 'files/0'));
    expect(loadChart(folder).bytes.size).toBe(1995 + 1 + 2 * 4001);
    return Promise.resolve();
  });
});

test('eight archives inside of each other are enough', async () => {
  await withFolder({ 'chart.tgz': nested(8) }, (folder) => {
    expect(loadChart(join(folder, 'chart.tgz')).bytes.size).toBe(8);
    return Promise.resolve();
  });
});

test('what is no archive is not read, and what is too large for one neither', async () => {
  await withFolder({ 'a.tgz': '', 'b.tgz': zeros.subarray(0, 100) }, (folder) => {
    // Larger than Node reads at all; there is nothing in it.
    for (const name of ['a.tgz', 'b.tgz']) truncateSync(join(folder, name), 5 * 1024 * mebibyte);
    expect(() => loadChart(join(folder, 'a.tgz'))).toThrow(/: not a chart archive: not a gzip-compressed archive$/);
    expect(() => loadChart(join(folder, 'b.tgz'))).toThrow(/b\.tgz: larger than 100 MB$/);
    return Promise.resolve();
  });
});
