import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checks } from '../../lib/validate/checks';
import { execute } from '../support/execute';
import { root } from '../support/root';

test('the list of checks and what is made of it are up to date', async () => {
  // A process of its own: Prettier cannot be loaded under Jest.
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  const { code, stderr } = await execute(process.execPath, [tsx, 'lib/cli/checks.ts', '--check'], { cwd: root });
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

test('docs/checks.md has a section for every check', () => {
  const page = readFileSync(join(root, 'docs/checks.md'), 'utf8');
  for (const { id } of checks) expect(page).toContain(`\n### ${id}\n`);
});
