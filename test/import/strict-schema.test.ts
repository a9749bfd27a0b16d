import { describe, expect, test } from '@jest/globals';
import type { JsonSchema } from '../../lib/import/json-schema';
import { printSchemas } from '../../lib/import/print-schemas';
import { completed } from '../../lib/import/read-package';
import { readInterface } from '../../lib/import/read-interface';
import { strictGroups } from '../../lib/import/strict-schema';

const text: JsonSchema = { type: 'string' };

/** The strict definitions made of raw ones, whose long names are their names. */
function strict(schemas: Record<string, JsonSchema>, others: Record<string, JsonSchema> = {}) {
  const [group] = strictGroups([
    { path: 'crds/a.json', source: 'a@1', definitions: definitions(schemas) },
    { path: 'kubernetes/schemas.json', source: 'k@1', definitions: definitions(others) },
  ]);
  if (!group) throw new Error('no group');
  return group.file;
}

function definitions(schemas: Record<string, JsonSchema>) {
  return Object.entries(schemas).map(([name, schema]) => ({ longName: name, name, schema }));
}

describe('strict schemas', () => {
  test('objects with properties are closed at every depth, maps and free-form objects stay open', () => {
    const schema: JsonSchema = {
      properties: {
        list: { type: 'array', items: { properties: { a: text } } },
        map: { type: 'object', additionalProperties: text },
        free: { type: 'object' },
      },
    };
    expect(strict({ A: schema }).definitions['A']).toEqual({
      properties: {
        list: { type: 'array', items: { properties: { a: text }, additionalProperties: false } },
        map: { type: 'object', additionalProperties: text },
        free: { type: 'object' },
      },
      additionalProperties: false,
    });
  });

  test('an embedded struct is merged, so that its fields are known', () => {
    const base: JsonSchema = { type: 'object', properties: { a: text }, required: ['a'] };
    const embedding: JsonSchema = {
      type: 'object',
      properties: { b: text },
      required: ['b'],
      allOf: [{ $ref: 'Base' }],
    };
    expect(strict({ Base: base, Embedding: embedding }).definitions['Embedding']).toEqual({
      type: 'object',
      properties: { a: text, b: text },
      required: ['b', 'a'],
      additionalProperties: false,
    });
  });

  test('a reference that repeats what it refers to is just the reference', () => {
    const repeated: JsonSchema = { items: { type: 'string', allOf: [{ $ref: 'Name' }] } };
    expect(strict({ Name: text, List: repeated }).definitions['List']).toEqual({
      items: { $ref: '#/definitions/Name' },
    });
  });

  test('limits of both sides hold, the stricter one wins', () => {
    const schema: JsonSchema = { ...text, minLength: 1, maxLength: 5, allOf: [{ $ref: 'Base' }] };
    const base: JsonSchema = { ...text, minLength: 2, maxLength: 9, pattern: 'a' };
    expect(strict({ A: schema, Base: base }).definitions['A']).toEqual({
      ...text,
      minLength: 2,
      maxLength: 5,
      pattern: 'a',
    });
  });

  test('demands that cannot both hold are an error', () => {
    const schema: JsonSchema = { type: 'integer', allOf: [{ $ref: 'Name' }] };
    expect(() => strict({ Name: text, A: schema })).toThrow('cannot merge type "integer" with "string"');
  });

  test("a reference to another group leads to that group's file; an own definition comes first", () => {
    const schema: JsonSchema = { properties: { a: { $ref: 'Shared' }, b: { $ref: 'Pod' } } };
    const { definitions } = strict({ A: schema, Shared: text }, { Shared: { type: 'integer' }, Pod: {} });
    expect(definitions['A']?.properties).toEqual({
      a: { $ref: '#/definitions/Shared' },
      b: { $ref: '../kubernetes/schemas.json#/definitions/Pod' },
    });
  });

  test('a reference to nothing is an error', () => {
    expect(() => strict({ A: { $ref: 'B' } })).toThrow('no package defines B');
  });

  test('the index holds the definitions that fix apiVersion and kind', () => {
    const kind: JsonSchema = { properties: { apiVersion: { enum: ['a/v1'] }, kind: { enum: ['A'] } } };
    expect(strict({ 'a.v1.A': kind, 'a.v1.ASpec': { properties: { a: text } } }).kinds).toEqual({ 'a/v1/A': 'a.v1.A' });
  });
});

describe('properties that only a declaration knows', () => {
  const declaration = `
    export interface IProps {
      "a"?: string;
      "b": Array<IProps>;
      "c"?: { [key: string]: IOther; };
      "d"?: "X" | "Y";
      "e"?: { "f"?: boolean; };
    }
    export declare class Props {}
    export type { IProps as IIoK8sProps, Props as IoK8sProps };`;

  test('a declaration tells structure, but no constraints', () => {
    expect(readInterface(declaration, 'Props')).toEqual({
      longName: 'IoK8sProps',
      shape: {
        type: 'object',
        properties: {
          a: text,
          b: { type: 'array', items: { $ref: '#' } },
          c: { type: 'object', additionalProperties: { $ref: 'Other' } },
          d: { type: 'string', enum: ['X', 'Y'] },
          e: { type: 'object', properties: { f: { type: 'boolean' } } },
        },
        required: ['b'],
      },
    });
  });

  test('a file without a definition is none', () => {
    expect(readInterface('export * from "./Props.js";', 'index')).toBeUndefined();
  });

  test('they are added at every depth, and nothing known is changed', () => {
    const known: JsonSchema = {
      properties: { a: { type: 'integer' }, e: { type: 'object', properties: { g: text } } },
    };
    const shape: JsonSchema = { properties: { a: { type: 'number' }, e: { properties: { f: text } }, h: text } };
    expect(completed(known, shape)).toEqual({
      properties: { a: { type: 'integer' }, e: { type: 'object', properties: { g: text, f: text } }, h: text },
    });
  });
});

test('printed schemas are valid JSON, sorted, one definition per line', () => {
  const printed = printSchemas(strict({ B: { type: 'object', properties: { z: text, a: text } }, A: text }));
  expect(printed.split('\n').filter((line) => /^"[AB]"/.test(line))).toEqual([
    '"A":{"type":"string"},',
    '"B":{"additionalProperties":false,"properties":{"a":{"type":"string"},"z":{"type":"string"}},"type":"object"}',
  ]);
  expect(JSON.parse(printed)).toMatchObject({ $comment: 'from a@1', kinds: {}, definitions: { A: text } });
});
