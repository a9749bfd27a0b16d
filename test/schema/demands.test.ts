/** What a schema demands of a text or a number, at both sides of each bound, and the words it is said in. */
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { Checking } from '../../lib/schema/checking';
import { CostBudget, costLimits, type CostLimits, CostPool } from '../../lib/schema/cost';
import { compile } from '../../lib/schema/compile';
import { checkListKey, type ListKey } from '../../lib/schema/list-key';
import { documentCheck } from '../../lib/schema/schema-document';
import { pathText } from '../../lib/validate/finding';
import { checked, checkedWithin } from './custom-object';

type JsonObject = Readonly<Record<string, Json>>;

function problemsOf(schema: JsonObject, a: Json): readonly string[] {
  return checked({ properties: { a: schema } }, [], { a });
}

/** What a document says of a value, and leaves of it. */
const checkedBy = (schema: Json, value: Json, others: ReadonlyMap<string, Json> = new Map()) => {
  const checking = new Checking();
  const left = documentCheck(schema, others)(value, checking);
  return {
    left,
    problems: checking.problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`),
  };
};

const text = (bounds: JsonObject) => ({ type: 'string', ...bounds });
const number = (bounds: JsonObject) => ({ type: 'number', ...bounds });

describe('a text is counted in code points', () => {
  const threeOrFour = text({ minLength: 3, maxLength: 4 });
  test.each(['abc', 'abcd', '😀ab', 'ab😀c', '😀😀😀', '😀😀😀😀'])('%s', (value) => {
    expect(problemsOf(threeOrFour, value)).toEqual([]);
  });
  test.each(['', 'ab', '😀😀', '😀a', 'abcde', '😀abcd', '😀😀😀😀😀', 'abcdefghi'])('%j is refused', (value) => {
    expect(problemsOf(threeOrFour, value)).toEqual([
      `out-of-range spec.a: expected from 3 to 4 characters, got "${value}"`,
    ]);
  });
  test.each<[JsonObject, string, string]>([
    [{ minLength: 1 }, '', 'a text that is not empty'],
    [{ minLength: 2 }, 'a', 'at least 2 characters'],
    [{ maxLength: 1 }, 'ab', 'at most 1 characters'],
    [{ minLength: 1, maxLength: 2 }, '', 'from 1 to 2 characters'],
  ])('%j', (bounds, value, expected) => {
    expect(problemsOf(text(bounds), value)).toEqual([`out-of-range spec.a: expected ${expected}, got "${value}"`]);
  });
});

describe('a number', () => {
  test.each<[bounds: JsonObject, fits: number, not: number, expected: string]>([
    [{ minimum: 1 }, 1, 0, 'at least 1'],
    [{ maximum: 1 }, 1, 2, 'at most 1'],
    [{ minimum: 1, maximum: 3 }, 1, 0, 'a number from 1 to 3'],
    [{ minimum: 1, maximum: 3 }, 3, 4, 'a number from 1 to 3'],
    [{ minimum: 1, exclusiveMinimum: true }, 1.5, 1, 'more than 1'],
    [{ minimum: 1, exclusiveMinimum: false }, 1, 0, 'at least 1'],
    [{ maximum: 3, exclusiveMaximum: true }, 2.5, 3, 'less than 3'],
    [{ maximum: 3, exclusiveMaximum: false }, 3, 4, 'at most 3'],
    [{ minimum: 1, maximum: 3, exclusiveMinimum: true }, 3, 1, 'more than 1'],
    [{ minimum: 1, maximum: 3, exclusiveMinimum: true }, 3, 0, 'at least 1'],
    [{ minimum: 1, maximum: 3, exclusiveMaximum: true }, 1, 3, 'less than 3'],
    [{ minimum: 1, maximum: 3, exclusiveMaximum: true }, 1, 4, 'at most 3'],
    [{ minimum: 0, maximum: 3 }, 0, -1, 'a number from 0 to 3'],
    [{ multipleOf: 0.5 }, 1.5, 1.25, 'a multiple of 0.5'],
  ])('%j: %d fits, %d does not', (bounds, fits, not, expected) => {
    expect(problemsOf(number(bounds), fits)).toEqual([]);
    expect(problemsOf(number(bounds), not)).toEqual([`out-of-range spec.a: expected ${expected}, got ${not}`]);
  });
});

describe('formats', () => {
  test.each<[format: string, fits: readonly Json[], not: readonly Json[]]>([
    ['int32', [-(2 ** 31), 2 ** 31 - 1], [-(2 ** 31) - 1, 2 ** 31]],
    ['byte', ['', 'YWJj', 'YW\nJj\r\n'], ['YWJ', 'YW Jj']],
    ['date-time', ['2020-01-02T03:04:05Z'], ['2020-13-02T03:04:05Z', 'Wed, 01 Jan 2020 00:00:00 GMT']],
    ['date', ['2020-01-02'], ['x2020-01-02', '2020-01-02x']],
    [
      'uuid',
      ['6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6BA7B8109DAD11D180B400C04FD430C8'],
      ['x6ba7b810-9dad-11d1-80b4-00c04fd430c8', '6ba7b810-9dad-11d1-80b4-00c04fd430c8x'],
    ],
    ['mac', ['00:1a:2B:3c:4d:5e'], ['x00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5ex']],
    ['uri', ['https://a', 'URN:a', '/a'], ['a', 'a/b', ' https://a']],
    ['email', ['a@b'], ['a']],
    [
      'cidr',
      ['10.0.0.0/8', '10.0.0.0/32', '::/0', '::/128'],
      [
        '10.0.0.0',
        '10.0.0.0/33',
        '::/129',
        '10.0.0.0/8/8',
        'a/8',
        '10.0.0.0/',
        '10.0.0.0/x8',
        '10.0.0.0/8x',
        '10.0.0.0/0008',
      ],
    ],
    ['quantity', ['500m', 2, 1.5], ['1GB', Infinity]],
    // Of any other, nothing is known.
    ['other', ['x'], []],
  ])('%s', (format, fits, not) => {
    const isRefused = (value: Json) => checkedBy({ format }, value).problems.length > 0;
    expect([fits.filter(isRefused), not.filter(isRefused)]).toEqual([[], not]);
  });
});

describe('items of a list with a key', () => {
  test.each<[items: readonly Json[], key: ListKey, problems: readonly string[]]>([
    [[{ a: 1 }, { a: 1 }], { fields: ['a'], rule: 'duplicate-item' }, ['a 1: [0] has the same']],
    [[{ a: 1 }, { a: '1' }], { fields: ['a'], rule: 'duplicate-item' }, []],
    // What has no key is not compared.
    ...[
      [{}, {}],
      [1, 1],
      [null, null],
      [['x'], ['x']],
      [{ a: null }, { a: null }],
      [{ a: {} }, { a: {} }],
      [{ a: ['x'] }, { a: ['x'] }],
    ].map((items): [readonly Json[], ListKey, readonly string[]] => [
      items,
      { fields: ['a'], rule: 'duplicate-item' },
      [],
    ]),
    [[{}, {}], { fields: ['constructor'], rule: 'duplicate-item' }, []],
    [['a', 'b'], { fields: ['length'], rule: 'duplicate-item' }, []],
    [[[1], [2]], { fields: ['length'], rule: 'duplicate-item' }, []],
    [
      [{ a: 1 }, { a: 1, b: 'x' }],
      { fields: ['a', 'b'], defaults: { b: 'x' }, rule: 'duplicate-item' },
      ['a 1 and b "x": [0] has the same'],
    ],
    [
      [{ a: 1 }, { a: 1 }],
      { fields: ['a', 'b'], defaults: { b: 'x' }, rule: 'duplicate-item' },
      ['a 1 and b "x": [0] has the same'],
    ],
  ])('%j by %j', (items, key, problems) => {
    const checking = new Checking();
    checkListKey(items, key, checking);
    expect(checking.problems.map(({ message }) => message)).toEqual(problems);
  });
});

describe('values', () => {
  const letters = Array.from('abcdefghijklmnop');
  const shown = (some: readonly string[]) => some.map((each) => JSON.stringify(each)).join(', ');
  test.each<[JsonObject, Json, string]>([
    [{ enum: ['left'] }, 'lefd', 'expected "left", got "lefd", did you mean "left"?'],
    [{ enum: letters.slice(1) }, 'zz', `expected one of ${shown(letters.slice(1))}, got "zz"`],
    [{ enum: letters }, 'zz', `expected one of ${shown(letters.slice(0, 12))}, …, got "zz"`],
  ])('%j', (schema, value, message) => {
    expect(problemsOf(text(schema), value)).toEqual([`wrong-value spec.a: ${message}`]);
  });
});

describe('a map', () => {
  const map = (schema: JsonObject) => ({ type: 'object', ...schema });
  const strings = { additionalProperties: { type: 'string' } };
  test.each<[JsonObject, Json, readonly string[]]>([
    [{ ...strings, minProperties: 1, maxProperties: 2 }, { b: '' }, []],
    [{ ...strings, minProperties: 1, maxProperties: 2 }, { b: '', c: '' }, []],
    [{ ...strings, minProperties: 1, maxProperties: 2 }, {}, ['expected from 1 to 2 fields, got 0']],
    [{ ...strings, minProperties: 1 }, {}, ['expected at least 1 fields, got 0']],
    [{ ...strings, maxProperties: 2 }, { b: '', c: '', d: '' }, ['expected at most 2 fields, got 3']],
    [{ ...strings, minProperties: 2 }, { b: '' }, ['expected at least 2 fields, got 1']],
    // null is the empty text there, and counts
    [{ ...strings, minProperties: 1 }, { b: null }, []],
  ])('%j: %j', (schema, value, messages) => {
    expect(problemsOf(map(schema), value)).toEqual(messages.map((each) => `out-of-range spec.a: ${each}`));
  });
});

describe('a document of JSON Schema', () => {
  const long = 'a'.repeat(98);
  const one = {
    definitions: { one: { type: 'string' }, all: { required: ['a'], properties: { a: { type: 'integer' } } } },
  };
  const x = { pattern: '(?i)^x$' };
  const refusal = 'expected a text that matches (?i)^x$, got "y"';
  const patterns: readonly (readonly [
    schema: JsonObject,
    fits: Json,
    not: Json,
    left: Json | undefined,
    problem: string,
  ])[] = [
    [{ properties: { a: x } }, { a: 'X' }, { a: 'y' }, {}, `wrong-format a: ${refusal}`],
    [{ additionalProperties: x }, { a: 'X' }, { a: 'y' }, {}, `wrong-format a: ${refusal}`],
    [{ items: x }, ['X'], ['y'], undefined, `wrong-format [0]: ${refusal}`],
    [{ allOf: [{ properties: { a: x } }] }, { a: 'X' }, { a: 'y' }, {}, `wrong-format a: ${refusal}`],
    [{ allOf: [{ additionalProperties: x }] }, { a: 'X' }, { a: 'y' }, {}, `wrong-format a: ${refusal}`],
    [{ allOf: [{ items: x }] }, ['X'], ['y'], undefined, `wrong-format [0]: ${refusal}`],
    [{ anyOf: [x, x] }, 'X', 'y', 'y', 'wrong-value : fits none of the 2 alternatives of its schema'],
    [{ oneOf: [x, { const: 'z' }] }, 'X', 'y', 'y', 'wrong-value : fits none of the 2 alternatives of its schema'],
    [{ not: x }, 'y', 'X', 'X', 'wrong-value : has the form that its schema rules out'],
  ];
  const ofOne = { ...one, $ref: '#/definitions/one' };
  const ofAll = { ...one, $ref: '#/definitions/all' };

  test.each<readonly [schema: JsonObject, value: Json]>([
    [{ enum: [{ a: 1 }, null, 'x'] }, { a: 1 }],
    [{ enum: [{ a: 1 }, null, 'x'] }, null],
    [{ enum: [{ a: 1 }, null, 'x'] }, 'x'],
    [{ const: 1 }, 1],
    // Without a type, a keyword is about values of its own.
    ...['x', 5, true, null, [1], { a: 1 }].map(
      (value) => [{ pattern: 'x', minimum: 1, minItems: 1, minProperties: 1 }, value] as const,
    ),
    [{ title: 'x' }, { a: null, b: [null] }],
    [{ type: 'array' }, [1, 1]],
    [{ minItems: 2, maxItems: 2 }, [1, 2]],
    [{ properties: { a: {} }, 'x-kubernetes-preserve-unknown-fields': true }, { b: 1 }],
    [{ properties: {} }, { a: 1 }],
    [{ properties: [{}] }, { a: 1 }],
    // Patterns are Go's, wherever they stand.
    ...patterns.map(([schema, fits]) => [schema, fits] as const),
    [{ anyOf: [{ minimum: 1 }, { minimum: 2 }] }, 3],
    [{ anyOf: [{ type: ['string', 'integer'] }, { type: 'array' }] }, 5],
    [{ anyOf: [{ $ref: '#/definitions/none' }, { type: 'integer' }] }, true],
    [{ not: { const: 1 } }, 2],
    // Choices see what has a default.
    [{ properties: { a: { default: 1 }, b: {} }, allOf: [{ required: ['a'] }] }, {}],
    [{ properties: { a: { default: 1 }, b: {} }, allOf: [{ required: ['b'] }] }, { b: 2 }],
    [{ properties: { a: { default: 1 } }, anyOf: [{ type: 'array', maxItems: 3 }] }, [1]],
    [{ type: ['object', 'string'] }, 'x'],
    [{ type: ['array', 'string'] }, ['x']],
    [{ anyOf: [{ type: 'object', required: ['a'] }, { type: 'string' }] }, 'x'],
    [
      { type: 'object', const: { a: 1, b: [1] } },
      { b: [1], a: 1 },
    ],
    [{ type: 'array', enum: [[1], []] }, []],
    // Keywords for texts say nothing of numbers, and the other way round.
    [{ minLength: 1, pattern: 'x', format: 'date' }, 5],
    [{ minimum: 1, maximum: 2, multipleOf: 2 }, 'x'],
    [{ exclusiveMinimum: 1, type: 'number' }, 1.5],
    [{ exclusiveMaximum: 1, type: 'number' }, 0.5],
    // What can't be is no demand.
    [{ multipleOf: 0 }, 5],
    [{ multipleOf: -2 }, 5],
    [{ type: 'integer', nullable: true }, null],
    [{ type: 'integer', nullable: true }, 5],
    [{ ...ofOne, maxLength: 1 }, 'a'],
    [
      { ...ofAll, properties: { b: { type: 'integer' } }, required: ['b'] },
      { a: 1, b: 2 },
    ],
    [{ $ref: '#/definitions/none', maxLength: 1 }, 'a'],
    [{ $ref: '#/definitions/none' }, 5],
  ])('%j: %j', (schema, value) => {
    expect(checkedBy(schema, value)).toEqual({ left: value, problems: [] });
  });

  test.each<readonly [schema: JsonObject, value: Json, problem: string]>([
    [{ enum: [{ a: 1 }] }, { a: 2 }, 'wrong-value : expected {"a":1}, got {"a":2}'],
    [
      { enum: [{ a: 1 }, 'left', null] },
      'lefd',
      'wrong-value : expected one of {"a":1}, "left", null, got "lefd", did you mean "left"?',
    ],
    [{ enum: ['left'] }, 5, 'wrong-value : expected "left", got 5'],
    [{ enum: [['x']] }, { 0: 'x' }, 'wrong-value : expected ["x"], got {"0":"x"}'],
    // As much of a long text is compared.
    [
      { enum: [long] },
      `${long}aaaaa`,
      `wrong-value : expected "${long.slice(0, 56)}..., got "${long.slice(0, 56)}..., did you mean "${long}"?`,
    ],
    [{ type: 'array', enum: [[1], []] }, [2], 'wrong-value : expected one of [1], [], got [2]'],
    [{ type: 'object', const: { a: 1 } }, { a: 2 }, 'wrong-value : expected {"a":1}, got {"a":2}'],
    [{ type: 'string', format: 'date' }, 'x', 'wrong-format : expected a date such as 2006-01-02, got "x"'],
    [{ format: 'date' }, 'x', 'wrong-format : expected a date such as 2006-01-02, got "x"'],
    [{ pattern: '^a' }, 'b', 'wrong-format : expected a text that matches ^a, got "b"'],
    [{ minLength: 2 }, 'b', 'out-of-range : expected at least 2 characters, got "b"'],
    [{ maxLength: 2 }, 'abc', 'out-of-range : expected at most 2 characters, got "abc"'],
    [{ minimum: 2 }, 1, 'out-of-range : expected at least 2, got 1'],
    [{ maximum: 2 }, 3, 'out-of-range : expected at most 2, got 3'],
    [{ exclusiveMinimum: 2 }, 2, 'out-of-range : expected more than 2, got 2'],
    [{ exclusiveMaximum: 2 }, 2, 'out-of-range : expected less than 2, got 2'],
    [{ multipleOf: 2 }, 3, 'out-of-range : expected a multiple of 2, got 3'],
    [{ type: 'number' }, Infinity, 'wrong-type : expected number, got Infinity'],
    [{ type: 'other' }, 1, 'wrong-type : expected other, got 1'],
    [{ type: ['object', 'string'] }, [1], 'wrong-type : expected object or string, got [1]'],
    [{ type: ['object', 'string'] }, null, 'wrong-type : expected object or string, got null'],
    [{ type: ['array', 'string'] }, {}, 'wrong-type : expected array or string, got {}'],
    ...[[1], null, 5].map(
      (value) =>
        [
          { anyOf: [{ type: 'object', required: ['a'] }, { type: 'string' }] },
          value,
          `wrong-type : expected object or string, got ${JSON.stringify(value)}`,
        ] as const,
    ),
    [{ allOf: [{ type: 'integer' }, { type: 'array' }] }, 'x', 'wrong-type : expected integer, got "x"'],
    [
      { properties: { a: { default: 1 } }, allOf: [{ type: 'string' }] },
      {},
      'wrong-type : expected string, got {"a":1}',
    ],
    [
      { ...one, anyOf: [{ $ref: '#/definitions/one' }, { type: 'integer' }] },
      true,
      'wrong-type : expected string or integer, got true',
    ],
    // What has not its type is asked for nothing else.
    [{ type: 'integer', allOf: [{ minimum: 1 }] }, 'x', 'wrong-type : expected integer, got "x"'],
    [{ const: 1 }, 2, 'wrong-value : expected 1, got 2'],
    [{ type: 'string', pattern: '^a' }, 'b', 'wrong-format : expected a text that matches ^a, got "b"'],
    [{ exclusiveMinimum: 1, type: 'number' }, 1, 'out-of-range : expected more than 1, got 1'],
    [{ exclusiveMaximum: 1, type: 'number' }, 1, 'out-of-range : expected less than 1, got 1'],
    [{ type: 'integer', nullable: true }, 'x', 'wrong-type : expected integer, got "x"'],
    [{ type: 'integer' }, null, 'wrong-type : expected integer, got null'],
    [{ ...ofOne, maxLength: 1 }, 'ab', 'out-of-range : expected at most 1 characters, got "ab"'],
    [{ ...ofOne, maxLength: 1 }, 5, 'wrong-type : expected string, got 5'],
    [{ $ref: '#/definitions/none', maxLength: 1 }, 'ab', 'out-of-range : expected at most 1 characters, got "ab"'],
  ])('%j is not for %j', (schema, value, problem) => {
    expect(checkedBy(schema, value)).toEqual({ left: undefined, problems: [problem] });
  });

  test.each<readonly [schema: JsonObject, value: Json, left: Json | undefined, problem: string]>([
    [{ items: { type: 'integer' } }, ['x'], undefined, 'wrong-type [0]: expected integer, got "x"'],
    [
      { type: ['array', 'string'], items: { type: 'integer' } },
      ['x'],
      undefined,
      'wrong-type [0]: expected integer, got "x"',
    ],
    ...patterns.map(([schema, , not, left, problem]) => [schema, not, left, problem] as const),
    [{ items: { properties: { a: {} } } }, [{ other: 1 }], [{}], 'unknown-field [0].other: unknown field'],
    [
      { additionalProperties: { properties: { a: {} } } },
      { x: { other: 1 } },
      { x: {} },
      'unknown-field x.other: unknown field',
    ],
    [{ not: { const: 1 } }, 1, 1, 'wrong-value : has the form that its schema rules out'],
    [
      { properties: { a: { default: 1 }, b: {} }, allOf: [{ minProperties: 2 }] },
      {},
      {},
      'out-of-range : expected at least 2 fields, got 1',
    ],
    [
      { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
      3,
      3,
      'wrong-value : must fit one of the alternatives of its schema, but fits 2',
    ],
    [{ type: 'array' }, 'x', undefined, 'wrong-type : expected array, got "x"'],
    [
      { items: { properties: { a: {} } }, uniqueItems: true },
      [{ a: 1 }, { a: null }, {}],
      [{ a: 1 }, {}, {}],
      'duplicate-item [2]: {} stands in the list twice, first as [1]',
    ],
    [
      { items: {}, uniqueItems: true },
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      [
        { a: 1, b: [2] },
        { b: [2], a: 1 },
      ],
      'duplicate-item [1]: {"b":[2],"a":1} stands in the list twice, first as [0]',
    ],
    // A choice among several is tried without words; what comes after it is said.
    [
      { properties: { a: { anyOf: [{ const: 1 }, { const: 2 }] }, b: { const: 1 } } },
      { a: 1, b: 2 },
      { a: 1 },
      'wrong-value b: expected 1, got 2',
    ],
    [{ minItems: 1 }, [], [], 'out-of-range : expected at least 1 items, got 0'],
    [{ maxItems: 1 }, [1, 2], [1, 2], 'out-of-range : expected at most 1 items, got 2'],
    [{ minItems: 1, maxItems: 2 }, [1, 2, 3], [1, 2, 3], 'out-of-range : expected from 1 to 2 items, got 3'],
    [{ uniqueItems: true }, [1, 1], [1, 1], 'duplicate-item [1]: 1 stands in the list twice, first as [0]'],
    [{ required: ['a'] }, {}, {}, 'missing-field a: required, but missing'],
    [{ minProperties: 1 }, {}, {}, 'out-of-range : expected at least 1 fields, got 0'],
    [{ maxProperties: 1 }, { a: 1, b: 2 }, { a: 1, b: 2 }, 'out-of-range : expected at most 1 fields, got 2'],
    [{ properties: { a: { type: 'string' } } }, { a: 1 }, {}, 'wrong-type a: expected string, got 1'],
    [{ additionalProperties: { type: 'string' } }, { a: 1 }, {}, 'wrong-type a: expected string, got 1'],
    [{ additionalProperties: false }, { a: 1 }, {}, 'unknown-field a: unknown field'],
  ])('%j: %j leaves %j', (schema, value, left, problem) => {
    expect(checkedBy(schema, value)).toEqual({ left, problems: [problem] });
  });

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

  test('what stands beside a reference adds to it', () => {
    const schema = { ...ofAll, properties: { b: { type: 'integer' } }, required: ['b'] };
    expect(checkedBy(schema, { a: 'x', others: 1 }).problems).toEqual([
      'wrong-type a: expected integer, got "x"',
      'unknown-field others: unknown field',
      'missing-field b: required, but missing',
    ]);
    expect(checkedBy(schema, {}).problems).toEqual([
      'missing-field a: required, but missing',
      'missing-field b: required, but missing',
    ]);
  });
});

describe('a pattern of the generated schemas', () => {
  const rulesOf = (pattern: string, value: string, rule = costLimits.rule) => {
    const checking = new Checking(new CostBudget(new CostPool({ ...costLimits, rule })));
    compile({ type: 'string', pattern }, { checkOf: () => undefined, definitionOf: () => undefined })(value, checking);
    return checking.problems.map((problem) => problem.rule);
  };
  test.each<[pattern: string, fits: string, not: string]>([
    ['^a', 'ab', 'ba'],
    ['^.$', '😀', '😀😀'],
  ])('%s', (pattern, fits, not) => {
    expect([rulesOf(pattern, fits), rulesOf(pattern, not)]).toEqual([[], ['wrong-format']]);
  });
  test('more than 256 characters are looked at within the budget', () => {
    expect(rulesOf('b', 'a'.repeat(256), 10)).toEqual(['wrong-format']);
    expect(rulesOf('b', 'a'.repeat(257), 10)).toEqual(['unchecked-rule']);
    expect(rulesOf('b', 'a'.repeat(257))).toEqual(['wrong-format']);
  });
});

test('patterns have a part in what rules may take', () => {
  const pattern = { type: 'string', pattern: 'a{100}b' };
  const value = { a: 'a'.repeat(1000), b: 'a'.repeat(1000) };
  const three = { a: pattern, b: pattern, c: pattern };
  const within = (limits: Partial<CostLimits>) =>
    checkedWithin(
      { ...costLimits, ...limits },
      { properties: { a: pattern, b: pattern } },
      [{ rule: 'true' }],
      value,
      value,
      value,
    );
  const unmatched = ['a', 'b'].map(
    (name) => `wrong-format spec.${name}: expected a text that matches a{100}b, got "${'a'.repeat(56)}...`,
  );
  const said = 'whether it matches "a{100}b" was not checked:';
  expect(within({})).toEqual([...unmatched, ...unmatched, ...unmatched]);
  expect(within({ object: 40_000 })).toEqual([
    unmatched[0],
    `unchecked-rule spec.b: ${said} the rules take more than 40,000 steps for this object; none after it was`,
    // They are compiled now.
    ...unmatched,
    ...unmatched,
  ]);
  const ofThree = (limits: Partial<CostLimits>) =>
    checkedWithin({ ...costLimits, ...limits }, { properties: three }, [], { ...value, c: 'a'.repeat(1000) });
  // The end of one is said of each, the end of all once.
  expect(ofThree({ rule: 1000 })).toHaveLength(3);
  expect(ofThree({ object: 1000 })).toHaveLength(1);
  const end = `unchecked-rule spec.b: ${said} the rules take more than 30,000 steps for all objects; for this one, none after it was`;
  expect(within({ all: 30_000 })).toEqual([unmatched[0], end, unmatched[0], end, unmatched[0], end]);
});

