/** Text as Go writes it. */
import { expect, test } from '@jest/globals';
import { sortedEntries, goJson, goLiteral } from '../../lib/expr/go-text';

test.each<[string | number | boolean, string]>([
  ['a "b" \\ c', String.raw`"a \"b\" \\ c"`],
  ['a\nb\tc', String.raw`"a\nb\tc"`],
  ['ñ 😀', '"ñ 😀"'],
  [-1.5, '-1.5'],
  [true, 'true'],
  // Invisible: a template is to show all that it says.
  ['a\u00a0b\u200bc', String.raw`"a\u00a0b\u200bc"`],
  ['\u0085', String.raw`"\u0085"`],
  ['\u{e0001}\u{100000}', String.raw`"\U000e0001\U00100000"`],
])('goLiteral(%j)', (text, expected) => {
  expect(goLiteral(text)).toBe(expected);
});

test.each<[unknown, string]>([
  [undefined, 'null'],
  [null, 'null'],
  [true, 'true'],
  [-0, '-0'],
  [0, '0'],
  [-1.5, '-1.5'],
  ['<a> & <b>\u2028\u2029', String.raw`"\u003ca\u003e \u0026 \u003cb\u003e\u2028\u2029"`],
  [[], '[]'],
  [[1, 'a', null, [2]], '[1,"a",null,[2]]'],
  [{}, '{}'],
  [{ b: 1, '<': 2, a: { c: [] } }, String.raw`{"\u003c":2,"a":{"c":[]},"b":1}`],
  [{ '\uffff': 1, '\u{1f600}': 2 }, '{"\uffff":1,"\u{1f600}":2}'],
])('goJson(%j)', (value, expected) => {
  expect(goJson(value)).toBe(expected);
});

test('entries stand in the order of the code points of their keys', () => {
  // The units beside the first and the last surrogate, and these.
  const shuffled = ['\udfff', '\ue000', '\ud800', '\ud7ff'];
  expect(sortedEntries(Object.fromEntries(shuffled.map((key) => [key, 1]))).map(([key]) => key)).toEqual([
    ...['\ud7ff', '\ue000'],
    ...['\ud800', '\udfff'],
  ]);
  const keys = ['\u{1f600}', 'b', '\uffff', 'a', '', 'ab', 'aba', 'abb', 'aab'];
  const entries = sortedEntries(Object.fromEntries(keys.map((key) => [key, 1])));
  expect(entries.map(([key]) => key)).toEqual(['', 'a', 'aab', 'ab', 'aba', 'abb', 'b', '\uffff', '\u{1f600}']);
});
