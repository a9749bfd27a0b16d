/** What a schema refers to, in its own document or another one, and what stands beside the reference. */
import { expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { checkedBy } from './checked-by';

type JsonObject = Readonly<Record<string, Json>>;

test('what refers to another document has its meaning there', () => {
  const others = new Map<string, Json>([
    [
      'other',
      { definitions: { 'a/b~c d': { properties: { c: { $ref: '#/definitions/text' } } }, text: { type: 'string' } } },
    ],
    ['whole.v1', { type: 'integer' }],
    ['whole.json.v1', { type: 'boolean' }],
    ['lists', { definitions: { list: [{}, { type: 'integer' }], nothing: null } }],
  ]);
  const schema = {
    definitions: { own: { type: 'boolean' } },
    properties: {
      whole: { $ref: 'https://example.com/schemas/Whole.v1.json' },
      wholeToo: { $ref: 'whole.json.v1.json' },
      part: {
        $ref: 'Other.json#/definitions/a~1b~0c%20d',
        properties: { own: { $ref: '#/definitions/own' }, ownToo: { $ref: '#/definitions/own', enum: [true] } },
      },
      none: { $ref: 'other#/definitions/none' },
      nothing: { $ref: 'lists#/definitions/nothing/a' },
      item: { $ref: 'lists#/definitions/list/1' },
    },
  };
  expect(
    checkedBy(
      schema,
      { whole: 'x', wholeToo: 'x', part: { c: 1, own: 1, ownToo: false }, none: 5, nothing: 5, item: 'x' },
      others,
    ).problems,
  ).toEqual([
    'wrong-type whole: expected integer, got "x"',
    'wrong-type wholeToo: expected boolean, got "x"',
    'wrong-type part.c: expected string, got 1',
    'wrong-type part.own: expected boolean, got 1',
    'wrong-value part.ownToo: expected true, got false',
    'wrong-type item: expected integer, got "x"',
  ]);
});

test.each<readonly [what: string, schema: JsonObject, value: Json, problems: readonly string[]]>([
  [
    'what the definition refers to itself',
    { $ref: '#/definitions/chain', properties: { b: {} } },
    { a: 'x', b: 1, c: 1 },
    ['wrong-type a: expected integer, got "x"', 'unknown-field c: unknown field, did you mean "a"?'],
  ],
  ['fields of any name', { $ref: '#/definitions/open', properties: { b: { const: 1 } } }, { b: 1, c: 1 }, []],
  [
    'any other fields',
    { $ref: '#/definitions/one', additionalProperties: { type: 'string' } },
    { a: 'x', b: 1, c: 'x' },
    ['wrong-type a: expected integer, got "x"', 'wrong-type b: expected string, got 1'],
  ],
  [
    'fields and what is required',
    { $ref: '#/definitions/one', properties: { b: { type: 'integer' } }, required: ['b'] },
    { a: 'x', others: 1 },
    [
      'wrong-type a: expected integer, got "x"',
      'unknown-field others: unknown field',
      'missing-field b: required, but missing',
    ],
  ],
  [
    'fields and what is required, of which nothing is there',
    { $ref: '#/definitions/one', properties: { b: { type: 'integer' } }, required: ['b'] },
    {},
    ['missing-field a: required, but missing', 'missing-field b: required, but missing'],
  ],
  [
    'fields, in a choice',
    { allOf: [{ $ref: '#/definitions/one', properties: { b: { type: 'integer' } } }] },
    { a: 1, b: 'x', c: 1 },
    ['wrong-type b: expected integer, got "x"', 'unknown-field c: unknown field, did you mean "a"?'],
  ],
  [
    'what is required by both',
    { $ref: '#/definitions/one', required: ['b'] },
    {},
    ['missing-field a: required, but missing', 'missing-field b: required, but missing'],
  ],
  [
    'alternatives of both',
    { $ref: '#/definitions/choice', anyOf: [{ const: 'y' }, { const: 'z' }] },
    'z',
    ['wrong-value : fits none of the 2 alternatives of its schema'],
  ],
  ['nothing, if that is said', { $ref: '#/definitions/one', nullable: true }, null, []],
  [
    'something else, too',
    { $ref: '#/definitions/one', nullable: true },
    {},
    ['missing-field a: required, but missing'],
  ],
  [
    'fields, if there is no such definition',
    { $ref: '#/definitions/none', properties: { b: { const: 1 } } },
    { b: 2 },
    ['wrong-value b: expected 1, got 2'],
  ],
  ['no nothing', { $ref: '#/definitions/one', nullable: false }, null, ['wrong-type : expected object, got null']],
  [
    'what has the same name in the other document',
    { $ref: 'other#/definitions/fields', properties: { b: { $ref: '#/definitions/one' } } },
    { c: 'x', b: 1 },
    ['wrong-type c: expected boolean, got "x"', 'wrong-type b: expected object, got 1'],
  ],
  [
    'what the other document narrows',
    { $ref: 'other#/definitions/narrowed', properties: { b: {} } },
    { c: 'x' },
    ['wrong-type c: expected boolean, got "x"'],
  ],
  [
    'items that its own document defines',
    { $ref: 'other#/definitions/list', items: { $ref: '#/definitions/one' } },
    [1],
    ['wrong-type [0]: expected object, got 1'],
  ],
])('beside a reference: %s', (_, schema, value, problems) => {
  const definitions = {
    one: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
    chain: { $ref: '#/definitions/one' },
    open: { properties: { a: {} }, additionalProperties: true },
    choice: { anyOf: [{ const: 'x' }, { const: 'y' }] },
  };
  const other = {
    definitions: {
      one: { type: 'boolean' },
      fields: { properties: { c: { $ref: '#/definitions/one' } } },
      narrowed: { properties: { c: { $ref: '#/definitions/one', default: true } } },
      list: { type: 'array' },
    },
  };
  expect(checkedBy({ definitions, ...schema }, value, new Map([['other', other]])).problems).toEqual(problems);
});

test('a reference and fields beside it: what either demands', () => {
  const definitions = {
    open: { properties: { a: {} }, minProperties: 2 },
    closed: { required: ['a'], properties: { a: {} } },
  };
  const toOpen = { definitions, $ref: '#/definitions/open', properties: { b: {} }, required: ['b'] };
  expect(checkedBy(toOpen, { a: 1 }).problems).toEqual([
    'missing-field b: required, but missing',
    'out-of-range : expected at least 2 fields, got 1',
  ]);
  const toClosed = { definitions, $ref: '#/definitions/closed', properties: { b: {} }, maxProperties: 1 };
  expect(checkedBy(toClosed, { b: 1, c: 1 }).problems).toEqual([
    'unknown-field c: unknown field, did you mean "a"?',
    'missing-field a: required, but missing',
    'out-of-range : expected at most 1 fields, got 2',
  ]);
});
