/** What evaluate() computes of expressions: the same as the words compute of literals, and of what is absent, nothing. */
import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../lib/expr/evaluate';
import { Expr, MisuseError, type Tree, type Value } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { holdsNegativeZero, withoutNegativeZero } from '../../lib/expr/negative-zero';
import { literal, orFallback, symbolic, type Shape } from '../../lib/expr/shape';
import { collection, each, eachEntry, extend, named, shared, text, when } from '../../lib/expr/vocabulary';

const VALUES = {
  a: 'abc',
  b: 'b',
  none: '',
  wide: 'añ😀',
  smile: '😀b',
  two: 2,
  five: 5,
  minus: -7,
  on: true,
  off: false,
  list: ['a', 'b', 'a'],
  empty: [],
  nothing: null,
  map: { x: '1', y: '2' },
  bare: {},
  'a-b': { 'c.d': 'dashed' },
};
type Name = keyof typeof VALUES;

function value<T>(name: string, shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path: name.split('/') }, shape);
}
const string: Shape = { type: 'string' };
const word = (name: Name) => value<string>(name, string);
const number = (name: Name) => value<number>(name, { type: 'integer', minimum: -9, maximum: 9 });
const divisor = (name: Name) => value<number>(name, { type: 'integer', minimum: 1, maximum: 9 });
const truth = (name: Name) => value<boolean>(name, { type: 'boolean' });
const words = (name: string) => value<readonly string[]>(name, { type: 'list', item: string });
const map = (name: string) => value<Readonly<Record<string, string>>>(name, { type: 'map', value: string });
const release = { name: 'rel', namespace: 'ns' };

function computed(tree: Tree): unknown {
  return evaluate(tree, { values: VALUES, release });
}

