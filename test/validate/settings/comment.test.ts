/** Which lines a comment covers. */
import { describe, expect, test } from '@jest/globals';
import { commentSuppressions } from '../../../lib/validate/settings/comment';

function covered(text: string): readonly number[] {
  const [entry] = commentSuppressions('a.yaml', text);
  const finding = { rule: 'x', severity: 'error', message: '', path: '', related: [], triggers: [] } as const;
  const lines = text.split('\n').map((_, index) => index + 1);
  return lines.filter((line) => entry?.covers({ ...finding, location: { file: 'a.yaml', line, column: 1 } }) === true);
}

const mark = '# validate-ignore x: y';

describe.each([
  ['at the end of a line: the line', `a: 1\nb: 2 ${mark}\nc: 3`, [2]],
  ['at the end of a line: its block', `a: ${mark}\n  b: 1\n  c: 2\nd: 3`, [1, 2, 3]],
  ['above: the next line', `${mark}\na: 1\nb: 2`, [2]],
  ['above: the block that begins there', `${mark}\na:\n  b:\n    c: 1\nd: 2`, [2, 3, 4]],
  ['above an item: the item', `l:\n  ${mark}\n  - a: 1\n    b: 2\n  - c: 3`, [3, 4]],
  ['a list as far left as its key', `${mark}\nl:\n- a\n- b\nm: 1`, [2, 3, 4]],
  ['blank lines and comments in between', `${mark}\n\n# other\na:\n\n  # more\n  b: 1\nc: 2`, [2, 3, 4, 5, 6, 7]],
  ['above a document', `${mark}\n---\na: 1\nb: 2`, [2, 3]],
  ['never beyond a document', `${mark}\na:\n  b: 1\n---\n  c: 1`, [2, 3]],
  ['a template: its comment', `a: 1\n{{- /* validate-ignore x: y */ -}}\nb: 2\nc: 3`, [3]],
  ['a template: an action is a line', `${mark}\n{{- toYaml .Values.b | nindent 2 }}\nc: 3`, [2]],
  [
    'a template: conditions are looked through',
    `${mark}\n{{- if .Values.a }}\na:\n  b: 1\n{{- end }}\nc: 1`,
    [2, 3, 4],
  ],
  [
    'a template: actions inside of a block',
    `${mark}\na:\n  {{- if .b }}\n  b: 1\n  {{- end }}\n  c: 1\nd: 1`,
    [2, 3, 4, 5, 6],
  ],
  ['nothing below it', `a: 1\n${mark}`, []],
])('%s', (_, text, lines) => {
  test('covers', () => {
    expect(covered(text)).toEqual(lines);
    expect(covered(text.replaceAll('\n', '\r\n'))).toEqual(lines);
  });
});

describe('what it says', () => {
  const said = (text: string) => commentSuppressions('a.yaml', text).map(({ rule, reason }) => [rule, reason]);

  test.each([
    ['# validate-ignore a-rule: why', [['a-rule', 'why']]],
    ['#validate-ignore a-rule :  why: because ', [['a-rule', 'why: because']]],
    [
      '# validate-ignore one, two: why',
      [
        ['one', 'why'],
        ['two', 'why'],
      ],
    ],
    ['{{/* validate-ignore a-rule: why */}}', [['a-rule', 'why']]],
    ['# validate-ignore a-rule', [['a-rule', '']]],
    ['# validate-ignore', [['', '']]],
    ['# see validate-ignore a-rule: why', []],
    ['a: "x#validate-ignore a-rule: why"', []],
    ['# validate-ignored', []],
  ])('%s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  test('its place is that of the comment', () => {
    const [entry] = commentSuppressions('a.yaml', 'a: 1\nbc: 2  # validate-ignore x: y\n');
    expect(entry?.location()).toEqual({ file: 'a.yaml', line: 2, column: 8 });
  });
});

test.each([
  ['the sign of a comment', '# validate-ignore '.repeat(20_000) + '\u2028x'],
  ['the start of a comment in a template', '{{/* validate-ignore  '.repeat(20_000)],
])('a line full of %s is read once', (_, line) => {
  expect(commentSuppressions('a.yaml', line).length).toBeLessThan(2);
});

test('a line is looked at once, however many comments are about it', () => {
  const comments = Array.from({ length: 20_000 }, () => mark).join('\n');
  const entries = commentSuppressions('a.yaml', `${comments}\na:\n${'  b: 1\n'.repeat(20_000)}`);
  expect(entries).toHaveLength(20_000);
});
