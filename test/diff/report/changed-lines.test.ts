/** Which lines of a text are shown. */
import { expect, test } from '@jest/globals';
import { changedLines } from '../../../lib/diff/report/changed-lines';

const text = (letter: string, length: number) =>
  Array.from({ length }, (_, index) => `${letter}${String(index)}\n`).join('');

test.each([
  ['with one around them', 'a\nb\nc\nd\ne\n', 'a\nb\nX\nd\ne\n', ['@@ line 2 @@', ' b', '-c', '+X', ' d']],
  [
    'in two places',
    'a\nb\nc\nd\ne\nf\n',
    'A\nb\nc\nd\ne\nF\n',
    ['@@ line 1 @@', '-a', '+A', ' b', '@@ line 5 @@', ' e', '-f', '+F'],
  ],
  ['a last line without an end', 'a\nb', 'a\nb\n', ['@@ line 1 @@', ' a', '-b', '\\ No newline at end of file', '+b']],
  ['what would move the cursor is visible', 'a\nb\n', 'a\n\u001b[2Jb\n', ['@@ line 1 @@', ' a', '-b', '+\\u001B[2Jb']],
  ['one line that became two', 'a\n', 'a\nb\n', ['@@ line 1 @@', ' a', '+b']],
])('%s', (_, before, after, expected) => {
  expect(changedLines({ before, after })).toEqual(expected);
});

test.each([
  ['one line each', 'a', 'b'],
  ['one line each, with its end', 'a\n', 'b\n'],
  ['no text', 'a\nb', 3],
  ['nothing before', undefined, 'a\nb'],
  ['little that is the same', text('a', 3000), text('b', 3000)],
])('none of %s', (_, before, after) => {
  expect(changedLines({ before, after })).toBeUndefined();
});
