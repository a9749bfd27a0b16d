/** Every check's own examples: what passes has no finding of it, what fails has one, where it says. */
import { describe, expect, test } from '@jest/globals';
import type { Example, ManifestCheck } from '../../lib/validate/check';
import { checks } from '../../lib/validate/checks';
import { validate } from '../../lib/validate/validate';

const manifestChecks = checks.filter((check): check is ManifestCheck => check.scope !== 'chart');

function findingsOf(check: ManifestCheck, example: string | Example) {
  const { yaml, context }: Example = typeof example === 'string' ? { yaml: example } : example;
  const settings = check.optional === true || check.pack !== undefined ? { [check.id]: check.severity } : {};
  const result = validate([{ name: 'example.yaml', text: () => yaml }], { settings, ...context });
  expect(result.unreadable).toEqual([]);
  return result.findings.filter(({ rule }) => rule === check.id);
}

describe.each(manifestChecks.map((check) => [check.id, check] as const))('%s', (_, check) => {
  test('has examples of both', () => {
    expect(check.examples.passes).not.toHaveLength(0);
    expect(check.examples.fails).not.toHaveLength(0);
  });

  test.each(check.examples.passes.map((example) => [example]))('passes', (example) => {
    expect(findingsOf(check, example)).toEqual([]);
  });

  test.each(check.examples.fails.map((example) => [example]))('fails', (example) => {
    const found = findingsOf(check, example);
    expect(found).not.toHaveLength(0);
    if (typeof example !== 'string' && example.at !== undefined) {
      expect(found.map(({ path }) => path)).toContain(example.at);
    }
  });
});
