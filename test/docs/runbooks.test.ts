/** docs/runbooks.md, docs/troubleshooting.md and docs/dashboard.json are what the declarations say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { dashboardText } from '../../charts/monitoring/dashboard';
import { runbooksPage } from '../../docs/runbooks-page';
import { CAUSED } from '../../docs/caused-findings';
import { troubleshootingPage } from '../../docs/troubleshooting-page';
import { CASES } from '../cluster/platform/doctor-cases';
import { root } from '../support/root';

/** However wide its tables are. */
const words = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').trim();

test.each([
  ['docs/runbooks.md', runbooksPage],
  ['docs/troubleshooting.md', troubleshootingPage],
])('`npm run runbooks` has been run: %s', (file, page) => {
  expect(words(readFileSync(join(root, file), 'utf8'))).toBe(words(page()));
});

test('what docs/troubleshooting.md says was caused is what the suite causes', () => {
  expect(CAUSED).toEqual(CASES.map(({ title, id }) => [title, id]));
});

test('the dashboard to import is the chart’s', () => {
  expect(readFileSync(join(root, 'docs/dashboard.json'), 'utf8')).toBe(dashboardText());
});
