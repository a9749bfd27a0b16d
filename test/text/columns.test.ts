import { describe, expect, test } from '@jest/globals';
import { columnsOf, cutTo } from '../../lib/text/columns';

describe('how many columns a text takes', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['\u0301', 0],
    ['実験', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['한', 2],
    ['\u1112\u1161\u11ab', 2],
    ['🚀', 2],
    ['👩‍💻', 2],
    ['🇦🇹', 2],
    ['❤️', 2],
    ['❤', 1],
    ['½', 1],
  ])('%j: %d', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe('what is too wide is cut', () => {
  test.each([
    [3, 'abc', 'abc'],
    [3, 'abcd', 'ab…'],
    [4, '実験', '実験'],
    // Half a character is none.
    [4, '実験の', '実…'],
    [5, '実験の', '実験…'],
    [2, 'e\u0301e\u0301e\u0301', 'e\u0301…'],
    [1, 'ab', '…'],
  ])('to %d columns: %j', (columns, text, cut) => {
    expect(cutTo(columns, text)).toBe(cut);
    expect(columnsOf(cut)).toBeLessThanOrEqual(columns);
  });
});
