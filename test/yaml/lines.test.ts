/** Line breaks are LF, CRLF and CR; lines and columns count from 1. */
import { describe, expect, test } from '@jest/globals';
import { LineCounter, LineIndex, positionAt, positionOfEnd } from '../../lib/yaml/lines';

/** The line and column of each character, and of the end. */
const texts: readonly (readonly [string, readonly string[]])[] = [
  ['', ['1:1']],
  ['ab', ['1:1', '1:2', '1:3']],
  ['\na', ['1:1', '2:1', '2:2']],
  ['\n\r\n\r\ra\n', ['1:1', '2:1', '2:2', '3:1', '4:1', '5:1', '5:2', '6:1']],
  ['a\r\nb\r', ['1:1', '1:2', '1:3', '2:1', '2:2', '3:1']],
];

describe.each(texts)('%j', (text, expected) => {
  const offsets = expected.map((_, offset) => offset);

  test('positions', () => {
    const index = new LineIndex(text);
    const shown = (offset: number, { line, column } = index.positionAt(offset)) => `${line}:${column}`;
    expect(offsets.map((offset) => shown(offset))).toEqual(expected);
    expect(offsets.map((offset) => shown(offset, positionAt(text, offset)))).toEqual(expected);
    expect(shown(text.length, positionOfEnd(text))).toBe(expected.at(-1));
    expect(offsets.map((offset) => index.offsetAt(index.positionAt(offset)))).toEqual(offsets);
  });

  test('lines, one after the other and back', () => {
    const counter = new LineCounter(text);
    const lines = expected.map((position) => Number(position.split(':')[0]));
    expect(offsets.map((offset) => new LineCounter(text).lineAt(offset))).toEqual(lines);
    expect(offsets.map((offset) => counter.lineAt(offset))).toEqual(lines);
    expect(offsets.reverse().map((offset) => counter.lineAt(offset))).toEqual([...lines].reverse());
  });
});

test('behind the last line', () => {
  expect(new LineIndex('a\nbc').offsetAt({ line: 9, column: 2 })).toBe(3);
});
