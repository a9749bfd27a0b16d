import { expect, test } from '@jest/globals';
import { globs } from '../../lib/text/glob';
import { resultsOf } from '../support/linear';

test.each<[glob: string, matching: readonly string[], others: readonly string[]]>([
  ['a.yaml', ['a.yaml'], ['b/a.yaml', 'ayaml']],
  ['./a.yaml', ['a.yaml'], []],
  ['*.yaml', ['a.yaml', '.yaml'], ['a/b.yaml', 'a.yml']],
  ['a*b*c', ['abc', 'axbbxc', 'abcbc'], ['ab', 'acb']],
  ['?.yaml', ['a.yaml', '🙂.yaml'], ['ab.yaml', '.yaml']],
  ['[a-c0]x', ['bx', '0x'], ['dx', 'x']],
  ['[!a]x', ['bx'], ['ax', 'x']],
  ['[a', ['[a'], ['a']],
  ['**/a', ['a', 'x/a', 'x/y/a', '/x/a'], ['xa', 'a/x']],
  ['a/**', ['a', 'a/x', 'a/x/y', 'a/.x'], ['ab', 'b/a']],
  ['a/**/b', ['a/b', 'a/x/y/b'], ['ab', 'a/xb']],
  ['**/testdata/**', ['testdata/a', 'x/testdata/y/z'], ['x/testdatas/a']],
  ['**/*.{yaml,yml}', ['a.yaml', 'x/b.yml'], ['a.json', 'a.{yaml,yml}']],
  ['{a,b{c,d}}', ['a', 'bc', 'bd'], ['b', 'c']],
  ['{a}', ['{a}'], ['a']],
])('%s', (glob, matching, others) => {
  const matches = globs([glob]);
  expect(matching.filter((path) => !matches(path))).toEqual([]);
  expect(others.filter(matches)).toEqual([]);
});

test('one of several is enough, and none matches nothing', () => {
  expect([globs(['a', 'b'])('b'), globs([])('')]).toEqual([true, false]);
});

test.each([
  ['!a', 'a glob that begins with ! is not known here: name what is meant'],
  ['+(a|aa)', '@(…), !(…) and the like are not known here: use {a,b}'],
  ['{a,b}'.repeat(9), 'expected braces for at most 256 texts'],
  ['{a,b}'.repeat(1000), 'expected at most 4096 characters, got 5000'],
])('%s is refused', (glob, message) => {
  expect(() => globs([glob])).toThrow(message);
});

test('what a regular expression would not finish', () => {
  const cases = [
    // Many gaps in a name, many gaps between names, and both.
    [`${'*a'.repeat(100)}*b`, 'a'.repeat(250)],
    [`${'**/a/'.repeat(500)}b`, 'a/'.repeat(2000)],
    [`${'**/*a*a/'.repeat(300)}b`, 'aaa/'.repeat(1000)],
  ];
  const isMatch = resultsOf('./lib/text/glob', '(glob, path) => it.globs([glob])(path)', cases);
  expect(isMatch).toEqual([false, false, false]);
});
