/** What a field is called, and what a form is said to be, in words: for values.yaml, the reference and messages. */
import { describe, expect, test } from '@jest/globals';
import { constraintOf, fullDescription, typeOf } from '../../lib/values/constraint';
import { jsonSchemaOf } from '../../lib/values/json-schema';
import type { JsonSchema } from '../../lib/values/json-schema-type';
import { asItem, asListItem, asMapEntry, asNamedItem } from '../../lib/values/list-form';
import { parentKeys, parentRules } from '../../lib/values/parent-keys';
import {
  boolean,
  integer,
  list,
  map,
  opaqueList,
  opaqueMap,
  record,
  string,
  type Field,
} from '../../lib/values/schema';
import type { Json } from '../../lib/yaml/json';

const port = integer({ default: 1, minimum: 1, maximum: 65535, description: 'Where.' });
const word = string({ description: 'A word.' });
const one = string({ default: 'a', options: ['a'], description: 'One.' });
const two = string({ default: 'a', options: ['a', 'b'], description: 'One of two.' });
const three = string({ default: 'a', options: ['a', 'b', 'c'], description: 'One of three.' });
const person = record('Somebody.', { name: word, age: port });

describe('a field in words', () => {
  test.each<[string, Field, string, string]>([
    ['integer', port, '1 to 65535', 'Where. 1 to 65535.'],
    ['string', word, '', 'A word.'],
    ['string', one, 'a', 'One. One of a.'],
    ['string', two, 'a or b', 'One of two. One of a or b.'],
    ['string', three, 'a, b or c', 'One of three. One of a, b or c.'],
    ['boolean', boolean({ default: true, description: 'Yes.' }), '', 'Yes.'],
    ['object', person, '', 'Somebody.'],
    ['list of objects', list(person, { default: [], description: 'People.' }), '', 'People.'],
    ['list of strings', list(word, { default: [], description: 'Words.' }), '', 'Words.'],
    ['map of objects', map(person, { default: {}, description: 'By name.' }), '', 'By name.'],
    ['map of strings', map(word, { default: {}, description: 'Words.' }), '', 'Words.'],
    ['list', opaqueList('Passed on.', {}), '', 'Passed on.'],
    ['object', opaqueMap('Passed on.', {}), '', 'Passed on.'],
  ])('%s, %#', (type, field, constraint, description) => {
    expect([typeOf(field), constraintOf(field), fullDescription(field)]).toEqual([type, constraint, description]);
  });
});

test('what must be there: outside of lists all that is no list or map, in them all that has no default', () => {
  const schema = jsonSchemaOf(
    record('Values.', {
      port,
      word,
      people: list(person, { default: [], description: 'People.' }),
      byName: map(person, { default: {}, description: 'By name.' }),
      any: opaqueMap('Passed on.', {}),
      nested: record('Nested.', { port, yes: boolean({ default: false, description: 'Yes.' }) }),
    }),
    'Title',
  );
  const { properties = {} } = schema;
  expect(schema).toMatchObject({ title: 'Title', required: ['port', 'word', 'nested'], additionalProperties: false });
  expect(properties['nested']).toMatchObject({ required: ['port', 'yes'], additionalProperties: false });
  expect(properties['people']).toMatchObject({ items: { required: ['name'] }, default: [] });
  expect(properties['byName']).toMatchObject({ additionalProperties: { required: ['name'] }, default: {} });
  expect(properties['word']).toEqual({ type: 'string', description: 'A word.', maxLength: 4096 });
  expect(properties['port']).toEqual({
    ...{ type: 'integer', description: 'Where.', minimum: 1, maximum: 65535, default: 1 },
  });
  expect(Object.keys(properties).slice(-2)).toEqual(['enabled', 'global']);
  expect(properties['global']).toEqual({
    ...{ type: 'object', description: 'Values shared by all charts of one installation.' },
  });
});

test('a field without a default has none in the schema, and only what is open takes other keys', () => {
  const fields = {
    number: integer({ minimum: 1, maximum: 2, description: 'N.' }),
    yes: boolean({ description: 'Y.' }),
    text: string({ description: 'T.', default: undefined }),
    closed: record('C.', {}),
    open: record('O.', {}, true),
  };
  const { properties = {} } = jsonSchemaOf(record('Values.', fields), 't');
  expect(properties['number']).toStrictEqual({ type: 'integer', description: 'N.', minimum: 1, maximum: 2 });
  expect(properties['yes']).toStrictEqual({ type: 'boolean', description: 'Y.' });
  expect(properties['text']).toStrictEqual({ type: 'string', description: 'T.', maxLength: 4096 });
  expect([properties['closed'], properties['open']].map((of) => of?.additionalProperties)).toEqual([false, true]);
  const item = list(record('', fields), { default: [], description: 'L.' });
  expect(jsonSchemaOf(record('', { item }), 't').properties?.['item']?.items?.required).toEqual(Object.keys(fields));
});

