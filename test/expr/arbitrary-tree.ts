/** Random expressions and manifests over one small schema, and random values for it. */
import fc from 'fast-check';
import { anyText } from '../../lib/prove/arbitrary-text';
import { Expr, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { symbolic, type Shape } from '../../lib/expr/shape';
import {
  collection,
  concatenate,
  each,
  eachEntry,
  extend,
  field,
  optionalField,
  named,
  shared,
  unlessEmpty,
  when,
} from '../../lib/expr/vocabulary';

const string: Shape = { type: 'string' };
export const SHAPE = {
  type: 'record',
  fields: {
    title: string,
    word: string,
    big: { type: 'integer' },
    small: { type: 'integer', minimum: 0, maximum: 100 },
    // Up to a million, Go prints a number of the values without an exponent.
    below: { type: 'integer', minimum: -999_999, maximum: 999_999 },
    edge: { type: 'integer', minimum: -1_000_000, maximum: 1_000_000 },
    on: { type: 'boolean' },
    off: { type: 'boolean' },
    hosts: {
      type: 'list',
      item: {
        type: 'record',
        fields: {
          name: string,
          kind: { type: 'string', fallback: 'Prefix' },
          port: { type: 'integer', fallback: 80 },
          paths: { type: 'list', item: string },
        },
      },
    },
    env: { type: 'list', item: { type: 'map' } },
    labels: { type: 'map', value: string },
    sites: {
      type: 'map',
      value: {
        type: 'record',
        fields: {
          name: string,
          port: { type: 'integer', fallback: 80 },
          paths: { type: 'list', item: string },
          labels: { type: 'map', value: string },
        },
      },
    },
    siteKeys: { type: 'list', item: string },
    resources: { type: 'map' },
    tolerations: { type: 'list' },
  },
} as const satisfies Shape;

interface Host {
  readonly name: Value<string>;
  readonly kind: Value<string>;
  readonly port: Value<number>;
  readonly paths: Value<readonly Value<string>[]>;
}

interface Site {
  readonly name: Value<string>;
  readonly port: Value<number>;
  readonly paths: Value<readonly Value<string>[]>;
  readonly labels: Value<Readonly<Record<string, string>>>;
}

interface TestValues {
  readonly title: Value<string>;
  readonly word: Value<string>;
  readonly big: Value<number>;
  readonly small: Value<number>;
  readonly below: Value<number>;
  readonly edge: Value<number>;
  readonly on: Value<boolean>;
  readonly off: Value<boolean>;
  readonly hosts: Value<readonly Host[]>;
  readonly env: Value<readonly Expr<never>[]>;
  readonly labels: Value<Readonly<Record<string, string>>>;
  readonly sites: Value<Readonly<Record<string, Site>>>;
  readonly siteKeys: Value<readonly Value<string>[]>;
  readonly resources: Expr<never>;
  readonly tolerations: Expr<never>;
}

const values = symbolic(SHAPE, (path, shape) => new Expr({ op: 'values', path }, shape)) as TestValues;
const releaseName = new Expr<string>({ op: 'release', field: 'Name' }, string);
const namespace = new Expr<string>({ op: 'release', field: 'Namespace' }, string);
const chartName = new Expr<string>({ op: 'chart', own: 'tiny' }, string);

const literalText = fc.oneof(
  { weight: 5, arbitrary: anyText },
  { weight: 1, arbitrary: fc.constant('a <no value> b') },
  // An action in the next line trims white space before itself.
  { weight: 1, arbitrary: fc.constantFrom('two\nlines ', 'two\nlines \n', 'two\nlines\t') },
);
const anyInteger = fc.oneof(fc.integer({ min: -5, max: 120 }), fc.integer({ min: -(2 ** 45), max: 2 ** 45 }));
const identifier = fc.constantFrom('a', 'b', 'on', 'x-y', '1', 'app.io/name', '{{k', 'y', 'ключ', 'true', 'z z');

const json = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    anyText,
    anyInteger,
    fc.oneof(fc.constant(-0), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })),
    fc.boolean(),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(identifier, tie('node'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).node;

export const anyValues = fc.record(
  {
    title: anyText,
    word: anyText,
    big: anyInteger,
    small: fc.integer({ min: 0, max: 100 }),
    below: fc.constantFrom(-999_999, 0, 999_999),
    edge: fc.constantFrom(-1_000_000, 1, 1_000_000),
    on: fc.boolean(),
    off: fc.boolean(),
    hosts: fc.array(
      fc.record(
        { name: anyText, kind: anyText, port: anyInteger, paths: fc.array(anyText, { maxLength: 2 }) },
        { requiredKeys: ['name'] },
      ),
      { maxLength: 3 },
    ),
    env: fc.array(
      fc.record(
        {
          name: fc.constantFrom('A', 'B', 'C'),
          value: anyText,
          of: fc.record({ site: anyText }, { requiredKeys: [], noNullPrototype: true }),
        },
        { requiredKeys: ['name', 'of'] },
      ),
      { maxLength: 3 },
    ),
    labels: fc.dictionary(identifier, anyText, { maxKeys: 3, noNullPrototype: true }),
    sites: fc.dictionary(
      identifier,
      fc.record(
        {
          name: anyText,
          port: anyInteger,
          paths: fc.array(anyText, { maxLength: 2 }),
          labels: fc.dictionary(identifier, anyText, { maxKeys: 2, noNullPrototype: true }),
        },
        { requiredKeys: ['name'], noNullPrototype: true },
      ),
      { maxKeys: 3, noNullPrototype: true },
    ),
    siteKeys: fc.array(anyText, { maxLength: 2 }),
    resources: fc.dictionary(identifier, json, { maxKeys: 3, noNullPrototype: true }),
    tolerations: fc.array(json, { maxLength: 3 }),
  },
  { requiredKeys: ['title', 'word', 'big', 'small', 'below', 'edge', 'on', 'off'], noNullPrototype: true },
);

/** Expressions that may stand inside the body of a loop, and mention its item. */
interface Inner {
  readonly strings: readonly Value<string>[];
  readonly integers: readonly Value<number>[];
}

const NO_LOOP: Inner = { strings: [], integers: [] };

function text(inner: Inner, depth: number): fc.Arbitrary<Value<string>> {
  const leaves: fc.Arbitrary<Value<string>>[] = [
    literalText,
    fc.constantFrom<Value<string>>(values.title, values.word, releaseName, namespace, chartName, ...inner.strings),
  ];
  if (depth === 0) return fc.oneof(...leaves);
  const sub = text(inner, depth - 1);
  return fc.oneof(
    ...leaves,
    fc.array(fc.oneof(sub, integer(inner, depth - 1), condition(inner, depth - 1)), { maxLength: 4 }).map(concatenate),
    fc.tuple(condition(inner, depth - 1), sub, sub).map(([c, a, b]) => f.choose(c, a, b)),
    fc.tuple(sub, sub).map(([a, b]) => f.orDefault(a, b)),
    fc
      .tuple(sub, fc.constantFrom('[0-9]+', '^[^x]*', '(a|ab)(c|bcd)?', 'o+$', '[^a-z]{2,}|b'))
      .map(([a, pattern]) => f.find(a, pattern)),
    fc
      .tuple(
        sub,
        fc.oneof(sub, fc.constantFrom('', '.', 'a|b', '[x]', '^$', '\\d')),
        fc.constantFrom('[0-9]+', '[^x]?', 'a|b'),
      )
      .map(([a, start, pattern]) => f.findAfter(a, start, pattern)),
    fc.tuple(fc.oneof(sub, fc.constant(releaseName)), fc.nat({ max: 9 })).map(([a, n]) => f.truncate(a, n)),
    fc.constant(f.toJson(values.hosts)),
    fc.constant(f.toJson(values.tolerations)),
    sub.map((a) => f.sha256(a)),
    sub.map((a) => f.base64(a)),
    fc.tuple(fc.array(sub, { maxLength: 3 }), literalText).map(([items, by]) => f.join(collection('texts', items), by)),
    hostNames().map((list) => f.join(list, ',')),
    hostNames().map((list) => f.repeated(list)),
    fc.constant(f.repeated(envNames)),
    fc.constant(
      f.join(collection('seen', [...each(values.env, (entry) => optionalField(entry, ['of', 'site'], 'none'))]), ','),
    ),
    fc.constant(f.toJson(values.labels as Value<unknown>)),
    fc.constant(f.toJson(values.resources as Value<unknown>)),
    fields(inner, 0).map((tree) => f.toJson(collection('data', tree))),
    fc
      .tuple(fc.constantFrom('one', 'two'), closedText)
      .map(([name, body]) => named(`${name}${String(serial++)}`, body)),
  );
}
let serial = 0;
const closedText: fc.Arbitrary<Value<string>> = fc
  .array(fc.oneof(literalText, fc.constantFrom<Value<string>>(values.title, releaseName)), { maxLength: 3 })
  .map(concatenate);

function hostNames(): fc.Arbitrary<Value<readonly string[]>> {
  return fc.tuple(anyText, fc.boolean()).map(([prefix, loud]) => {
    const items = [
      prefix,
      releaseName,
      when(values.on, values.word),
      ...each(values.hosts, (host) => concatenate([host.name, ':', host.port])),
      when(loud, 'loud', 'quiet'),
      ...each(values.hosts, (host) => f.choose(values.off, host.kind, host.name)),
    ];
    return collection('names', items);
  });
}

const divisor: fc.Arbitrary<Value<number>> = fc
  .tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 9 }))
  .chain(([a, b]) => fc.constantFrom<Value<number>>(a, -b, f.choose(values.on, a, b), f.choose(values.on, -a, -b)));

