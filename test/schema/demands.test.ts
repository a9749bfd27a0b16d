/** What a schema demands of a text or a number, at both sides of each bound, and the words it is said in. */
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
import { Checking } from '../../lib/schema/checking';
import { documentCheck } from '../../lib/schema/schema-document';
import { pathText } from '../../lib/validate/finding';
import { checked } from './custom-object';

type JsonObject = Readonly<Record<string, Json>>;

function problemsOf(schema: JsonObject, a: Json): readonly string[] {
  return checked({ properties: { a: schema } }, [], { a });
}

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
    [{ multipleOf: 0.5 }, 1.5, 1.25, 'a multiple of 0.5'],
  ])('%j: %d fits, %d does not', (bounds, fits, not, expected) => {
    expect(problemsOf(number(bounds), fits)).toEqual([]);
    expect(problemsOf(number(bounds), not)).toEqual([`out-of-range spec.a: expected ${expected}, got ${not}`]);
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
    [{ ...strings, maxProperties: 2 }, { b: '', c: '', d: '' }, ['expected at most 2 fields, got 3']],
    [{ ...strings, minProperties: 2 }, { b: '' }, ['expected at least 2 fields, got 1']],
    // null is the empty text there, and counts
    [{ ...strings, minProperties: 1 }, { b: null }, []],
  ])('%j: %j', (schema, value, messages) => {
    expect(problemsOf(map(schema), value)).toEqual(messages.map((each) => `out-of-range spec.a: ${each}`));
  });
});

describe('an object', () => {
  const checkedBy = (schema: Json, value: Json) => {
    const checking = new Checking();
    const left = documentCheck(schema, new Map())(value, checking);
    return {
      left,
      problems: checking.problems.map(({ rule, path, message }) => `${rule} ${pathText(path)}: ${message}`),
    };
  };
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
    documentCheck({ properties: { a: { properties: { name: {} } } } }, new Map())({ a: { nam: 1 } }, checking);
    expect(checking.problems.map(({ meant }) => meant)).toEqual([['a', 'name']]);
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
