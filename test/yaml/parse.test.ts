/** Lines inside brackets and quotes that are not indented: repaired, and what is told of them is where it was written. */
import { expect, test } from '@jest/globals';
import { parse, Repairs } from '../../lib/yaml/parse';
import { readDocuments } from '../../lib/yaml/read';

// Without spaces of their own: all of them are padding.
test.each(['-\t[\nb,\nc\n]\n', '-\t{\n"b":1,\n"c":"d\ne\nf"}\n-\t2', '[a]', '{\n\n\na:1}'])('%j', (text) => {
  const { source, originalOffset } = parse(text, 'f');
  const offsets = Array.from(source, (_, offset) => offset);
  expect(offsets.filter((offset) => source[offset] !== ' ').map(originalOffset)).toEqual(
    Array.from(text, (_, at) => at),
  );
  const padded = offsets.filter((offset) => source[offset] === ' ');
  expect(padded.map((offset) => text[originalOffset(offset)])).toEqual(
    padded.map((offset) => source.slice(offset).trimStart()[0]),
  );
  expect(originalOffset(source.length)).toBe(text.length);
});

test.each([['a: [\nb\n}', '3:1: missed comma between flow collection entries']])(
  '%j is refused: %s',
  (text, message) => {
    expect(() => readDocuments(text, 'f')).toThrow(new RegExp(`^f:${message}$`));
  },
);

test('repairs have an end', () => {
  const repairs = new Repairs('ab');
  expect([40_000_000, 40, 0, 1, 0].map((length) => repairs.allow({ length } as string))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a syntax error costs no stack, and others keep theirs', () => {
  const { stackTraceLimit } = Error;
  expect(() => parse('{', 'f')).toThrow();
  expect(Error.stackTraceLimit).toBe(stackTraceLimit);
});
