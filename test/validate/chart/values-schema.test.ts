/** Schemas of strangers: whatever is in them, the check ends, and says what it did not look at. */
import { describe, expect, test } from '@jest/globals';
import { checkValues } from '../../../lib/validate/chart/values-schema';
import type { JsonObject } from '../../../lib/validate/object';

/** What the schema says of the values, or why it says nothing. */
function outcome(schema: JsonObject, values: JsonObject): string {
  const result = checkValues(schema, values);
  if (result.is !== 'checked') return `${result.is}: ${result.message}`;
  return result.problems.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('; ');
}

const pattern = (text: string): JsonObject => ({ properties: { a: { pattern: text } } });
const many = 'a'.repeat(200);

describe('patterns', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['one that fits', pattern('^[a-c]+$'), { a: 'abc' }, ''],
    ['one that does not', pattern('^[a-c]+$'), { a: 'abd' }, '/a must match pattern "^[a-c]+$"'],
    ['one that takes for ever', pattern('^(a+)+$b'), { a: many }, '/a must match pattern "^(a+)+$b"'],
    [
      'of keys, each its own',
      { patternProperties: { '^(a+)+b': { type: 'string' }, '^a': { type: 'number' }, '^c': { type: 'string' } } },
      { [many]: 'x', c: 'x' },
      `/${many} must be number`,
    ],
    [
      'one that Go does not read',
      pattern('^(?!kube-)'),
      { a: 'x' },
      'invalid: "^(?!kube-)" is no pattern that Go reads: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
    ],
    ['a large one', pattern('(a{1000}){1000}'), { a: 'x' }, 'unchecked: the pattern is larger than 10000 instructions'],
    [
      'a long text',
      pattern('(a|b){300}c'),
      { a: 'a'.repeat(100_000) },
      'unchecked: it takes more than 1,000,000 steps',
    ],
  ])('%s', (_, schema, values, expected) => {
    expect(outcome(schema, values)).toBe(expected);
  });
});

test('all patterns of a schema have one budget, each less than it', () => {
  const large = (index: number) => pattern(`(${'a'.repeat(40)}){100}${index}`);
  const all = (count: number) => ({ allOf: Array.from({ length: count }, (_, index) => large(index)) });
  expect(outcome(all(2), { a: 'b' })).toMatch(/^\/a must match pattern "\(a{40}\)\{100\}0"; .*"$/);
  expect(outcome(all(20), { a: 'b' })).toBe(
    'unchecked: the rules take more than 10,000,000 steps for this object; none after it was',
  );
});

test('rules that lead back to themselves', () => {
  expect(outcome({ allOf: [{ $ref: '#' }] }, {})).toBe('unchecked: its rules are nested too deeply');
});
