/** One expression in a Go template: as a value, an operand, a condition, and what it reads. */
import { describe, expect, test } from '@jest/globals';
import { Expr, MisuseError, type Node, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { operand, pipeline, Scope, TemplateFile } from '../../lib/expr/helm-expression';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import type { Shape } from '../../lib/expr/shape';
import {
  collection,
  each,
  eachEntry,
  extend,
  named,
  namedNumber,
  optionalField,
  text,
  unlessEmpty,
  when,
} from '../../lib/expr/vocabulary';
import { env, labels, off, on, STRING, value, word } from './some-values';

const words = value<readonly string[]>('words', { type: 'list', item: STRING });
const integer = (minimum?: number, maximum?: number): Expr<number> =>
  value('n', {
    type: 'integer',
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  });

function printed(tree: Tree): readonly string[] {
  return new TemplatePrinter('c').manifest(tree, { comment: '' }).trimEnd().split('\n').slice(1);
}

test.each<[string, Value<string | number | boolean>, string]>([
  ['and', f.and(on, off), 'and .Values.on .Values.off'],
  ['or, of what is no reference', f.or(on, f.not(off)), 'or .Values.on (not .Values.off)'],
  ['not', f.not(on), 'not .Values.on'],
  ['notEmpty', f.notEmpty(word), 'not (empty .Values.word)'],
  ['equal to a boolean', f.equal(on, true), 'eq .Values.on true'],
  ['equal to a number', f.equal(integer(), -5), 'eq (int64 .Values.n) -5'],
  ['a list of the values', f.has(words, 'x'), 'has "x" (default list .Values.words)'],
  ['a literal list', f.has(['a', 'b'], word), 'has .Values.word (list "a" "b")'],
  ['a literal map', f.toJson(f.merge({ a: 'x', 'b-c': 'y' }, labels)),
    'toJson (mergeOverwrite (dict) (dict "a" "x" "b-c" "y") (default dict .Values.labels)) | quote'],
  ['null, which Go calls nil', f.toJson(collection('m', { a: null, b: word })),
    'toJson (dict "a" nil "b" .Values.word) | quote'],
  ['the root of the values', f.toJson(new Expr({ op: 'values', path: [] }, { type: 'map' })), 'toJson .Values | quote'],
  ['truncate of any text', f.truncate(word, 3), 'regexFind (printf "^(?s:.{0,%d})" 3) .Values.word | quote'],
  ['a text with a boolean', text`${on}!`, 'printf "%t!" .Values.on | quote'],
  ['a text of a number', text`${integer()}`, 'printf "%d" (int64 .Values.n) | quote'],
  ['a number with a name', namedNumber('n', f.add(integer(0, 5), 1)),
    'atoi (regexFind "^[0-9]{1,15}$" (include "c.n" .))'],
  ['keys that are no identifiers', new Expr<string>({ op: 'values', path: ['a', 'b-c', 'd'] }, STRING),
    'index .Values "a" "b-c" "d" | quote'],
])('%s', (_name, expression, expected) => {
  expect(printed({ a: expression as Tree })).toEqual([`a: {{ ${expected} }}`]);
}); // prettier-ignore

/** From 1,000,000 on, Go prints a number of the values with an exponent. */
test.each<[string, Expr<number>, string]>([
  ['up to 999999', integer(0, 999_999), '.Values.n'],
  ['from -999999', integer(-999_999, 0), '.Values.n'],
  ['up to 1000000', integer(0, 1_000_000), 'int64 .Values.n'],
  ['from -1000000', integer(-1_000_000, 0), 'int64 .Values.n'],
  ['without a maximum', integer(0), 'int64 .Values.n'],
  ['without a minimum', integer(undefined, 0), 'int64 .Values.n'],
  ['without either', integer(), 'int64 .Values.n'],
])('a number %s', (_name, number, expected) => {
  expect(printed({ a: number })).toEqual([`a: {{ ${expected} }}`]);
});

describe('an item with a fallback', () => {
  const pods = value<readonly { n: Expr<string>; port: Expr<number>; on: Expr<boolean> }[]>('pods', {
    type: 'list',
    item: {
      type: 'record',
      fields: {
        n: { type: 'string', fallback: 'x' },
        port: { type: 'integer', fallback: 80 },
        on: { type: 'boolean', fallback: true },
      },
    },
  });
  test.each<[string, (item: { n: Expr<string>; port: Expr<number>; on: Expr<boolean> }) => Tree, readonly string[]]>([
    ['as a text', ({ n }) => text`${n}!`, ['- {{ printf "%s!" (default "x" $pod.n) | quote }}']],
    ['as a number', ({ port }) => port, ['- {{ int64 (default 80 $pod.port) }}']],
    ['as a boolean', ({ on }) => on, ['- {{ default true $pod.on }}']],
    ['as a condition', ({ on }) => ({ a: 1, b: when(on, 1) }),
      ['- a: 1', '  {{- if default true $pod.on }}', '  b: 1', '  {{- end }}']],
    ['asked whether it is empty', ({ n }) => ({ a: 1, b: unlessEmpty(n) }),
      ['- a: 1', '  {{- if default "x" $pod.n }}', '  b: {{ default "x" $pod.n | quote }}', '  {{- end }}']],
  ])('%s', (_name, body, expected) => {
    const lines = printed({ a: ['x', ...each(pods, body)] });
    expect(lines.slice(3, -1)).toEqual(expected.map((line) => `  ${line}`));
  }); // prettier-ignore
});

test.each<[string, Value<boolean>, string]>([
  ['or', f.or(on, off), 'or .Values.on .Values.off'],
  ['and', f.and(on, off), 'and .Values.on .Values.off'],
  ['what is asked twice is asked once', f.or(f.notEmpty(word), f.notEmpty(word)), '.Values.word'],
  ['and in another', f.and(f.or(f.not(on), f.not(on)), off), 'and (not .Values.on) .Values.off'],
  ['a list', f.notEmpty(words), '.Values.words'],
  ['what is computed', f.notEmpty(f.sha256(word)), 'sha256sum .Values.word'],
])('in a condition: %s', (_name, condition, expected) => {
  expect(printed({ a: when(condition, 1) })).toEqual([`{{- if ${expected} }}`, 'a: 1', '{{- end }}']);
});

const scope = (): Scope => Scope.ofFile(new TemplateFile('c', () => undefined));

test.each<[string, Node, string]>([
  ['a literal run', { op: 'constant', value: {} }, 'a literal run is not printed as a template'],
  ...(
    [
      { op: 'when', condition: on, then: 1, otherwise: 2 },
      { op: 'each', loop: { name: 'one', list: words }, body: 1 },
      { op: 'extend', fields: {}, rest: labels },
      { op: 'shared', name: 's', items: [] },
    ] as const
  ).map((node): [string, Node, string] => [
    `${node.op}()`,
    node,
    `${node.op}() stands where a single value is needed: use choose() or collection()`,
  ]),
])('%s is no single value', (_name, node, message) => {
  expect(() => pipeline(new Expr(node, { type: 'map' }), scope())).toThrow(new MisuseError(message));
});

test('a conditional list inside a collection is one of its own', () => {
  const message = 'a conditional list or map inside an expression needs collection()';
  expect(() => operand([when(on, 'x')], scope())).toThrow(new MisuseError(message));
  expect(() => printed({ a: f.toJson(collection('m', { b: { c: when(on, 'x') } })) })).toThrow(message);
});

test('what an item reads', () => {
  const shape: Shape = { type: 'list', item: { type: 'record', fields: { of: { type: 'any' }, names: words.shape } } };
  const groups = value<readonly { of: never; names: readonly Value<string>[] }[]>('groups', shape);
  expect(printed({ a: ['x', ...each(groups, (group) => optionalField(group.of, ['name'], 'none'))] }).at(-2)).toBe(
    '  - {{ default "none" $group.of.name | quote }}',
  );
  expect(
    printed({ a: ['x', ...each(groups, ({ names }) => ({ b: ['x', ...each(names, (name) => text`${name}!`)] }))] }),
  ).toContain('      {{- range $name := $group.names }}');
  const made = collection('c', [when(on, 'a'), word]);
  expect(printed({ a: ['x', ...each(made, (one) => ({ b: one }))] })).toContain('  {{- range $item := $c }}');
});

test('eachEntry() and extend() of the values', () => {
  expect(printed({ a: [...eachEntry(labels, (key) => key)] })).toEqual([
    '{{- if .Values.labels }}',
    'a:',
    '  {{- range $labelKey, $label := .Values.labels }}',
    '  - {{ $labelKey | quote }}',
    '  {{- end }}',
    '{{- end }}',
  ]);
  expect(extend({ app: 'web' }, { app: 'mine', team: 'a' })).toEqual({ team: 'a', app: 'web' });
  expect(named('n', 'x')).toBe('x');
  expect(namedNumber('n', 20)).toBe(20);
  expect(printed({ a: each(env, (one) => optionalField(one, ['a'], 'x')) })).toContain(
    '  - {{ default "x" $envItem.a | quote }}',
  );
});
