/** docs/diff.md says of consequences what the rules are about, and what effects there are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { consequencesList } from '../../docs/consequences-list';
import { effects } from '../../lib/diff/consequence';
import { root } from '../support/root';

const text = readFileSync(join(root, 'docs/diff.md'), 'utf8');

test('all rules, in their own words', () => {
  expect(text).toContain(consequencesList());
});

test('each effect, and none beside', () => {
  const [, table = ''] = text.split('## What it says of consequences');
  expect([...table.matchAll(/^\| `([a-z]+)` /gm)].map(([, effect]) => effect)).toEqual([...effects]);
});
