/** Lines inside brackets and quotes that are not indented: repaired, and what is told of them is where it was written. */
import { expect, test } from '@jest/globals';
import { YamlError } from '../../lib/yaml/error';
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

test.each([
  ['a: [\nb\n}', '3:1: missed comma between flow collection entries'],
  ['a: [\nb, }', '2:4: missed comma between flow collection entries'],
  ['a: [\nb]\nc: d: e', '3:5: bad indentation of a mapping entry'],
])('%j is refused: %s', (text, message) => {
  expect(() => readDocuments(text, 'f')).toThrow(new RegExp(`^f:${message}$`));
});

test('a document for which nothing is left is refused', () => {
  const repairs = new Repairs('');
  repairs.allow({ length: 40_000_000 } as string);
  expect(() => parse('a: [\n b,\nc]', 'f', repairs)).toThrow(
    'f:3:1: too many lines inside brackets or quotes that are not indented: indent them',
  );
});

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

test('who meets a syntax error finds the length of stacks as it was', () => {
  const { stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 7;
    expect(() => parse('{', 'f')).toThrow(YamlError);
    expect(Error.stackTraceLimit).toBe(7);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
});

test('an error has its place, and no stack: it is no bug', () => {
  const { name, message, stack, file, line, column, reason } = new YamlError('f', { line: 1, column: 2 }, 'no');
  expect({ name, message, stack, file, line, column, reason }).toEqual({
    name: 'YamlError',
    message: 'f:1:2: no',
    stack: 'YamlError: f:1:2: no',
    file: 'f',
    line: 1,
    column: 2,
    reason: 'no',
  });
});