/** Texts that are numbers, or nearly. */
const digits: fc.Arbitrary<Value<string>> = fc.oneof(
  // So that their products stay exact; 15 digits and more: vocabulary.test.ts.
  fc.stringMatching(/^([0-9]{1,12}|[0-9]{16,17})$/),
  fc.constantFrom('', '-1', '+1', '007', ' 1', '1\n', '1.0', '1_0', '0x1', '１'),
  fc.constantFrom(concatenate([values.small]), concatenate([values.big, values.small])),
);

function integer(inner: Inner, depth: number): fc.Arbitrary<Value<number>> {
  const leaf = fc.oneof(
    fc.integer({ min: -9, max: 9 }),
    fc.constantFrom<Value<number>>(values.big, values.small, values.below, values.edge, ...inner.integers),
  );
  if (depth === 0) return leaf;
  const sub = integer(inner, depth - 1);
  return fc.oneof(
    leaf,
    fc.tuple(sub, sub).map(([a, b]) => f.add(a, b)),
    fc.tuple(sub, fc.integer({ min: 0, max: 9 })).map(([a, b]) => f.multiply(a, b)),
    fc.tuple(sub, divisor).map(([a, b]) => f.divide(a, b)),
    text(inner, depth - 1).map((a) => f.byteLength(a)),
    fc.oneof(digits, text(inner, depth - 1)).map((a) => f.integerOf(a)),
    fc.tuple(condition(inner, 0), sub, sub).map(([c, a, b]) => f.choose(c, a, b)),
  );
}

