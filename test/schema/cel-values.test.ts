/** What rules of custom resources see of an object, and quantities. */
import { describe, expect, test } from '@jest/globals';
import { Quantity } from '../../lib/schema/cel/quantity';
import { celRule } from '../../lib/schema/cel/rule';
import { celValue } from '../../lib/schema/cel/value';
import { CostBudget, costLimits, CostPool } from '../../lib/schema/cost';
import type { JsonSchema } from '../../lib/schema/json-schema';
import type { Json } from '../../lib/yaml/json';
import { checked } from './custom-object';

describe('what CEL sees', () => {
  const object = (fields: Readonly<Record<string, unknown>>) => new Map(Object.entries(fields));
  test.each<[value: Json, schema: JsonSchema, seen: unknown]>([
    [5, {}, 5n],
    [5, { type: 'integer' }, 5n],
    [5, { type: 'number' }, 5],
    [1.5, {}, 1.5],
    [true, {}, true],
    ['x', {}, 'x'],
    [null, {}, null],
    // Of another type than the format's: it is what it is.
    [true, { format: 'date' }, true],
    ['2020-01-02T03:04:05Z', { format: 'date-time' }, new Date(Date.UTC(2020, 0, 2, 3, 4, 5))],
    ['2020-01-02', { format: 'date' }, new Date(Date.UTC(2020, 0, 2))],
    ['YWI=', { format: 'byte' }, new Uint8Array([97, 98])],
    [`${'0'.repeat(99)}1s`, { format: 'duration' }, `${'0'.repeat(99)}1s`],
    [[1, [2]], { items: { type: 'number' } }, [1, [2n]]],
    [{ a: 1, b: 1, c: null }, { properties: { a: { type: 'number' } } }, object({ a: 1, b: 1n })],
    [
      { a: 1, b: 1 },
      {
        properties: { a: { type: 'integer' } },
        additionalProperties: { type: 'number' },
      },
      object({ a: 1n, b: 1 }),
    ],
    [
      { 'a.b': 1, 'a-b': 2, 'a/b': 3, a__b: 4, in: 5, '1a': 6, a1_: 7 },
      {
        properties: Object.fromEntries(['a.b', 'a-b', 'a/b', 'a__b', 'in', '1a', 'a1_'].map((name) => [name, {}])),
      },
      object({
        a__dot__b: 1n,
        a__dash__b: 2n,
        a__slash__b: 3n,
        a__underscores__b: 4n,
        __in__: 5n,
        '1a': 6n,
        a1_: 7n,
      }),
    ],
    // What the definition does not name has the name that it has.
    [{ 'a-b': 1, in: 2 }, { additionalProperties: true }, object({ 'a-b': 1n, in: 2n })],
    [{ a: 1 }, { properties: { a: { default: 2 }, 'a-b': { default: 3 } } }, object({ a: 1n, a__dash__b: 3n })],
    [{ constructor: 1 }, { additionalProperties: { type: 'number' } }, object({ constructor: 1 })],
  ])('%j through %j', (value, schema, seen) => {
    expect(celValue(value, schema)).toEqual(seen);
  });

  test('a duration is seen as one outside of rules, too, whatever came of the last', () => {
    const budget = new CostBudget(new CostPool({ ...costLimits, rule: 1 }));
    expect(celRule({ rule: '1 + 1 == 2' }).outcome(() => null, budget)).toMatchObject({ isOfObject: true });
    expect(String(celValue('1h', { format: 'duration' }))).toBe('3600s');
  });

  test('a duration of 100 characters is read', () => {
    const a = `${'0'.repeat(98)}1s`;
    expect(
      checked({ properties: { a: { type: 'string', format: 'duration' } } }, [{ rule: 'self.a < duration("2s")' }], {
        a,
      }),
    ).toEqual([]);
  });
});

test.each([
  ['1', 1_000_000_000n],
  ['-1.5', -1_500_000_000n],
  ['500m', 500_000_000n],
  ['1Ki', 1_024_000_000_000n],
  ['1e3', 1_000_000_000_000n],
  ['1E-3', 1_000_000n],
  ['0.1n', 1n],
  ['-0.1n', -1n],
  ['+2n', 2n],
  ['2u', 2000n],
  ['.5', 500_000_000n],
  ['5.', 5_000_000_000n],
  ['1.25k', 1250n * 10n ** 9n],
  ...['k', 'M', 'G', 'T', 'P', 'E'].map(
    (unit, index) => [`2${unit}`, 2n * 1000n ** BigInt(index + 1) * 10n ** 9n] as const,
  ),
  ...['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map(
    (unit, index) => [`2${unit}`, 2n * 1024n ** BigInt(index + 1) * 10n ** 9n] as const,
  ),
  ['1e+2', 100_000_000_000n],
  ['1.5e-10', 1n],
  ['', undefined],
  ['-', undefined],
  ['e3', undefined],
  [' 1', undefined],
  ['1 ', undefined],
  ['.', undefined],
  ['1KB', undefined],
])('quantity %s', (text, nanos) => {
  expect(Quantity.parse(text)?.nanos).toBe(nanos);
});
