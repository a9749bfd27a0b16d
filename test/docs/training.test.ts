/** What docs/training-workflow.md shows of Jobs, and of a Deployment, is what the validator would take of anybody. */
import { expect, test } from '@jest/globals';
import { validate } from '../../lib/validate/validate';
import { filesIn } from './shown';

const OBJECTS = ['train-job.yaml', 'score-job.yaml', 'serve.yaml'] as const;

test.each(OBJECTS)('the validator has nothing to warn about in %s', (name) => {
  const text = filesIn('docs/training-workflow.md').get(name) ?? '';
  const { findings, counts } = validate([{ name, text: () => text }]);
  expect(counts.documents).toBe(name === 'serve.yaml' ? 2 : 1);
  expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
});
