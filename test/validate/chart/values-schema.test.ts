/** Schemas of strangers: whatever is in them, the check ends, and says what it did not look at. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkValues, type SchemaResult } from '../../../lib/validate/chart/values-schema';
import type { Json } from '../../../lib/yaml/json';
import type { JsonObject } from '../../../lib/validate/object';
import { resultsOf } from '../../support/linear';

/** What the schema says of the values, or why it says nothing. */
function outcome(schema: JsonObject, values: JsonObject): string {
  return shown(checkValues(schema, values));
}

function shown(result: SchemaResult | undefined): string {
  if (result === undefined) return 'it did not end';
  if (result.is !== 'checked') return `${result.is}: ${result.message}`;
  return result.problems.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('; ');
}

const pattern = (text: string): JsonObject => ({ properties: { a: { pattern: text } } });
const many = 'a'.repeat(200);

type Case = readonly [name: string, schema: JsonObject, values: JsonObject, expected: string];

/** Some of them might not end. */
function eachEnds(cases: readonly Case[]): void {
  let results: readonly unknown[] = [];
  beforeAll(() => {
    const given = cases.map(([, schema, values]) => [schema, values]);
    results = resultsOf('./lib/validate/chart/values-schema', 'it.checkValues', given);
  });
  test.each(cases.map(([name, , , expected], index) => [name, index, expected] as const))(
    '%s',
    (_, index, expected) => {
      expect(shown(results[index] as SchemaResult | undefined)).toBe(expected);
    },
  );
}

describe('patterns', () => {
  eachEnds([
    ['one that fits', pattern('^[a-c]+$'), { a: 'abc' }, ''],
    ['one that does not', pattern('^[a-c]+$'), { a: 'abd' }, '/a must match pattern "^[a-c]+$"'],
    ['one that takes for ever', pattern('^(a+)+$b'), { a: many }, '/a must match pattern "^(a+)+$b"'],
    [
      'of keys, each its own',
      { patternProperties: { '^(a+)+b': { type: 'string' }, '^a': { type: 'number' }, '^c': { type: 'string' } } },
      { [many]: 'x', c: 'x' },
      `/${many} must be number`,
    ],
    [
      'one that Go does not read',
      pattern('^(?!kube-)'),
      { a: 'x' },
      'invalid: "^(?!kube-)" is no pattern that Go reads: error parsing regexp: invalid or unsupported Perl syntax: `(?!`',
    ],
    ['a large one', pattern('(a{1000}){1000}'), { a: 'x' }, 'unchecked: the pattern is larger than 10000 instructions'],
    [
      'a long text',
      pattern('(a|b){300}c'),
      { a: 'a'.repeat(100_000) },
      'unchecked: it takes more than 1,000,000 steps',
    ],
  ]);
});

test('all patterns of a schema have one budget, each less than it', () => {
  const large = (index: number) => pattern(`(${'a'.repeat(40)}){100}${index}`);
  const all = (count: number) => ({ allOf: Array.from({ length: count }, (_, index) => large(index)) });
  expect(outcome(all(2), { a: 'b' })).toMatch(/^\/a must match pattern "\(a{40}\)\{100\}0"; .*"$/);
  expect(outcome(all(20), { a: 'b' })).toBe(
    'unchecked: the rules take more than 10,000,000 steps for this object; none after it was',
  );
});

/** Each refers twice to the next: 2^30 checks. */
const fan = (keyword: string): JsonObject => ({
  $ref: '#/definitions/a0',
  definitions: Object.fromEntries(
    range(31).map((index) => {
      const next = { $ref: `#/definitions/a${index + 1}` };
      return [`a${index}`, index === 30 ? { type: 'number' } : { [keyword]: [next, next] }];
    }),
  ),
});

const tooLong = 'unchecked: it takes more than 200,000 steps';
const tooLarge = 'unchecked: it has more than 20,000 parts';
const tooDeep = 'unchecked: its rules are nested too deeply';

describe('what would take for ever', () => {
  eachEnds([
    ['allOf', fan('allOf'), {}, tooLong],
    ['anyOf', fan('anyOf'), {}, tooLong],
    ['oneOf', fan('oneOf'), {}, tooLong],
    ['a rule that leads back to itself', { allOf: [{ $ref: '#' }] }, {}, tooDeep],
    ['rules within rules', range(3000).reduce<JsonObject>((inner) => ({ not: inner }), {}), {}, tooDeep],
    ['each item with each', { properties: { a: { uniqueItems: true } } }, { a: range(3000) }, tooLong],
    ['each of its values with each', { enum: range(3000) }, {}, tooLong],
    ['each of its types with each', { type: range(3000).map(String) }, {}, tooLong],
    [
      'each pattern with each key',
      { patternProperties: fields(1000, (index) => [`^a${index}`, {}]) },
      fields(1000, (index) => [`b${index}`, 1]),
      tooLong,
    ],
    ['many fields', { properties: fields(20_000, (index) => [`a${index}`, {}]) }, {}, tooLarge],
    ['many that are required', { required: range(20_001).map((index) => `a${index}`) }, {}, tooLarge],
  ]);
});

describe('references', () => {
  const text = { type: 'string' };
  test.each<[string, JsonObject, JsonObject, string]>([
    ['into itself', { $defs: { a: text }, properties: { b: { $ref: '#/$defs/a' } } }, { b: 1 }, '/b must be string'],
    ['for what is in itself', { properties: { a: { $ref: '#' }, b: text } }, { a: { b: 1 } }, '/a/b must be string'],
    [
      'by the name that it has',
      { $id: 'https://a.example/v', $defs: { a: text }, properties: { b: { $ref: 'https://a.example/v#/$defs/a' } } },
      { b: 1 },
      '/b must be string',
    ],
    [
      'to the network',
      { properties: { a: { $ref: 'https://a.example/schema.json' } } },
      { a: 1 },
      'unchecked: it refers to "https://a.example/schema.json", which is not in the file',
    ],
    [
      'to another file',
      { properties: { a: { $ref: 'file:///etc/passwd' } } },
      { a: 1 },
      'unchecked: it refers to "file:///etc/passwd", which is not in the file',
    ],
    [
      'to the file beside it, from where no value is',
      { properties: { a: { $ref: '../other.json' } } },
      {},
      "unchecked: can't resolve reference ../other.json from id #",
    ],
    ['to nothing', { $ref: '#/%' }, {}, 'unchecked: it refers to "#/%", which is not in the file'],
    [
      'by names of parts',
      { $ref: 'https://a.example/a', $defs: { a: { $id: 'https://a.example/a' } } },
      {},
      'unchecked: parts of it have an $id of their own, and others refer to them',
    ],
  ])('%s', (_, schema, values, expected) => {
    expect(outcome(schema, values)).toBe(expected);
  });
});

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

function fields(count: number, field: (index: number) => readonly [string, Json]): JsonObject {
  return Object.fromEntries(range(count).map(field));
}