function condition(inner: Inner, depth: number): fc.Arbitrary<Value<boolean>> {
  const leaf = fc.oneof(
    fc.boolean(),
    fc.constantFrom<Value<boolean>>(
      values.on,
      values.off,
      f.notEmpty(values.hosts),
      f.notEmpty(values.labels),
      f.notEmpty(values.title),
    ),
  );
  if (depth === 0) return leaf;
  const sub = condition(inner, depth - 1);
  return fc.oneof(
    leaf,
    sub.map((a) => f.not(a)),
    fc.array(sub, { maxLength: 3 }).map((all) => f.and(...all)),
    fc.array(sub, { maxLength: 3 }).map((all) => f.or(...all)),
    fc.tuple(text(inner, depth - 1), text(inner, depth - 1)).map(([a, b]) => f.equal(a, b)),
    fc.tuple(integer(inner, depth - 1), integer(inner, depth - 1)).map(([a, b]) => f.greater(a, b)),
    fc.tuple(text(inner, depth - 1), literalText).map(([a, b]) => f.contains(a, b)),
    text(inner, depth - 1).map((a) => f.matches(a, '^[a-z]+(-[0-9]|[^x])*$')),
    fc.constantFrom('a', 'x-y', 'nope').map((key) => f.notEmpty(f.omit(values.labels, [key]))),
    fc.constantFrom('A', 'B', 'D').map((name) => f.has(envNames, name)),
  );
}
const envNames = collection(
  'envNames',
  each(values.env, (entry) => field(entry, 'name')),
);
const ownLabels = textMap('ownLabels', { a: 'own', 'x-y': when(values.off, 'b'), on: values.title });
const oneLabel = textMap('oneLabel', { a: when(values.on, 'b') });

