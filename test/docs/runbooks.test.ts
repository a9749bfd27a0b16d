/** docs/runbooks.md is what the declarations say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runbooksPage } from '../../docs/runbooks-page';
import { root } from '../support/root';

/** However wide its tables are. */
const words = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();

test('`npm run runbooks` has been run', () => {
  expect(words(readFileSync(join(root, 'docs/runbooks.md'), 'utf8'))).toBe(words(runbooksPage()));
});
