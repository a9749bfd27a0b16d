/** What is said of a value that does not fit: where a field is declared, and inside what is only passed on. */
import { expect, test } from '@jest/globals';
import { boolean, integer, list, map, opaqueList, opaqueMap, record, string } from '../../lib/values/schema';
import { schemaProblems } from '../../lib/values/schema-problems';
import type { JsonSchema } from '../../lib/values/json-schema-type';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';

const description = 'Any.';
const text = string({ default: '', description });
const size = { anyOf: [{ type: 'string', pattern: '^[0-9]+$' }, { type: 'integer' }] } as const;
const schema = record('', {
  closed: record('', {}),
  text,
  short: string({ default: '', maxLength: 2, pattern: { regex: '^a*$', expected: 'some a' }, description }),
  formed: string({ default: '', pattern: { regex: '^a*$', expected: 'some a' }, description }),
  one: string({ default: 'x', options: ['x'], description }),
  both: string({ default: 'a', options: ['a'], pattern: { regex: '^[ab]$', expected: 'a letter' }, description }),
  number: integer({ default: 1, minimum: 1, maximum: 9, description }),
  yes: boolean({ default: true, description }),
  byName: map(record('', { n: integer({ minimum: 1, maximum: 9, description }), items: list(text, { default: [], description }) }), {
    description,
  }),
  passed: opaqueMap(description, {}, {
    properties: {
      kind: { type: 'string', enum: ['A', 'B'] },
      name: { type: 'string', pattern: '^a*$', description: 'a name' },
      bare: { type: 'string', pattern: '^a*$' },
      full: { type: 'string', minLength: 1, maxLength: 2, description: 'a full name' },
      either: { type: ['string', 'integer'] },
      sealed: { type: 'object', additionalProperties: false },
      odd: { enum: ['A', 1.5, true] },
      size,
      flag: { type: 'boolean' },
      count: { type: 'integer' },
    },
    required: [],
  }),
  least: opaqueMap(description, { a: 1 }, { minProperties: 1 }),
  many: opaqueList(description, {
    type: 'object',
    required: ['name', 'ids', 'port', 'other'],
    properties: { name: { type: 'string' }, ids: { type: 'array' }, port: { type: ['integer', 'string'] }, other: {} },
  }),
}); // prettier-ignore
const FINE: JsonObject = {
  ...{ closed: {}, text: '', short: '', formed: '', one: 'x', both: 'a', number: 1, yes: true },
  ...{ byName: {}, passed: {}, least: { a: 1 }, many: [] },
};