function textMap(name: string, map: Readonly<Record<string, Tree>>) {
  return collection(name, map) as Value<Readonly<Record<string, string>>>;
}

function fields(inner: Inner, depth: number): fc.Arbitrary<Readonly<Record<string, Tree>>> {
  return fc.dictionary(identifier, tree(inner, depth), { minKeys: 1, maxKeys: 4, noNullPrototype: true });
}

function tree(inner: Inner, depth: number): fc.Arbitrary<Tree> {
  const leaf = fc.oneof<fc.Arbitrary<Tree>[]>(
    text(inner, Math.min(depth, 2)),
    integer(inner, Math.min(depth, 2)),
    condition(inner, Math.min(depth, 2)),
    fc.constantFrom<Tree>({}, [], values.labels, values.resources, values.tolerations, values.env, true, 7),
    fc.constantFrom<Tree>(
      unlessEmpty(values.labels),
      unlessEmpty(values.resources),
      unlessEmpty(values.tolerations),
      unlessEmpty(values.title),
    ),
  );
  if (depth === 0) return leaf;
  const sub = tree(inner, depth - 1);
  return fc.oneof<fc.Arbitrary<Tree>[]>(
    leaf,
    fc.constantFrom<Tree>(
      extend({ a: values.title, 'x-y': '' }, values.labels),
      extend({ a: when(values.on, values.title), b: when(values.off, 'b') }, values.labels),
      f.merge(ownLabels, values.labels),
      unlessEmpty(f.merge(oneLabel, values.labels)),
      extend({}, values.resources),
      collection('bare', [when(values.off, values.title)]),
      collection('bareMap', { a: when(values.off, values.title) }) as Tree,
      extend({ a: when(values.on, values.title) }, values.resources),
    ),
    fields(inner, depth - 1),
    fc.array(item(inner, depth - 1), { maxLength: 4 }).map((items) => items.flat()),
    fc.tuple(condition(inner, 1), sub, fc.option(sub, { nil: undefined })).map(([c, a, b]) => when(c, a, b)),
  );
}

/** One entry of a list, or a loop that gives several. */
function item(inner: Inner, depth: number): fc.Arbitrary<readonly Tree[]> {
  const loops: fc.Arbitrary<readonly Tree[]>[] = [];
  if (inner === NO_LOOP) {
    loops.push(
      fc.constant(each(values.env, (entry) => entry)),
      // Opaque items can be anything.
      fc.constant(
        each(values.tolerations, (one: Expr<never>) => ({ one, given: unlessEmpty(one), json: f.toJson(one) })),
      ),
      fc.constant(eachEntry(values.resources, (key, one: Expr<never>) => ({ key, one }))),
      fc.constant(null).map(() =>
        each(values.hosts, (host) => ({
          host: host.name,
          kind: host.kind,
          port: host.port,
          extra: when(f.equal(host.kind, 'Prefix'), host.name),
          paths: [...each(host.paths, (path) => ({ path, of: host.name }))],
          // A second loop over the same list: its variable would have the name of the first one's.
          pairs: [...each(values.hosts, (other) => concatenate([host.name, '+', other.name]))],
          names: f.join(collection('own', [host.name, ...each(host.paths, (path) => path)]), '+'),
        })),
      ),
      fc.constant(null).map(() =>
        eachEntry(values.sites, (key, site) => ({
          at: concatenate([key, ' ', site.name, ':', site.port]),
          paths: [...each(site.paths, (path) => concatenate([key, path]))],
          labels: unlessEmpty(site.labels),
          // Its variable would be called like that of the key around it.
          keys: [...each(values.siteKeys, (siteKey) => concatenate([key, siteKey]))],
          pairs: [...eachEntry(site.labels, (label, value) => concatenate([key, label, value]))],
        })),
      ),
      fc.constant(eachEntry(values.labels, (key, value) => ({ key, value, both: concatenate([key, '=', value]) }))),
    );
  }
  const common = tree(NO_LOOP, Math.min(depth, 1)).map((one) =>
    shared(`items${String(serial++)}`, ['always', one, values.title]),
  );
  return fc.oneof(
    ...loops,
    common,
    tree(inner, depth).map((one) => [one]),
  );
}

/** A whole number, perhaps computed. */
export const anyNumber = integer(NO_LOOP, 2);

/** A manifest: a map of anything. */
export const anyManifest = fields(NO_LOOP, 3);
