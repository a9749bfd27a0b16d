/** What docs/scaling.md shows of a Collector is what the validator would take of anybody. */
import { expect, test } from '@jest/globals';
import { validate } from '../../lib/validate/validate';
import { filesIn } from './shown';

const FILE = 'collector-queue.yaml';

test('the validator has nothing to warn about in it', () => {
  const text = filesIn('docs/scaling.md').get(FILE) ?? '';
  const { findings, counts } = validate([{ name: FILE, text: () => text }]);
  expect(counts.documents).toBe(3);
  expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
});