test('what a chart declares itself is no key of its parent’s', () => {
  const enabled = boolean({ default: true, description: 'Mine.' });
  expect(Object.keys(parentKeys(record('Values.', { enabled })))).toEqual(['global']);
  expect(parentRules(record('Values.', { enabled }))).toEqual([]);
  expect(jsonSchemaOf(record('Values.', { enabled }), 't').properties?.['enabled']).toMatchObject({
    description: 'Mine.',
  });
});

const NAMED: JsonSchema = { required: ['name'], properties: { name: { type: 'string' }, value: { type: 'string' } } };
const REFERENCE: JsonSchema = { required: ['name'], properties: { name: { type: 'string' } } };
const LONG = 'x'.repeat(41);

describe('another form of a list', () => {
  test.each<[JsonSchema, Json, string | undefined]>([
    [NAMED, { A: 'b' }, 'a list: - {name: A, value: b}'],
    [NAMED, { A: 1 }, 'a list: - {name: A, value: "1"}'],
    [NAMED, { A: 'b,c' }, 'a list: - {name: A, value: "b,c"}'],
    [NAMED, { A: LONG }, 'a list: - {name: A, …}'],
    [NAMED, { A: LONG.slice(1) }, `a list: - {name: A, value: ${LONG.slice(1)}}`],
    [NAMED, { [LONG]: 'b' }, 'a list: - {name: …, value: b}'],
    [NAMED, { A: { b: 1 } }, 'a list: - {name: A, …}'],
    [NAMED, { A: null }, 'a list: - {name: A, …}'],
    [REFERENCE, { A: 'b' }, 'a list: - {name: A, …}'],
    [NAMED, { name: 'A' }, 'a list: - {name: A}'],
    [NAMED, { name: 'A', value: 'b' }, 'a list: - {name: A, …}'],
    [NAMED, { name: ['A'] }, 'a list: - {name: …}'],
    [NAMED, {}, undefined],
    [NAMED, 'A', undefined],
    [NAMED, ['A'], undefined],
    [{ required: ['key'] }, { A: 'b' }, undefined],
    [{}, { A: 'b' }, undefined],
  ])('asListItem %#', (items, given, expected) => {
    expect(asListItem({ items }, given)).toBe(expected);
  });

  test('a list of anything tells nothing', () => {
    expect(asListItem({}, { A: 'b' })).toBeUndefined();
  });

  test.each<[JsonSchema, string, string | undefined]>([
    [NAMED, 'A=b', '{name: A, value: b}'],
    [NAMED, 'A=b=c\nd', String.raw`{name: A, value: "b=c\nd"}`],
    [NAMED, 'A=', '{name: A, value: ""}'],
    [NAMED, '=b', '{name: =b, …}'],
    [NAMED, '=b=c', '{name: =b=c, …}'],
    [{ ...NAMED, required: ['host'] }, 'a=b', '{host: a=b}'],
    [NAMED, 'A', '{name: A, …}'],
    [REFERENCE, 'A=b', '{name: A=b}'],
    [REFERENCE, LONG, '{name: …}'],
    [{ required: ['host'] }, 'a.b', '{host: a.b}'],
    [{ required: ['host', 'port'] }, 'a.b', undefined],
    [{ required: [] }, 'a.b', undefined],
    [{}, 'a.b', undefined],
  ])('asItem %#', (schema, given, expected) => {
    expect(asItem(schema, given)).toBe(expected);
  });

  test.each<[JsonSchema, Json, string | undefined]>([
    [NAMED, { A: 'b' }, '{name: A, value: b}'],
    [NAMED, { A: 'b', C: 'd' }, undefined],
    [NAMED, {}, undefined],
    [NAMED, ['A'], undefined],
    [REFERENCE, { A: 'b' }, undefined],
    [{}, { A: 'b' }, undefined],
    [{ required: ['name'] }, { A: 'b' }, undefined],
  ])('asNamedItem %#', (schema, given, expected) => {
    expect(asNamedItem(schema, given)).toBe(expected);
  });

  test.each<[Json, string | undefined]>([
    [[{ name: 'A', value: 'b' }], 'a map: A: b'],
    [[{ key: 'A', value: 1 }, { key: 'C' }], 'a map: A: "1"'],
    [[{ name: 'A', key: 'B', value: true }], 'a map: A: "true"'],
    [[{ name: 'A' }], undefined],
    [[{ value: 'b' }], undefined],
    [['A'], undefined],
    [[], undefined],
    [{ name: 'A', value: 'b' }, undefined],
  ])('asMapEntry %#', (given, expected) => {
    expect(asMapEntry(given)).toBe(expected);
  });
});
