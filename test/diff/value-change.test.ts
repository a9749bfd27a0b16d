/** What differs between values, and the values between two. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { completeValues, valueChanges, withChanges } from '../../lib/diff/value-change';
import type { JsonObject } from '../../lib/values/merge';
import { isMapping, mergeValues } from '../../lib/values/merge';

const written = (before: JsonObject, after: JsonObject) =>
  valueChanges(before, after).map(({ path, before: old, after: now }) => [path.join('.'), old, now]);

describe('changes', () => {
  test.each<[string, JsonObject, JsonObject, readonly unknown[]]>([
    ['none', { a: { b: 1 } }, { a: { b: 1 } }, []],
    ['the order of keys is none', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['a scalar', { a: { b: 1 } }, { a: { b: 2 } }, [['a.b', 1, 2]]],
    ['a list is one value', { a: [1, 2] }, { a: [1, 3] }, [['a', [1, 2], [1, 3]]]],
    [
      'what came in a map, key by key',
      { a: {} },
      { a: { b: 1, c: { d: 2 } } },
      [
        ['a.b', undefined, 1],
        ['a.c.d', undefined, 2],
      ],
    ],
    [
      'what went',
      { a: { b: 1 }, c: 2 },
      {},
      [
        ['a.b', 1, undefined],
        ['c', 2, undefined],
      ],
    ],
    ['an empty map that came', {}, { a: {} }, [['a', undefined, {}]]],
    ['a map in the place of a text', { a: 'x' }, { a: { b: 1 } }, [['a', 'x', { b: 1 }]]],
    ['null is a value', { a: 1 }, { a: null }, [['a', 1, null]]],
  ])('%s', (_, before, after, expected) => {
    expect(written(before, after)).toEqual(expected);
  });
});

describe('earlier values, as the later chart would have them', () => {
  test.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ['a key that is new in the chart has its default', {}, { a: 1 }, { a: 1 }, { a: 1 }],
    ['and somebody’s value is a change of it', {}, { a: 2 }, { a: 1 }, { a: 1 }],
    ['what both deleted stays deleted', { a: {} }, { a: {} }, { a: { b: 1 } }, { a: {} }],
    ['what only the later deleted was there', { a: { b: 5 } }, { a: {} }, { a: { b: 1 } }, { a: { b: 5 } }],
    ['a key without a default was not there', {}, { a: 1 }, {}, {}],
    ['what the chart does not know stays', { x: 1 }, {}, {}, { x: 1 }],
  ])('%s', (_, before, after, defaults, expected) => {
    expect(completeValues(before, after, defaults)).toEqual(expected);
  });

  test('with the defaults that there were, what is not there was deleted', () => {
    expect(completeValues({ m: {} }, { m: { a: 1, b: 2 } }, { m: { a: 1, b: 2 } }, { m: { a: 5 } })).toEqual({
      m: { b: 2 },
    });
  });
});

const values = fc.letrec<{ map: JsonObject }>((tie) => ({
  map: fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof({ maxDepth: 3 }, fc.constantFrom<JsonObject['a']>(1, 'x', [1], [], null), tie('map')),
  ),
})).map;

test('all changes lead from one to the other, and back, in any order', () => {
  fc.assert(
    fc.property(values, values, fc.infiniteStream(fc.integer()), (before, after, order) => {
      const changes = valueChanges(before, after);
      const keys = new Map(changes.map((change) => [change, order.next().value]));
      const shuffled = changes.toSorted((one, other) => Number(keys.get(one)) - Number(keys.get(other)));
      expect(withoutEmpty(withChanges(before, shuffled))).toEqual(withoutEmpty(after));
      expect(withoutEmpty(withChanges(after, shuffled, 'before'))).toEqual(withoutEmpty(before));
    }),
  );
});

test('with its own defaults, a values file is complete as Helm makes it', () => {
  fc.assert(
    fc.property(values, (defaults) => {
      const clean = withoutEmpty(defaults) as JsonObject;
      expect(completeValues({}, clean, clean)).toEqual(mergeValues(clean, {}));
    }),
  );
});

/** Maps that lost all they had may stay, or go. */
function withoutEmpty(value: unknown): unknown {
  if (!isMapping(value)) return value;
  const inner = Object.entries(value).map(([key, part]) => [key, withoutEmpty(part)] as const);
  return Object.fromEntries(inner.filter(([, part]) => !isMapping(part) || Object.keys(part as object).length > 0));
}
