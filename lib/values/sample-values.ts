/**
 * A few values files that a schema accepts, the same ones each time: with them, synth() runs the constructs that
 * no environment reaches. Each option, both booleans, both bounds, empty and filled lists and maps occur at least once.
 */
import { setKey, type Json } from '../yaml/json';
import type { JsonSchema } from './json-schema-type';
import type { JsonObject } from './merge';
import { hasDefault, type Field, type RecordField, type StringField } from './schema';

/** Texts of the forms that patterns ask for: what fits a pattern is found by trying. */
const TEXTS = [
  '',
  'a',
  'sample text',
  '1',
  '1Gi',
  '/a',
  'a.example.com',
  'https://a.example.com',
  'sha256:',
  '0 0 * * *',
];

/** Each costs synth() a run of all constructs. */
const COMBINATIONS = 3;

/** The first alternative of each field, the second of each, and so on; then random combinations. */
export function sampleValues(schema: RecordField): readonly JsonObject[] {
  const most = Math.max(...leaves(schema).map((leaf) => leaf.alternatives.length));
  const inTurn = Array.from({ length: most }, (_, turn) => compose(schema, () => turn));
  const random = generator(most);
  return [...inTurn, ...Array.from({ length: COMBINATIONS }, () => compose(schema, random))];
}

/** Which alternative a field takes: any whole number, of which the remainder counts. */
type Choice = () => number;

function compose({ fields }: RecordField, choose: Choice): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, field] of Object.entries(fields)) {
    const value = field.kind === 'record' ? compose(field, choose) : pick(alternativesOf(field), choose);
    if (value !== undefined) setKey(result, key, value);
  }
  return result;
}

function pick(alternatives: readonly Json[], choose: Choice): Json | undefined {
  return alternatives.length === 0 ? undefined : alternatives[choose() % alternatives.length];
}

export interface Leaf {
  readonly path: readonly string[];
  readonly alternatives: readonly Json[];
}

/** The fields that are no records, and what each could be. */
export function leaves(schema: RecordField, path: readonly string[] = []): readonly Leaf[] {
  return Object.entries(schema.fields).flatMap(([key, field]) =>
    field.kind === 'record'
      ? leaves(field, [...path, key])
      : [{ path: [...path, key], alternatives: alternativesOf(field) }],
  );
}

/** Without any, the field is left out: nothing that fits it could be found. */
function alternativesOf(field: Field): readonly Json[] {
  switch (field.kind) {
    case 'string':
      return textsOf(field);
    case 'integer': {
      const { minimum, maximum, default: usual = minimum } = field;
      return [...new Set([usual, minimum, maximum, ...[0, 1].filter((one) => minimum <= one && one <= maximum)])];
    }
    case 'boolean': {
      const { default: usual = false } = field;
      return [usual, !usual];
    }
    case 'record':
      return recordsOf(field);
    case 'list': {
      const items = alternativesOf(field.item);
      return [field.default, [], items.slice(0, 1), items.slice(0, 3)];
    }
    case 'map': {
      const [first, second] = alternativesOf(field.value);
      return [field.default, {}, ...defined(first).map((one) => ({ a: one, 'b.c/d': second ?? one }))];
    }
    case 'opaque': {
      const one = fitting(field.schema.items ?? {});
      if (field.schema.type !== 'array') return [field.default, ...defined(fitting(field.schema))];
      return [field.default, [], ...defined(one).map((item) => [item])];
    }
  }
}

function textsOf({ options, pattern, maxLength = 4096, default: usual }: StringField): readonly string[] {
  if (options !== undefined) return [...new Set([...defined(usual), ...options])];
  const regex = pattern === undefined ? undefined : new RegExp(pattern.regex, 'u');
  const fits = TEXTS.filter((text) => text.length <= maxLength && regex?.test(text) !== false);
  return [...new Set([...defined(usual), ...fits.slice(0, 3)])];
}

/** With all its fields, and with only those that have no default. */
function recordsOf(field: RecordField): readonly Json[] {
  const parts = Object.entries(field.fields).map(([key, part]) => ({ key, part, alternatives: alternativesOf(part) }));
  if (parts.some(({ alternatives }) => alternatives.length === 0)) return [];
  const filled = (some: typeof parts, turn: number): JsonObject =>
    Object.fromEntries(some.map(({ key, alternatives }) => [key, alternatives[turn % alternatives.length] ?? null]));
  const required = parts.filter(({ part }) => !hasDefault(part));
  return [filled(parts, 0), filled(parts, 1), filled(required, 0)];
}

/** The least that fits a schema of opaque values. */
function fitting(schema: JsonSchema): Json | undefined {
  const { type, anyOf, pattern = '', minimum = 0, minLength = 1 } = schema;
  if (schema.enum !== undefined) return schema.enum[0];
  if (anyOf?.[0] !== undefined) return fitting(anyOf[0]);
  switch (Array.isArray(type) ? (type as readonly string[])[0] : type) {
    case 'string':
      return TEXTS.find((text) => text.length >= minLength && new RegExp(pattern, 'u').test(text));
    case 'integer':
    case 'number':
      return Math.ceil(minimum);
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'null':
      return null;
    default: {
      const required = schema.required ?? [];
      const parts = required.map((key) => [key, fitting(schema.properties?.[key] ?? {})] as const);
      const isMet = parts.every(([, part]) => part !== undefined) && required.length >= (schema.minProperties ?? 0);
      return isMet ? (Object.fromEntries(parts) as Readonly<Record<string, Json>>) : undefined;
    }
  }
}

function defined<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}

/** Numbers that look random and are the same each time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
