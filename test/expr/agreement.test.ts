/** What careless constructs write, and all three ways must still understand alike: literals, the tree, and real Helm. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { Expr, type Opaque, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { TemplatePrinter } from '../../lib/expr/helm-template';
import { literal, symbolic, type Shape } from '../../lib/expr/shape';
import { collection, each, eachEntry, extend, field, shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { CHART_YAML, withFolder } from '../support/chart-folder';
import { helms } from '../support/helm';

const string: Shape = { type: 'string' };
const SHAPE: Shape = {
  type: 'record',
  fields: {
    word: string,
    'dashed-word': string,
    on: { type: 'boolean' },
    tls: {
      type: 'list',
      item: {
        type: 'record',
        fields: { host: string, kind: { type: 'string', fallback: 'Prefix' }, paths: { type: 'list', item: string } },
      },
    },
    hosts: { type: 'map', value: string },
    hostKeys: { type: 'list', item: string },
    anything: { type: 'list' },
    parts: { type: 'map' },
    none: { type: 'map' },
    'dashed-map': { type: 'map', value: string },
    'dashed-list': { type: 'list' },
    tame: { type: 'string', tame: true },
    loose: string,
    open: string,
    zero: { type: 'integer' },
  },
};

interface Values {
  readonly word: Value<string>;
  readonly 'dashed-word': Value<string>;
  readonly on: Value<boolean>;
  readonly tls: Value<readonly { readonly host: Value<string>; readonly kind: Value<string> }[]>;
  readonly hosts: Value<Readonly<Record<string, string>>>;
  readonly hostKeys: Value<readonly Value<string>[]>;
  readonly anything: Opaque;
  readonly parts: Opaque;
  readonly none: Opaque;
  readonly 'dashed-map': Value<Readonly<Record<string, string>>>;
  readonly 'dashed-list': Opaque;
  readonly tame: Value<string>;
  readonly loose: Value<string>;
  readonly open: Value<string>;
  readonly zero: Value<number>;
}

const VALUES = {
  word: 'naïve 😀 text',
  'dashed-word': 'dashed',
  on: false,
  tls: [{ host: 'a' }, { host: 'b', kind: '', paths: [] }],
  hosts: { x: '1', y: '2' },
  hostKeys: ['k'],
  anything: [0, '', false, null, {}, [], 'text', 'two\nlines', 1.5, { a: null, b: [] }],
  parts: { list: [], map: {}, nothing: null, zero: 0, no: false, text: 'x', negative: -0 },
  none: {},
  'dashed-map': { a: 'b' },
  'dashed-list': [{ 'a-name': 'c' }],
  tame: 'tame',
  loose: 'value>',
  open: '<no ',
  zero: -0,
};
const RELEASE = { name: 'r', namespace: 'n' };

const cases: readonly (readonly [string, (values: Values) => Tree])[] = [
  ['nothing extended by nothing', () => ({ a: extend({}, {}), b: extend({ c: 1 }, {}) })],
  ['nothing extended by an empty map', ({ none }) => ({ a: extend({}, none), b: 1 })],
  ['what is gone, extended by an empty map', ({ on, none }) => ({ a: extend({ x: when(on, 'y') }, none), b: 1 })],
  ['a map extended by one that holds empty things', ({ parts }) => ({ a: extend({ own: 'x', zero: 'mine' }, parts) })],
  ['a declared list as JSON', ({ tls }) => ({ a: f.toJson(tls) })],
  ['a declared list passed on', ({ tls }) => ({ a: tls })],
  ['a declared list looked into', ({ tls }) => ({ a: [...each(tls, ({ host, kind }) => text`${host} ${kind}`)] })],
  [
    'collections that come out empty, as fields and as items',
    ({ on, word }) => {
      const list = collection('list', [when(f.not(on), word)]);
      const map = collection('map', { a: when(f.not(on), word) }) as Tree;
      return { list, map, items: ['x', list, map], whole: collection('whole', [when(on, word)]) };
    },
  ],
  ['an opaque list of anything', ({ anything }) => ({ a: [...each(anything, (item) => item)] })],
  ['its items as fields', ({ anything }) => ({ a: [...each(anything, (item) => ({ item }))] })],
  ['its items as JSON', ({ anything }) => ({ a: [...each(anything, (item) => f.toJson(item))] })],
  [
    'its items unless they are empty',
    ({ anything }) => [...each(anything, (item) => ({ x: 1, y: unlessEmpty(item) }))],
  ],
  ['an opaque map of anything', ({ parts }) => [...eachEntry(parts, (key, part: Opaque) => ({ key, part }))]],
  [
    'a loop over a map around one over a list whose variable would be the key’s',
    ({ hosts, hostKeys }) => [
      ...eachEntry(hosts, (host, value) => ({
        host,
        value,
        inner: [...each(hostKeys, (hostKey) => text`${hostKey} of ${host}`)],
      })),
    ],
  ],
  [
    'and the other way round',
    ({ hosts, hostKeys }) => [
      ...each(hostKeys, (hostKey) => ({
        hostKey,
        inner: [...eachEntry(hosts, (host, value) => text`${hostKey} ${host}=${value}`)],
      })),
    ],
  ],
  [
    'and a collection called like the key',
    ({ hosts, on }) => ({
      a: [
        ...eachEntry(
          hosts,
          (key, value) => text`${key}=${value} ${f.join(collection('hostKey', [when(on, 'x'), value]), '')}`,
        ),
      ],
    }),
  ],
  [
    'a cut inside a character',
    ({ word }) => ({ a: f.truncate(word, 3), b: f.truncate(word, 7), c: f.truncate(word, 0) }),
  ],
  [
    'negative zero',
    ({ parts, zero }) => ({
      a: parts,
      b: f.toJson(parts),
      c: zero,
      d: -0,
      e: f.toJson(collection('c', { zero, z: -0 })),
      f: text`${zero}`,
    }),
  ],
  ['keys with dashes', (values) => ({ a: values['dashed-word'], b: text`${values['dashed-word']}!` })],
  ['maps with dashes', (values) => ({ a: values['dashed-map'], b: unlessEmpty(values['dashed-map']) })],
  [
    'lists with dashes, and texts in their items',
    (values) => ({ a: [...each(values['dashed-list'], (item) => field(item, 'a-name'))] }),
  ],
  [
    'a collection with dashes',
    ({ on, word }) => ({ a: f.join(collection('my-names', [when(on, 'x'), word]), ','), b: when(f.notEmpty(word), 1) }),
  ],
  [
    'shared items with a loop',
    ({ tls }) => ({
      a: [
        'x',
        ...shared(
          'hosts',
          each(tls, ({ host }) => host),
        ),
      ],
    }),
  ],
  [
    '“<no value>” behind a choice',
    ({ on, tame, loose, open }) => ({ a: text`${f.choose(on, tame, open)}${f.choose(on, tame, loose)}` }),
  ],
];

function symbolicTree(build: (values: Values) => Tree): Tree {
  return build(symbolic(SHAPE, (path, shape) => new Expr({ op: 'values', path }, shape)) as Values);
}

const trees = cases.map(([, build]) => symbolicTree(build));
const context = { values: VALUES, release: RELEASE };

test.each(cases)('literals and the tree: %s', (_name, build) => {
  const tree = evaluate(symbolicTree(build), context);
  expect(evaluate(build(literal(SHAPE, VALUES) as Values), context)).toEqual(tree);
});

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  let rendered: ReadonlyMap<number, unknown>;

  beforeAll(async () => {
    const printer = new TemplatePrinter('tiny');
    const templates = trees.map((tree, index) => [
      `templates/t${String(index)}.yaml`,
      printer.manifest({ index, tree }, { comment: '' }),
    ]);
    const files = {
      'Chart.yaml': CHART_YAML,
      'values.yaml': '{}',
      ...(Object.fromEntries(templates) as Record<string, string>),
      'templates/_helpers.tpl': printer.helpers(),
      'v.yaml': writeYaml(VALUES),
    };
    const { stdout, stderr } = await withFolder(files, (folder) =>
      helm.run(['template', RELEASE.name, folder, '-n', RELEASE.namespace, '-f', `${folder}/v.yaml`]),
    );
    expect(stderr).toBe('');
    const documents = readDocuments(stdout, 'helm').map(({ value }) => value as { index: number; tree?: unknown });
    rendered = new Map(documents.map(({ index, tree }) => [index, tree]));
  }, 120_000);

  test.each(cases.map(([name], index) => [name, index] as const))('renders %s', (_name, index) => {
    expect(rendered.get(index)).toEqual(evaluate(trees[index], context));
  });
});
