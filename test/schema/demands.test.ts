/** What a schema demands of a text or a number, at both sides of each bound, and the words it is said in. */
import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../lib/yaml/json';
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
