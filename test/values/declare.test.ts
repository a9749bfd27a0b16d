/** What a declaration of values refuses, and what follows from it for the constructs. */
import { expect, test } from '@jest/globals';
import { each, field } from '../../lib/expr/vocabulary';
import { integer, map, opaqueList, opaqueMap, record, string, symbolicValues } from '../../lib/values/schema';

test.each([
  ['a fraction', 0.5],
  ['beyond what JavaScript counts exactly', 2 ** 53],
  ['without an end', Infinity],
])('a bound that is %s is refused', (_name, maximum) => {
  expect(() => integer({ minimum: 0, maximum, description: 'How many.' })).toThrow(
    `“How many.”: ${String(maximum)} is no whole number up to 2^53`,
  );
});

test('of an opaque item, constructs can read the texts that its schema requires', () => {
  const name = { type: 'string' } as const;
  const { list } = symbolicValues(
    record('Values.', {
      list: opaqueList('Things.', {
        type: 'object',
        properties: {
          name,
          value: name,
          count: { type: 'integer' },
          ref: { type: 'object', properties: { key: name } },
        },
        required: ['name', 'count', 'ref'],
      }),
    }),
  );
  expect(() => each(list, (item) => field(item, 'name'))).not.toThrow();
  for (const key of ['value', 'count', 'ref', 'key', 'other']) {
    expect(() => each(list, (item) => field(item, key))).toThrow(`does not say that each item has the text ${key}`);
  }
});

test.each<[string, () => unknown]>([
  ['an opaque map', () => opaqueMap('Map.', { a: { b: null } })],
  ['a map', () => map(opaqueMap('Of maps.'), { description: 'Map.', default: { a: { b: null } } })],
  ['a map of texts', () => map(string({ description: 'Text.' }), { description: 'Map.', default: { a: null } })],
])('a null in the default of %s is refused', (_name, declare) => {
  expect(declare).toThrow('“Map.”: a null in its default, which some versions of Helm drop: leave the key out');
});

test('a null in a list is an item', () => {
  expect(() => opaqueMap('Map.', { a: [null] })).not.toThrow();
});