describe('a function of values is that of the same literals', () => {
  test.each<[string, Value<unknown>, unknown, unknown]>([
    ['not', f.not(truth('off')), f.not(false), true],
    ['equal', f.equal(word('a'), 'abc'), f.equal('abc', 'abc'), true],
    ['equal, not', f.equal(word('a'), word('b')), f.equal('abc', 'b'), false],
    ['greater', f.greater(number('five'), number('two')), f.greater(5, 2), true],
    ['greater than the same', f.greater(number('two'), 2), f.greater(2, 2), false],
    ['add', f.add(number('five'), number('minus')), f.add(5, -7), -2],
    ['multiply', f.multiply(number('five'), number('minus')), f.multiply(5, -7), -35],
    ['divide', f.divide(number('minus'), divisor('two')), f.divide(-7, 2), -3],
    ['byteLength', f.byteLength(word('wide')), f.byteLength('añ😀'), 7],
    ['truncate', f.truncate(word('a'), 2), f.truncate('abc', 2), 'ab'],
    ['truncate to nothing', f.truncate(word('a'), 0), f.truncate('abc', 0), ''],
    ['truncate to more than there is', f.truncate(word('a'), 1000), f.truncate('abc', 1000), 'abc'],
    ['base64', f.base64(word('wide')), f.base64('añ😀'), 'YcOx8J+YgA=='],
    [
      'sha256',
      f.sha256(word('wide')),
      f.sha256('añ😀'),
      '5e3ed9736d20f12ac48e76d3d4e687806906975bcd71d681a1084451f697760e',
    ],
    ['orDefault', f.orDefault(word('none'), word('b')), f.orDefault('', 'b'), 'b'],
    ['orDefault of something', f.orDefault(word('a'), word('b')), f.orDefault('abc', 'b'), 'abc'],
    ['contains', f.contains(word('a'), word('b')), f.contains('abc', 'b'), true],
    ['matches', f.matches(word('a'), '^a'), f.matches('abc', '^a'), true],
    ['find', f.find(word('a'), '[bc]+'), f.find('abc', '[bc]+'), 'bc'],
    ['matches whole characters', f.matches(word('smile'), '^[^a][^a]$'), f.matches('😀b', '^[^a][^a]$'), true],
    ['find whole characters', f.find(word('smile'), '[^a]'), f.find('😀b', '[^a]'), '😀'],
    ['findAfter whole characters', f.findAfter(word('smile'), '', '[^a]'), f.findAfter('😀b', '', '[^a]'), '😀'],
    ['findAfter', f.findAfter(word('a'), word('b'), 'x|c'), f.findAfter('abc', 'b', 'x|c'), 'bc'],
    ['findAfter, with no pattern', f.findAfter('a(.)*[b]c', '(.)*[', 'b'), '(.)*[b', '(.)*[b'],
    ['join', f.join(words('list'), word('b')), f.join(['a', 'b', 'a'], 'b'), 'abbba'],
    ['has', f.has(words('list'), word('b')), f.has(['a', 'b', 'a'], 'b'), true],
    ['has not', f.has(words('empty'), word('b')), f.has([], 'b'), false],
    ['repeated', f.repeated(words('list')), f.repeated(['a', 'b', 'a']), 'a'],
    ['toJson', f.toJson(map('map')), f.toJson(VALUES.map), '{"x":"1","y":"2"}'],
    ['merge', f.merge(map('map'), { y: '3' }), f.merge(VALUES.map, { y: '3' }), { x: '1', y: '3' }],
    ['omit', f.omit(map('map'), ['y', 'z']), f.omit(VALUES.map, ['y', 'z']), { x: '1' }],
    ['omit nothing', f.omit(map('map'), []), f.omit(VALUES.map, []), VALUES.map],
    ['notEmpty', f.notEmpty(map('map')), f.notEmpty(VALUES.map), true],
    ['notEmpty of an empty map', f.notEmpty(map('bare')), f.notEmpty({}), false],
    ['notEmpty of an empty list', f.notEmpty(words('empty')), f.notEmpty([]), false],
    ['notEmpty of a text', f.notEmpty(word('a')), f.notEmpty('abc'), true],
    ['notEmpty of an empty text', f.notEmpty(word('none')), f.notEmpty(''), false],
    ['choose', f.choose(truth('on'), word('a'), word('b')), f.choose<string>(true, 'abc', 'b'), 'abc'],
    ['choose the other', f.choose(truth('off'), word('a'), word('b')), f.choose<string>(false, 'abc', 'b'), 'b'],
    ['and', f.and(truth('on'), f.not(truth('off'))), f.and(true, true), true],
    ['and, not', f.and(truth('on'), truth('off')), f.and(true, false), false],
    ['or', f.or(truth('off'), truth('on')), f.or(false, true), true],
    ['or, not', f.or(truth('off'), f.not(truth('on'))), f.or(false, false), false],
    ['text', text`${word('a')}-${number('two')}-${truth('off')}`, text`abc-2-false`, 'abc-2-false'],
  ])('%s', (_name, expression, literal, expected) => {
    expect(computed(expression as Tree)).toEqual(literal);
    expect(literal).toEqual(expected);
  });

  // Of an opaque list, anything may be an item.
  test.each([[0], [false], [null], [''], [[]], [{}]])('%j has nothing in it', (item) => {
    const items = value<readonly never[]>('items', { type: 'list' });
    const tree = { all: [...each(items, (one) => f.notEmpty(one))] };
    expect(evaluate(tree, { values: { items: [item] }, release })).toEqual({ all: [false] });
  });

  test.each([[1], [true], ['a'], [[0]], [{ a: 0 }]])('%j has', (item) => {
    const items = value<readonly never[]>('items', { type: 'list' });
    const tree = { all: [...each(items, (one) => f.notEmpty(one))] };
    expect(evaluate(tree, { values: { items: [item] }, release })).toEqual({ all: [true] });
  });
});