describe('an object', () => {
  const texts = { additionalProperties: { type: 'string' } };
  const long = (length: number) => 'a'.repeat(length);

  test.each<[schema: JsonObject, value: Json, left: Json | undefined, problems: readonly string[]]>([
    // null is the empty text where a map holds texts, and nothing anywhere else.
    [texts, { a: null, b: 'x' }, { a: '', b: 'x' }, []],
    [{ ...texts, properties: { a: { type: 'string' } } }, { a: null, b: null }, { b: '' }, []],
    [{ additionalProperties: { type: 'integer' } }, { a: null, b: 1 }, { b: 1 }, []],
    [{ properties: { a: {} }, additionalProperties: true }, { a: null, b: null }, {}, []],
    [{ type: 'object' }, { a: null }, { a: null }, []],
    [{ type: 'object', additionalProperties: true }, { a: null }, { a: null }, []],
    [{ type: 'object', required: ['a'] }, {}, {}, ['missing-field a: required, but missing']],
    [{ type: 'object', required: ['a', 'a'] }, { a: null }, {}, ['missing-field a: required, but missing']],
    [{ type: 'object', required: ['a'] }, { a: 0 }, { a: 0 }, []],
    [{ type: 'object', required: ['toString'] }, {}, {}, ['missing-field toString: required, but missing']],
    [{ type: 'object' }, [1], undefined, ['wrong-type : expected object, got [1]']],
    [{ type: 'object' }, null, undefined, ['wrong-type : expected object, got null']],
    [
      { properties: { [long(99)]: {} } },
      { [long(100)]: 1 },
      {},
      [`unknown-field ${long(100)}: unknown field, did you mean "${long(99)}"?`],
    ],
    // Longer names are compared with none.
    [{ properties: { [long(100)]: {} } }, { [long(101)]: 1 }, {}, [`unknown-field ${long(101)}: unknown field`]],
  ])('%j: %j', (schema, value, left, problems) => {
    expect(checkedBy(schema, value)).toEqual({ left, problems });
  });

  test('a field that is undefined, or inherited, is none', () => {
    const value = Object.assign(Object.create({ c: 1 }) as object, { a: 1, b: undefined }) as unknown as Json;
    expect(checkedBy({ properties: { a: {} } }, value)).toEqual({ left: value, problems: [] });
    expect(checkedBy(texts, { a: undefined } as unknown as Json)).toEqual({ left: {}, problems: [] });
  });

  test('a misspelt field says which one was meant, from the top', () => {
    const checking = new Checking();
    const a = { properties: { name: {} }, required: ['b'] };
    documentCheck({ properties: { a } }, new Map())({ a: { nam: 1 } }, checking);
    expect(checking.problems).toStrictEqual([
      {
        rule: 'unknown-field',
        path: ['a', 'nam'],
        message: 'unknown field, did you mean "name"?',
        meant: ['a', 'name'],
      },
      { rule: 'missing-field', path: ['a', 'b'], message: 'required, but missing' },
    ]);
  });

  test('2000 levels are the most', () => {
    const nested = (depth: number) => Array.from({ length: depth }).reduce<Json>((a) => ({ a }), {});
    const schema = { type: 'object', properties: { a: { $ref: '#' } } };
    expect(checkedBy(schema, nested(2000)).problems).toEqual([]);
    expect(checkedBy(schema, nested(2001)).problems).toEqual([
      `out-of-range ${'a.'.repeat(2000)}a: more than 2000 levels deep`,
    ]);
  });
});