test.each<[string, Json, string]>([
  ['closed', { a: 1 }, 'closed.a: unknown key. Known here: nothing.'],
  ['text', null, 'text: is missing: expected a string'],
  ['text', 'x'.repeat(4097), `text: expected at most 4096 characters, got "${'x'.repeat(56)}…`],
  ['text', 1, 'text: expected a string, got 1. Put it in quotes'],
  ['text', ['x'], 'text: expected a string, got ["x"]'],
  ['text', [{ name: 'a', value: 'b' }], 'text: expected a string, got [{"name":"a","value":"b"}]'],
  ['short', 'aaa', 'short: expected at most 2 characters, got "aaa"'],
  ['short', 'b', 'short: expected some a, got "b"'],
  ['formed', true, 'formed: expected some a, got true. Put it in quotes'],
  ['one', 'other', 'one: expected one of x, got "other"'],
  ['one', 1, 'one: expected one of x, got 1'],
  ['both', 'b', 'both: expected one of a, got "b". Did you mean a?'],
  ['number', 10, 'number: expected an integer from 1 to 9, got 10'],
  ['number', 0.5, 'number: expected an integer from 1 to 9, got 0.5'],
  ['number', '0', 'number: expected an integer from 1 to 9, got "0". Remove its quotes'],
  ['number', ['1'], 'number: expected an integer from 1 to 9, got ["1"]'],
  ['number', '1x', 'number: expected an integer from 1 to 9, got "1x"'],
  ['number', 'true', 'number: expected an integer from 1 to 9, got "true"'],
  ['yes', 'false', 'yes: expected a boolean, got "false". Remove its quotes'],
  ['yes', ['false'], 'yes: expected a boolean, got ["false"]'],
  ['yes', 'falsely', 'yes: expected a boolean, got "falsely"'],
  ['yes', 'untrue', 'yes: expected a boolean, got "untrue"'],
  ['yes', 'only', 'yes: expected a boolean, got "only"'],
  ['yes', 'year', 'yes: expected a boolean, got "year"'],
  ['yes', 'offer', 'yes: expected a boolean, got "offer"'],
  ['yes', 'casino', 'yes: expected a boolean, got "casino"'],
  ['yes', '12', 'yes: expected a boolean, got "12"'],
  ['yes', 2, 'yes: expected a boolean, got 2'],
  ['yes', 'x'.repeat(58), `yes: expected a boolean, got "${'x'.repeat(58)}"`],
  ['yes', 'x'.repeat(59), `yes: expected a boolean, got "${'x'.repeat(56)}…`],
  ['byName', { a: {} }, 'byName.a.n: is missing: expected an integer from 1 to 9'],
  ['byName', { 'b/~1': { n: 0 } }, 'byName["b/~1"].n: expected an integer from 1 to 9, got 0'],
  ['byName', { a: { n: 1, items: ['x', 2] } }, 'byName.a.items[1]: expected a string, got 2. Put it in quotes'],
  ['byName', 'a', 'byName: expected a map of objects, got "a"'],
  ['passed', { kind: 'a' }, 'passed.kind: expected one of A or B, got "a". Did you mean A?'],
  ['passed', { name: 'b' }, 'passed.name: expected a name, got "b"'],
  ['passed', { bare: 'b' }, 'passed.bare: expected something that must match pattern "^a*$", got "b"'],
  ['passed', { full: '' }, 'passed.full: expected something that must NOT have fewer than 1 characters, got ""'],
  ['passed', { full: 'abc' }, 'passed.full: expected at most 2 characters, got "abc"'],
  ['passed', { either: true }, 'passed.either: expected a string or integer, got true'],
  ['passed', { sealed: { a: 1 } }, 'passed.sealed.a: unknown key. Known here: nothing.'],
  ['passed', { odd: 1 }, 'passed.odd: expected one of A, 1.5 or true, got 1'],
  ['passed', { size: 'x' }, 'passed.size: expected a quantity, such as 500m or 2Gi, got "x"'],
  ['passed', { flag: 'yes' }, 'passed.flag: expected a boolean, got "yes". Write true, without quotes'],
  ['passed', { count: [] }, 'passed.count: expected an integer, got []'],
  ['passed', [1], 'passed: expected an object, got [1]'],
  ['least', {}, 'least: expected something that must NOT have fewer than 1 properties, got {}'],
  ['many', [{ ids: [], port: 1, other: 1 }], 'many[0].name: is missing: expected a string'],
  ['many', [{ name: 'a', port: 1, other: 1 }], 'many[0].ids: is missing: expected an array'],
  ['many', [{ name: 'a', ids: [], other: 1 }], 'many[0].port: is missing: expected an integer or string'],
  ['many', [{ name: 'a', ids: [], port: 1 }], 'many[0].other: is missing: expected a value'],
  ['many', {}, 'many: expected a list, got {}'],
])('%s, %#', (key, value, expected) => {
  const values = { ...FINE, [key]: value };
  if (value === null) Reflect.deleteProperty(values, key);
  expect(schemaProblems(schema, values, []).map(({ message }) => message)).toEqual([expected]);
});

test('all that is wrong is said, and what is meant', () => {
  const values = { ...FINE, number: 0, yes: 1, text: null, other: 1, 'a.b': 1, 'x-any': 1 };
  const problems = schemaProblems(schema, values, [{ number: 0 }]);
  expect(problems).toEqual([
    { path: ['other'], of: 'key', message: expect.stringContaining('other: unknown key. Known here: ') as unknown as string, shown: 'other' },
    { path: ['a.b'], of: 'key', message: expect.stringContaining('["a.b"]: unknown key. Known here: ') as unknown as string, shown: 'a.b' },
    { path: ['text'], of: 'value', message: 'text: expected a string, got null', shown: 'null' },
    { path: ['number'], of: 'value', message: 'number: expected an integer from 1 to 9, got 0', shown: '0' },
    { path: ['yes'], of: 'value', message: 'yes: expected a boolean, got 1. Write true', shown: '1' },
  ]);
  expect(schemaProblems(schema, FINE, [])).toEqual([]);
}); // prettier-ignore

test('a schema with a word that is none is refused, not passed over', () => {
  const misspelt = record('', { passed: opaqueMap(description, {}, { minProps: 1 } as JsonSchema) });
  expect(() => schemaProblems(misspelt, { passed: {} }, [])).toThrow('strict mode: unknown keyword: "minProps"');
});