describe('what is absent', () => {
  test.each<[string, Tree, unknown]>([
    ['a text', { a: value('gone', string) as Tree, b: 1 }, { b: 1 }],
    [
      'a field of what is no map',
      { a: value('two/x', string) as Tree, b: value('nothing/x', string) as Tree },
      undefined,
    ],
    ['a character of a text', { a: value('a/length', string) as Tree, b: 1 }, { b: 1 }],
    ['a number', { a: value('gone', { type: 'integer' }) as Tree, b: 1 }, { b: 1 }],
    [
      'a text in an operand is none',
      { a: f.notEmpty(value<string>('gone', string)), b: f.toJson(value('gone', string)), c: f.notEmpty(undefined) },
      { a: false, b: 'null', c: false },
    ],
    ['a key that all objects have', { a: value('toString', string) as Tree, b: 1 }, { b: 1 }],
    ['a map is an empty one', { a: map('gone') as Tree }, { a: {} }],
    ['a list goes', { a: words('gone') as Tree, b: words('nothing') as Tree, c: 1 }, { c: 1 }],
    [
      'a list in an operand is an empty one',
      { a: f.join(words('gone'), ','), b: f.toJson(words('empty')) },
      { a: '', b: '[]' },
    ],
    ['a list that is none goes', { a: words('a') as Tree, b: 1 }, { b: 1 }],
    ['a loop over it gives nothing', { a: [...each(words('gone'), (one) => one)], b: 1 }, { b: 1 }],
    ['a loop over a map that is not there', { a: [...eachEntry(map('gone'), (key) => key)], b: 1 }, { b: 1 }],
    [
      'a collection that lost all',
      {
        a: f.join(collection('c', [when(truth('off'), 'x')]), ','),
        b: f.toJson(collection('c', { x: when(truth('off'), 'x') })),
      },
      { a: '', b: '{}' },
    ],
    ['what is extended by it', { a: extend({ x: 1 }, map('gone')) }, { a: { x: 1 } }],
    ['what is extended, and lost all', { a: extend({ x: when(truth('off'), 1) }, map('map')) }, { a: { y: '2' } }],
    ['both', { a: extend({ x: when(truth('off'), 1) }, map('bare')), b: 1 }, { b: 1 }],
    ['null, which is written as such, stays', { a: null, b: [null] }, { a: null, b: [null] }],
  ])('%s', (_name, tree, expected) => {
    expect(computed(tree)).toEqual(expected);
  });
});

test.each<[string, Tree, unknown]>([
  ['the release', new Expr({ op: 'release', field: 'Name' }, string), 'rel'],
  ['its namespace', new Expr({ op: 'release', field: 'Namespace' }, string), 'ns'],
  ['the chart', new Expr({ op: 'chart', own: 'mine' }, string), 'mine'],
  ['a key with dashes and dots', value<string>('a-b/c.d', string), 'dashed'],
  ['a named text', named('n', text`${word('a')}!`), 'abc!'],
  ['shared items', ['x', ...shared('s', [word('a'), 'y'])], ['x', 'abc', 'y']],
  ['a map in the order of its keys', [...eachEntry(map('map'), (key, item) => text`${key}${item}`)], ['x1', 'y2']],
  [
    'a map to compute with',
    f.toJson(collection('c', { a: word('a'), b: when(truth('off'), 'x'), c: null })),
    '{"a":"abc","c":null}',
  ],
  ['a condition', { a: when(truth('on'), 'x', 'y'), b: when(truth('off'), 'x', 'y') }, { a: 'x', b: 'y' }],
  ['fields over the user’s', { a: extend({ x: 'mine' }, map('map')) }, { a: { x: 'mine', y: '2' } }],
])('%s', (_name, tree, expected) => {
  expect(computed(tree)).toEqual(expected);
});

test('what a parent chart calls this one', () => {
  const tree = new Expr({ op: 'chart', own: 'mine' }, string);
  expect(evaluate(tree, { values: {}, release: { ...release, chart: 'alias' } })).toBe('alias');
});

