/** What a template asks, what it calls its variables, where it makes them, and what is the root inside a loop. */
import { expect, test } from '@jest/globals';
import { Expr, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import type { Shape } from '../../lib/expr/shape';
import { collection, each, eachEntry, named, text, when } from '../../lib/expr/vocabulary';

function value<T>(path: readonly string[], shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path }, shape);
}
const string: Shape = { type: 'string' };
const tag = value<string>(['tag'], string);
const dashed = value<string>(['my-image', 'tag'], string);
const on = value<boolean>(['on'], { type: 'boolean' });
const hosts = value<readonly Value<string>[]>(['hosts'], { type: 'list', item: string });
const keys = value<readonly Value<string>[]>(['hostKeys'], { type: 'list', item: string });
const many = value<readonly Value<string>[]>(['more-hosts'], { type: 'list', item: string });
const labels = value<Readonly<Record<string, string>>>(['labels'], { type: 'map', value: string });
const release = new Expr<string>({ op: 'release', field: 'Name' }, string);
const chart = new Expr<string>({ op: 'chart', own: 'c' }, string);

const optional = (name: string, ...items: Value<string>[]) => f.join(collection(name, [when(on, 'x'), ...items]), ',');

function printed(tree: Tree): readonly string[] {
  return new TemplatePrinter('c').manifest(tree, { comment: '' }).trimEnd().split('\n').slice(1);
}

const table: readonly (readonly [string, Tree])[] = [
  [
    'a collection with no item of the loop in it is made before the loop',
    [...each(hosts, (h) => text`${h}${optional('c', tag)}`)],
  ],
  ['one with the item in it is made in the loop', [...each(hosts, (h) => optional('c', h))]],
  [
    'one with the outer item in it is made in the outer loop',
    [...each(hosts, (h) => ({ h, in: [...each(keys, (k) => text`${k}${optional('c', h)}`)] }))],
  ],
  ['one that was built twice is made once', { a: optional('c', tag), b: optional('c', tag) }],
  ['two of one name', { a: optional('c', tag), b: optional('c', 'y'), c: optional('c', 'z') }],
  ['a name that is no variable', { a: optional('my-own.name', tag), b: optional('1', tag) }],
  [
    'one called like a loop’s item',
    { a: optional('host', tag), b: [...each(hosts, (h) => h), 'x'], c: [...each(hosts, (h) => text`${h}!`)] },
  ],
  ['loops beside one another', { a: [...each(hosts, (h) => text`${h}!`)], b: [...each(hosts, (h) => text`${h}?`)] }],
  [
    'a loop in a loop over the same list',
    [...each(hosts, (h) => ({ h, in: [...each(hosts, (g) => text`${h}${g}`)] }))],
  ],
  [
    'a loop over a list, in one whose item is called as its key would be',
    [...each(keys, (k) => ({ k, in: [...each(hosts, (h) => text`${k}${h}`)] }))],
  ],
  ['text of several lines', { a: 'x\ny', b: 'x\n\ny\n', c: ['x\ny'] }],
  ['what is asked already', { a: when(on, [when(on, 'x')]), b: when(on, [when(f.not(on), 'x')]) }],
  ['null', { a: null, b: [null, 'x'] }],
  ['a list that is asked for twice', { a: when(f.notEmpty(hosts), [...each(hosts, (h) => text`${h}!`)]) }],
  ['a text of one value', { a: text`${tag}`, b: text`${''}${tag}${''}`, c: text`` }],
  ['a loop over a list whose name is no variable', [...each(many, (h) => text`${h}!`)]],
  [
    'a loop over a map, in one whose item is called as the key',
    [
      ...each(keys, (k) => ({
        k,
        in: [
          ...eachEntry(
            value<Readonly<Record<string, string>>>(['host'], labels.shape),
            (key, item) => text`${k}${key}${item}`,
          ),
        ],
      })),
    ],
  ],
  ['the root, in a loop', [...each(hosts, (h) => text`${h}${tag}${release}${chart}${named('n', tag)}${dashed}`)]],
  ['the root, elsewhere', { a: text`${tag}${release}${chart}${named('n', tag)}${dashed}` }],
  ['a map that is a collection', { a: f.toJson(collection('m', { a: when(on, tag), 'b-c': 'd' })) }],
  [
    'one of a loop and what stands before it',
    { a: f.join(collection('c', ['x', tag, ...each(hosts, (h) => h), 'y']), ',') },
  ],
  ['one branch or the other', { a: f.join(collection('c', [when(on, 'x', 'y'), when(on, undefined, 'z')]), ',') }],
  [
    'a collection that repeats a map’s entries',
    {
      a: f.join(
        collection(
          'c',
          eachEntry(labels, (key, item) => text`${key}=${item}`),
        ),
        ',',
      ),
    },
  ],
];

test.each(table)('%s', (_name, tree) => {
  expect(`\n${printed(tree).join('\n')}\n`).toMatchSnapshot();
});

test.each([
  ['hosts', 'host'],
  ['policies', 'policy'],
  ['hostAliases', 'hostAlias'],
  ['env', 'envItem'],
  ['gas', 'gasItem'],
  ['keys', 'key'],
])('an item of %s is called $%s', (list, item) => {
  const items = value<readonly Value<string>[]>([list], { type: 'list', item: string });
  expect(printed([...each(items, (one) => text`${one}!`)])).toContain(`{{- range $${item} := .Values.${list} }}`);
  const nested = value<readonly (readonly Value<string>[])[]>(['outer'], { type: 'list', item: items.shape });
  const inner = (one: unknown) => each(one as readonly Value<string>[], (each) => text`${each}!`);
  expect(printed({ a: [...each(nested, (one) => ({ b: ['x', ...inner(one)] }))] }).join()).toContain(
    'range $item := $outerItem',
  );
});

test('what stops an installation', () => {
  const problems = collection('problems', [when(on, 'wrong')]);
  expect(new TemplatePrinter('c').checks(problems, { comment: 'Rules.' }).split('\n')).toEqual([
    '{{- /* Rules. */}}',
    '{{- $problems := list }}',
    '{{- if .Values.on }}',
    '{{- $problems = append $problems "wrong" }}',
    '{{- end }}',
    '{{- if $problems }}',
    String.raw`{{- fail (join "\n" (concat (list "") $problems)) }}`,
    '{{- end }}',
    '',
  ]);
  expect(new TemplatePrinter('c').checks(['wrong'], { comment: 'Rules.' })).toBe('');
});
