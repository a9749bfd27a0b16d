import { expect, test } from '@jest/globals';
import { wildcard, withGaps } from '../../lib/text/wildcard';
import { resultsOf } from '../support/linear';

test.each<[pattern: string, text: string, isMatch: boolean]>([
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['a', 'a', true],
  ['a', 'ab', false],
  ['a*', 'a\nb', true],
  ['*b', 'ab', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*ab*ab*', 'abab', true],
  ['*ab*ab*', 'aba', false],
  ['*aab*', 'aaab', true],
  ['*abac*', 'ababac', true],
  ['*abcabd*d', 'abcabcabdd', true],
  ['spec.containers[0].*', 'spec.containers[0].image', true],
  ['(a|b)+?', '(a|b)+?', true],
  ['(a|b)+?', 'a', false],
])('%j and %j: %s', (pattern, text, isMatch) => {
  expect(wildcard(pattern)(text)).toBe(isMatch);
});

test('parts with anything between them; * is none', () => {
  expect([withGaps(['a*', 'b'])('a*xb'), withGaps(['a*', 'b'])('axb'), withGaps(['', ''])('x')]).toEqual([
    true,
    false,
    true,
  ]);
});

test('what a regular expression would not finish', () => {
  const cases = [
    // Many gaps.
    [`${'*a'.repeat(50)}*b`, 'a'.repeat(10_000)],
    // A long part that nearly is there, again and again: with a product of the two lengths, 250,000,000,000 comparisons.
    [`*${'a'.repeat(500_000)}b*`, 'a'.repeat(1_000_000)],
  ];
  const isMatch = resultsOf('./lib/text/wildcard', '(pattern, text) => it.wildcard(pattern)(text)', cases);
  expect(isMatch).toEqual([false, false]);
});
