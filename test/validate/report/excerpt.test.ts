import { expect, test } from '@jest/globals';
import { excerptOf, lineReader } from '../../../lib/validate/report/excerpt';

const shown = (line: string, column: number, width = 60) => {
  const { line: cut, marks } = excerptOf(line, column, width) ?? { line: '', marks: '' };
  return cut.slice(marks.indexOf('^'), marks.length);
};

test.each([
  ['  image: nginx', 3, 'image'],
  ['  - name: app', 5, 'name'],
  ['  "a key": x', 3, '"a key"'],
  ["  'it''s': x", 3, "'it''s'"],
  ['  - nginx:1.2@sha256:ab # comment', 5, 'nginx:1.2@sha256:ab'],
  ['  labels: {app: web}', 12, 'app'],
  ['  {{- toYaml .Values.resources | nindent 2 }}', 3, '{{- toYaml .Values.resources | nindent 2 }}'],
  ['  - {a: 1}', 5, '{'],
])('%j at column %d means %j', (line, column, expected) => {
  expect(shown(line, column)).toBe(expected);
});

test('a long line is cut around what is meant', () => {
  const line = `${'x '.repeat(100)}here: y ${'z '.repeat(100)}`;
  const excerpt = excerptOf(line, line.indexOf('here') + 1, 40);
  expect(excerpt?.line).toHaveLength(40);
  expect(shown(line, line.indexOf('here') + 1, 40)).toBe('here');
});

test('there is none of an empty line, or beyond the end', () => {
  expect(excerptOf('', 1, 80)).toBeUndefined();
  expect(excerptOf('a', 9, 80)).toBeUndefined();
});

test('a file is read once as long as its findings follow each other', () => {
  const read: string[] = [];
  const lineOf = lineReader((file) => {
    read.push(file);
    return 'one\r\ntwo';
  });
  expect([lineOf('a', 1), lineOf('a', 2), lineOf('a', 3), lineOf('b', 1)]).toEqual(['one', 'two', undefined, 'one']);
  expect(read).toEqual(['a', 'b']);
});
