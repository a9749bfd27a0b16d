/** A document of JSON Schema, keyword by keyword: what each takes and refuses, the words, and what is left of a value. */
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { checkedBy } from './checked-by';

type JsonObject = Readonly<Record<string, Json>>;

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
});