test('zero has no sign', () => {
  const zero = { a: -0, b: [-0], c: f.multiply(number('two'), 0), d: value('zero', { type: 'map' }) as Tree };
  const result = evaluate(zero, { values: { zero: { deep: [-0] }, two: -2 }, release });
  expect(JSON.stringify(result)).toBe('{"a":0,"b":[0],"c":0,"d":{"deep":[0]}}');
  const all = result as { a: number; b: number[]; c: number; d: { deep: number[] } };
  expect([all.a, all.b[0], all.c, all.d.deep[0]].map((one) => Object.is(one, -0))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('zero has no sign in JSON either, unless it is what the user passes on', () => {
  const values = { n: -0, map: { n: -0 } };
  const of = (tree: Tree): unknown => evaluate(tree, { values, release });
  const literalZero = f.toJson(collection('c', { zero: -0, n: value('n', { type: 'integer' }) }));
  expect([of(literalZero), of(f.toJson(number('n' as Name))), of(f.toJson(map('map')))]).toEqual([
    '{"n":0,"zero":0}',
    '0',
    '{"n":-0}',
  ]);
});

test('without negative zeros, a value is the same object', () => {
  const value = { a: [null, 1, 'x', { b: true }] };
  expect(withoutNegativeZero(value)).toBe(value);
  expect([value, null, undefined, 0, 'x', []].map(holdsNegativeZero)).toEqual(Array(6).fill(false));
  expect(withoutNegativeZero({ a: [null, -0, 'x'], b: undefined })).toEqual({ a: [null, 0, 'x'], b: undefined });
});

test('a list has its items in their order, also where it has more than ten', () => {
  const items = Array.from({ length: 12 }, (_, index) => String(index));
  const list = value<readonly string[]>('items', { type: 'list', item: string });
  expect(evaluate([...each(list, (one) => one)], { values: { items }, release })).toEqual(items);
});

describe('a literal run', () => {
  const wrapped = (shape: Shape, given: unknown): unknown => (literal(shape, given) as Expr<unknown>).node;
  test.each<[Shape, unknown, unknown]>([
    [{ type: 'list' }, undefined, []],
    [{ type: 'list' }, ['a'], ['a']],
    [{ type: 'map' }, undefined, {}],
    [{ type: 'map' }, { a: 1 }, { a: 1 }],
    [{ type: 'any' }, undefined, undefined],
    [{ type: 'any' }, 1, 1],
  ])('wraps what it passes on: %j', (shape, given, expected) => {
    expect(wrapped(shape, given)).toEqual({ op: 'constant', value: expected });
  });

  const record: Shape = {
    type: 'record',
    fields: { a: { type: 'record', fields: { b: { ...string, fallback: 'x' } } } },
  };
  test.each([undefined, null, {}, { a: null }, { a: { b: '' } }])('fills %j', (given) => {
    expect(literal(record, given)).toEqual({ a: { b: 'x' } });
  });

  test('has the objects of a symbolic one', () => {
    expect(symbolic(record, (path, { type }) => `${path.join('.')}: ${type}` as never)).toEqual({
      a: { b: 'a.b: string' },
    });
  });
});

test.each<[string, () => Tree]>([
  ['each', () => each(words('list'), (one) => one)[0]],
  ['shared', () => shared('s', [word('a')])[0]],
])('%s() beside a list', (name, tree) => {
  expect(() => computed({ a: tree() })).toThrow(
    new MisuseError(`${name}() gives the items of a list: spread it into one`),
  );
});

test.each([[undefined], [null], [''], [0], [false]])(
  'where there is %j, the fallback counts, as with Helm’s default',
  (given) => {
    expect(orFallback({ type: 'integer', fallback: 7 }, given)).toBe(7);
    expect(orFallback({ type: 'string' }, given)).toBe(given);
  },
);

test.each([[1], ['a'], [true], [[]], [{}]])('where there is %j, it does not', (given) => {
  expect(orFallback({ type: 'integer', fallback: 7 }, given)).toBe(given);
});

test('a literal number has no negative zero, and takes its fallback', () => {
  expect(Object.is(literal({ type: 'integer' }, -0), 0)).toBe(true);
  expect(literal({ type: 'integer', fallback: 3 }, undefined)).toBe(3);
});

test('a divisor of which nothing is known stops it where it is 0, as it stops Helm', () => {
  const digits = f.integerOf(word('b'));
  expect(() => computed(f.divide(number('five'), digits) as Tree)).toThrow('divide() takes a divisor that cannot be 0');
});
