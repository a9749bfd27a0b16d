/**
 * JSON Schema as strangers write it: what is left has the type that the engine expects of each keyword. A keyword of
 * another type has no effect, and neither have the engine's own, which say things in ways of ours.
 */
import { type Json, setKey } from '../yaml/json';
import type { StructuralSchema } from './structural-schema';

type Test = (value: Json) => boolean;

const isText: Test = (value) => typeof value === 'string';
const isFlag: Test = (value) => typeof value === 'boolean';
const isNumber: Test = (value) => typeof value === 'number';
/** With something to choose from: of none, the API server takes any value. */
const isChoice = (value: Json | undefined): value is readonly Json[] => Array.isArray(value) && value.length > 0;
const isTexts: Test = (value) => Array.isArray(value) && (value as readonly Json[]).every(isText);

const plain: Readonly<Record<string, Test>> = {
  $ref: isText,
  type: (value) => isText(value) || isTexts(value),
  nullable: isFlag,
  default: () => true,
  const: () => true,
  format: isText,
  enum: isChoice,
  pattern: isText,
  minLength: isNumber,
  maxLength: isNumber,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: (value) => isNumber(value) || isFlag(value),
  exclusiveMaximum: (value) => isNumber(value) || isFlag(value),
  multipleOf: isNumber,
  minItems: isNumber,
  maxItems: isNumber,
  uniqueItems: isFlag,
  minProperties: isNumber,
  maxProperties: isNumber,
  required: isTexts,
  additionalProperties: isFlag,
  'x-kubernetes-preserve-unknown-fields': isFlag,
  'x-kubernetes-int-or-string': isFlag,
  'x-kubernetes-embedded-resource': isFlag,
  'x-kubernetes-list-type': isText,
  'x-kubernetes-list-map-keys': isTexts,
  'x-kubernetes-validations': (value) => Array.isArray(value) && (value as readonly Json[]).every(isObject),
};

const inside = ['items', 'not', 'additionalProperties'] as const;
const lists = ['allOf', 'anyOf', 'oneOf'] as const;

/** What is no mapping (`true`, a typing error) allows anything. */
export function legible(written: Json | undefined): StructuralSchema {
  if (!isObject(written)) return {};
  const schema: Record<string, Json> = {};
  for (const [keyword, test] of Object.entries(plain)) {
    const value = written[keyword];
    if (value !== undefined && test(value)) schema[keyword] = value;
  }
  const below: Record<string, unknown> = {};
  for (const keyword of inside) {
    const value = written[keyword];
    if (isObject(value)) below[keyword] = legible(value);
  }
  for (const keyword of lists) {
    const value = written[keyword];
    if (isChoice(value)) below[keyword] = value.map(legible);
  }
  const properties = written['properties'];
  return { ...schema, ...below, ...(isObject(properties) ? { properties: eachLegible(properties) } : {}) };
}

function eachLegible(written: Readonly<Record<string, Json>>): Readonly<Record<string, StructuralSchema>> {
  const schemas: Record<string, StructuralSchema> = {};
  for (const name of Object.keys(written)) setKey(schemas, name, legible(written[name]));
  return schemas;
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
