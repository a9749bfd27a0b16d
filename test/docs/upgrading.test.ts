/** docs/upgrading.md says of preflight, of schemas and of paths what the programs do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findingsTable, sharedSchemas } from '../../docs/preflight-table';
import { TRACKING } from '../../operations/preflight/migrations';
import { TRIED } from '../../operations/preflight/tried';
import { root } from '../support/root';

const text = readFileSync(join(root, 'docs/upgrading.md'), 'utf8');

/** Without what prettier lines up. */
const plain = (table: string) => table.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trimEnd();

test('all that it can find, in the words of the checks', () => {
  expect(plain(text)).toContain(plain(findingsTable()));
});

test('versions with one schema', () => {
  expect(text).toContain(`Minor versions with one schema are ${sharedSchemas().join(', ')};`);
});

test('each migration that takes time, and none beside', () => {
  const long = TRACKING.filter(({ work = [] }) => work.some(({ how }) => how !== 'check')).map(
    ({ revision }) => revision,
  );
  const shown = [...text.matchAll(/^\| ([0-9a-f]{12}) +\|/gm)].map(([, revision]) => revision);
  expect(shown).toEqual(long);
});

test('each path that is tried', () => {
  const shown = [...text.matchAll(/^\| (\d+\.\d+\.\d+(?: → \d+\.\d+\.\d+)+) +\|/gm)].map(([, path]) => path);
  expect([...new Set(shown)]).toEqual(TRIED.map((way) => way.join(' → ')));
});
