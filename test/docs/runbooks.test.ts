/** docs/runbooks.md and docs/dashboard.json are what the declarations say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { dashboardText } from '../../charts/monitoring/dashboard';
import { runbooksPage } from '../../docs/runbooks-page';
import { root } from '../support/root';

/** However wide its tables are. */
const words = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();

test('`npm run runbooks` has been run', () => {
  expect(words(readFileSync(join(root, 'docs/runbooks.md'), 'utf8'))).toBe(words(runbooksPage()));
});

test('the dashboard to import is the chart’s', () => {
  expect(readFileSync(join(root, 'docs/dashboard.json'), 'utf8')).toBe(dashboardText());
});
