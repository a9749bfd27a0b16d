/** What the words of the language take: each kind of value for each kind of place, and which word takes what where. */
import { describe, expect, test } from '@jest/globals';
import { Expr, MisuseError, type Opaque, type Tree } from '../../lib/expr/expr';
import * as f from '../../lib/expr/function';
import { isSameKind, requireKind, type Kind } from '../../lib/expr/kind';
import type { Shape } from '../../lib/expr/shape';

function value(shape: Shape): Expr<never> {
  return new Expr<never>({ op: 'values', path: [shape.type] }, shape);
}
const text: Shape = { type: 'string' };
const texts = value({ type: 'list', item: text });
const loop = { name: 'one', list: texts };

const VALUES: Readonly<Record<string, unknown>> = {
  text: 'a',
  integer: -7,
  fraction: 0.5,
  'a number too large': 2 ** 53,
  'no number': NaN,
  boolean: false,
  texts: ['a'],
  'a list': ['a', 1],
  map: { a: 1 },
  nothing: null,
  absent: undefined,
  'text of the values': value(text),
  'integer of the values': value({ type: 'integer' }),
  'boolean of the values': value({ type: 'boolean' }),
  'texts of the values': texts,
  'list of the values': value({ type: 'list' }),
  'list of numbers of the values': value({ type: 'list', item: { type: 'integer' } }),
  'map of the values': value({ type: 'map' }),
  'record of the values': value({ type: 'record', fields: {} }),
  'anything of the values': value({ type: 'any' }),
  collection: new Expr({ op: 'collection', name: 'c', tree: [] }, { type: 'list' }),
  when: new Expr({ op: 'when', condition: value({ type: 'boolean' }), then: 1, otherwise: 2 }, { type: 'map' }),
  each: new Expr({ op: 'each', loop, body: 1 }, { type: 'map' }),
  extend: new Expr({ op: 'extend', fields: {}, rest: value({ type: 'map' }) }, { type: 'map' }),
  shared: new Expr({ op: 'shared', name: 's', items: [] }, { type: 'map' }),
  'a list with an expression': [value(text)],
};
const lists = ['texts of the values', 'list of the values', 'list of numbers of the values', 'collection'];

test.each<[Kind, readonly string[]]>([
  ['text', ['text', 'text of the values']],
  ['integer', ['integer', 'integer of the values']],
  ['boolean', ['boolean', 'boolean of the values']],
  [
    'scalar',
    [
      ...['text', 'integer', 'fraction', 'a number too large', 'boolean'],
      ...['text of the values', 'integer of the values', 'boolean of the values'],
    ],
  ],
  ['list', ['texts', 'a list', ...lists]],
  ['texts', ['texts', 'texts of the values', 'collection']],
  ['map', ['map', 'map of the values']],
  [
    'content',
    [
      ...['text', 'texts', 'a list', 'map', 'nothing', 'absent', 'text of the values', ...lists],
      ...['map of the values', 'record of the values', 'anything of the values'],
    ],
  ],
  [
    'anything',
    Object.keys(VALUES).filter(
      (name) => !['when', 'each', 'extend', 'shared', 'a list with an expression'].includes(name),
    ),
  ],
])('%s', (kind, expected) => {
  const taken = Object.keys(VALUES).filter((name) => {
    try {
      requireKind(VALUES[name], kind, 'word');
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(MisuseError);
      return false;
    }
  });
  expect(new Set(taken)).toEqual(new Set(expected));
});

test.each<[Kind, unknown, string]>([
  ['text', 1, 'a text, and was given 1'],
  ['integer', 'a', 'a whole number, and was given "a"'],
  ['boolean', 'a', 'true or false, and was given "a"'],
  ['scalar', ['a'], 'a text, a number, or true or false, and was given ["a"]'],
  ['list', 'a', 'a list, and was given "a"'],
  ['texts', [1], 'a list of texts, and was given [1]'],
  ['map', null, 'a map, and was given null'],
  ['content', 0, 'a text, a list or a map, and was given 0'],
  ['text', undefined, 'a text, and was given undefined'],
  ['integer', NaN, 'a whole number, and was given NaN'],
  ['anything', VALUES['each'], 'a value, and was given what each() decides: use choose() or collection()'],
  ['text', VALUES['when'], 'a text, and was given what when() decides: use choose() or collection()'],
  ['map', VALUES['extend'], 'a map, and was given what extend() decides: use choose() or collection()'],
  ['map', VALUES['shared'], 'a map, and was given what shared() decides: use choose() or collection()'],
  [
    'list',
    VALUES['a list with an expression'],
    'a list, and was given a list or map with expressions in it: use collection()',
  ],
  ['integer', VALUES['text of the values'], 'a whole number, and was given .Values.string, a text'],
  ['text', VALUES['integer of the values'], 'a text, and was given .Values.integer, a number'],
  ['text', VALUES['boolean of the values'], 'a text, and was given .Values.boolean, true or false'],
  ['text', VALUES['list of the values'], 'a text, and was given .Values.list, a list'],
  ['text', VALUES['map of the values'], 'a text, and was given .Values.map, a map'],
  ['text', VALUES['record of the values'], 'a text, and was given .Values.record, a map'],
  ['text', VALUES['anything of the values'], 'a text, and was given .Values.any, of which nothing is known'],
  ['texts', VALUES['list of the values'], 'a list of texts, and was given .Values.list, a list of something else'],
])('%s, refused: %#', (kind, given, message) => {
  expect(() => {
    requireKind(given, kind, 'word');
  }).toThrow(new MisuseError(`word() takes ${message}`));
});

