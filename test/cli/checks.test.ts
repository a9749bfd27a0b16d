import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { checks } from '../../lib/validate/checks';
import { root } from '../support/root';

test('docs/checks.md has a section for every check', () => {
  const page = readFileSync(join(root, 'docs/checks.md'), 'utf8');
  for (const { id } of checks) expect(page).toContain(`\n### ${id}\n`);
});
