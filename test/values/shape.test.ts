/** What a declaration tells the interpreters, and what of it is refused where it is written. */
import { describe, expect, test } from '@jest/globals';
import type { Shape } from '../../lib/expr/shape';
import type { JsonSchema } from '../../lib/values/json-schema-type';
import {
  boolean,
  defaultsOf,
  integer,
  list,
  map,
  opaqueList,
  opaqueMap,
  record,
  shapeOf,
  string,
  stringMap,
  type Field,
} from '../../lib/values/schema';

const description = 'It.';
const word = string({ default: 'a', description });
const flag = boolean({ default: false, description });
const count = integer({ default: 3, minimum: 1, maximum: 9, description });
const required = record('All required.', {
  word: string({ description }),
  flag: boolean({ description }),
  count: integer({ minimum: 1, maximum: 9, description }),
});
const wild = { type: 'string', tame: false };
const numbers = { type: 'integer', minimum: 1, maximum: 9 };

describe('the shape of', () => {
  test.each<[string, Field, unknown]>([
    ['a text, which the chart’s defaults fill in', word, wild],
    ['a boolean', flag, { type: 'boolean' }],
    ['a number: its bounds', count, numbers],
    ['a record', record('It.', { word, count }), { type: 'record', fields: { word: wild, count: numbers } }],
    [
      'an item, which nothing but the template fills in',
      list(record('It.', { word, flag, count }), { default: [], description }),
      {
        type: 'list',
        item: {
          type: 'record',
          fields: {
            word: { ...wild, fallback: 'a' },
            flag: { type: 'boolean', fallback: false },
            count: { ...numbers, fallback: 3 },
          },
        },
      },
    ],
    [
      'an item that leaves nothing out',
      list(required, { default: [], description }),
      { type: 'list', item: { type: 'record', fields: { word: wild, flag: { type: 'boolean' }, count: numbers } } },
    ],
    [
      'a map: its values are as items',
      map(count, { description }),
      { type: 'map', value: { ...numbers, fallback: 3 } },
    ],
    ['a map of texts', stringMap('It.'), { type: 'map', value: wild }],
    ['what is passed on', opaqueMap('It.'), { type: 'map' }],
    ['a list that is passed on, of anything', opaqueList('It.', {}), { type: 'list', texts: [] }],
    ['of texts', opaqueList('It.', { type: 'string' }), { type: 'list', texts: [[]] }],
    [
      'of objects: the texts that they cannot lack, however deep',
      opaqueList('It.', {
        type: 'object',
        required: ['name', 'count', 'meta', 'nothing'],
        properties: {
          name: { type: 'string' },
          other: { type: 'string' },
          count: { type: 'integer' },
          meta: { type: 'object', required: ['id'], properties: { id: { type: 'string' }, title: { type: 'string' } } },
        },
      }),
      { type: 'list', texts: [['name'], ['meta', 'id']] },
    ],
    [
      'of no objects, whatever they would need',
      opaqueList('It.', { type: 'array', required: ['name'], properties: { name: { type: 'string' } } }),
      { type: 'list', texts: [] },
    ],
  ])('%s', (_, field, shape) => {
    expect(shapeOf(field)).toStrictEqual(shape);
  });

  test('the same field is the same', () => {
    expect(shapeOf(word)).toBe(shapeOf(word));
  });
});

describe('whether a text can hold < or >', () => {
  const isTame = (field: Parameters<typeof string>[0]) =>
    (shapeOf(string(field)) as Shape & { readonly tame?: boolean }).tame;
  test.each([
    ['any', {}, false],
    ['options without', { options: ['a', 'b'] }, true],
    ['one option with', { options: ['a', '<b'] }, false],
    ['all options with', { options: ['>', '<'] }, false],
    ['a pattern that keeps them out', { pattern: { regex: '^[a-z]*$', expected: 'letters' } }, true],
    ['a pattern that lets one in', { pattern: { regex: '^[a-z<]*$', expected: 'letters' } }, false],
  ])('%s', (_, more, tame) => {
    expect(isTame({ description, ...more })).toBe(tame);
  });
});

describe('a pattern that Go reads otherwise is refused', () => {
  const pattern = '^(?=a)b$';
  const inside: Readonly<Record<string, JsonSchema>> = {
    itself: { pattern },
    items: { items: { pattern } },
    'values of a map': { additionalProperties: { pattern } },
    'what is ruled out': { not: { pattern } },
    'an alternative': { anyOf: [{}, { pattern }] },
    'a property': { properties: { a: {}, b: { properties: { c: { pattern } } } } },
  };
  test.each(Object.entries(inside))('%s', (_, schema) => {
    expect(() => opaqueMap('It.', {}, schema)).toThrow(pattern);
    expect(() => opaqueList('It.', schema)).toThrow(pattern);
  });

  test('of a text', () => {
    expect(() => string({ description, pattern: { regex: pattern, expected: 'b' } })).toThrow(pattern);
  });

  test('others are not', () => {
    const schema = { additionalProperties: true, not: { pattern: '^a$' } };
    expect(opaqueMap('It.', {}, schema).schema).toEqual({ ...schema, type: 'object' });
  });
});

test('what has no default is said where all need one', () => {
  expect(() => defaultsOf(required)).toThrow(new Error('no default: “It.”'));
  expect(defaultsOf(record('It.', { word, flag, count }))).toEqual({ word: 'a', flag: false, count: 3 });
});