test('of the same kind are two texts, two numbers, or two booleans, known or not', () => {
  const kinds = ['text', 'integer', 'boolean'];
  const pairs = kinds.flatMap((one) =>
    kinds.flatMap((other) =>
      [VALUES[one], VALUES[`${one} of the values`]].flatMap((first) =>
        [VALUES[other], VALUES[`${other} of the values`]].map(
          (second) => [isSameKind(first, second), one === other] as const,
        ),
      ),
    ),
  );
  for (const [found, expected] of pairs) expect(found).toBe(expected);
});

/** An expression of the kind, and what no word takes in its place. */
const GOOD = {
  text: VALUES['text of the values'],
  integer: value({ type: 'integer', minimum: 1, maximum: 9 }),
  boolean: VALUES['boolean of the values'],
  texts,
  map: VALUES['map of the values'],
  scalar: VALUES['text of the values'],
  content: VALUES['text of the values'],
  anything: VALUES['text of the values'],
  list: texts,
} as const;

describe.each<[string, (...args: never[]) => unknown, readonly Kind[], readonly unknown[]]>([
  ['not', f.not, ['boolean'], []],
  ['equal', f.equal, ['scalar', 'scalar'], []],
  ['greater', f.greater, ['integer', 'integer'], []],
  ['add', f.add, ['integer', 'integer'], []],
  ['multiply', f.multiply, ['integer', 'integer'], []],
  ['divide', f.divide, ['integer', 'integer'], []],
  ['integerOf', f.integerOf, ['text'], []],
  ['byteLength', f.byteLength, ['text'], []],
  ['truncate', f.truncate, ['text'], [3]],
  ['sha256', f.sha256, ['text'], []],
  ['base64', f.base64, ['text'], []],
  ['orDefault', f.orDefault, ['text', 'text'], []],
  ['contains', f.contains, ['text', 'text'], []],
  ['matches', f.matches, ['text'], ['^a$']],
  ['find', f.find, ['text'], ['^a$']],
  ['findAfter', f.findAfter, ['text', 'text'], ['^a$']],
  ['join', f.join, ['texts', 'text'], []],
  ['has', f.has, ['texts', 'text'], []],
  ['repeated', f.repeated, ['texts'], []],
  ['toJson', f.toJson, ['anything'], []],
  ['merge', f.merge, ['map', 'map'], []],
  ['notEmpty', f.notEmpty, ['content'], []],
  ['omit', f.omit, ['map'], [['a']]],
  ['and', f.and, ['boolean', 'boolean'], []],
  ['or', f.or, ['boolean', 'boolean'], []],
  ['choose', f.choose, ['boolean', 'scalar', 'scalar'], []],
])('%s()', (word, call, kinds, rest) => {
  const EXPECTED: Readonly<Record<Kind, string>> = {
    text: 'a text',
    integer: 'a whole number',
    boolean: 'true or false',
    scalar: 'a text, a number, or true or false',
    list: 'a list',
    texts: 'a list of texts',
    map: 'a map',
    content: 'a text, a list or a map',
    anything: 'a value',
  };
  const apply = call as (...args: readonly unknown[]) => unknown;
  const good = kinds.map((kind) => GOOD[kind]);

  test('of what it takes, gives an expression of its own name', () => {
    expect(apply(...good, ...rest)).toBeInstanceOf(Expr);
    expect((apply(...good, ...rest) as Expr<unknown>).node).toMatchObject({ op: 'call', fn: { name: word } });
  });

  test.each(kinds.map((kind, index) => [index + 1, kind] as const))('operand %i is %s', (position, kind) => {
    const bad = good.map((one, index) => (index === position - 1 ? VALUES['each'] : one));
    expect(() => apply(...bad, ...rest)).toThrow(
      `${word}() takes ${EXPECTED[kind]}, and was given what each() decides`,
    );
  });
});

test.each<[string, Tree | Opaque]>([
  ['a text', f.choose(GOOD.boolean as never, 'a', 'b')],
  ['a number', f.choose(GOOD.boolean as never, 1, 2)],
  ['a boolean', f.choose(GOOD.boolean as never, true, false)],
  ['a value', f.choose<string>(GOOD.boolean as never, 'a', GOOD.text as never)],
])('choose() of %s is one', (kind, chosen) => {
  const types: Readonly<Record<string, unknown>> = {
    'a text': { type: 'string' },
    'a number': { type: 'integer', minimum: 1, maximum: 2 },
    'a boolean': { type: 'boolean' },
    'a value': { type: 'string' },
  };
  expect((chosen as Expr<unknown>).shape).toEqual(types[kind]);
});
