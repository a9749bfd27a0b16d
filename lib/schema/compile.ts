/** From a schema to the function that checks values against it. */
import type { Json } from '../yaml/json';
import { celCheck } from './cel/check';
import type { Check } from './checking';
import { choiceCheck } from './compile-choice';
import { listCheck } from './compile-list';
import { objectCheck } from './compile-object';
import { scalarCheck } from './compile-scalar';
import type { JsonSchema } from './json-schema';

/** Where a schema stands: what its references mean, and what is known about its fields. */
export interface Surroundings {
  /** The check of a reference; undefined if there is no such definition. */
  readonly checkOf: (ref: string) => Check | undefined;
  /** The definition that a reference leads to, with its own surroundings. */
  readonly definitionOf: (ref: string) => Located | undefined;
  /**
   * For the schema of a definition itself: why the chosen version of Kubernetes does not have the field; undefined if
   * it does.
   */
  readonly absenceOf?: (field: string) => string | undefined;
  /** Whether it has one that the schema lacks. */
  readonly hasLost?: (field: string) => boolean;
}

export interface Located {
  readonly schema: JsonSchema;
  readonly surroundings: Surroundings;
}

export const anything: Check = (value) => value;

export function compile(schema: JsonSchema, surroundings: Surroundings): Check {
  if (schema.$ref !== undefined) return compileReference(schema.$ref, schema, surroundings);
  const checks = [ownCheck(schema, surroundings), choiceCheck(schema, surroundings), celCheck(schema)].filter(
    (check) => check !== undefined,
  );
  return orNull(schema, inSequence(checks));
}

function orNull({ nullable }: JsonSchema, check: Check): Check {
  return nullable === true ? (value, checking) => (value === null ? null : check(value, checking)) : check;
}

/** A reference, or one that is narrowed or extended by what stands beside it. */
function compileReference(ref: string, beside: JsonSchema, surroundings: Surroundings): Check {
  const others: JsonSchema = { ...beside, $ref: undefined };
  if (Object.keys(beside).length === 1) return surroundings.checkOf(ref) ?? anything;
  // Compiled once: what leads back to itself, or to the same in many ways, has no end.
  const known = narrowed.get(beside)?.get(surroundings.definitionOf);
  if (known !== undefined) return known;
  const checks = narrowed.get(beside) ?? new WeakMap<Surroundings['definitionOf'], Check>();
  narrowed.set(beside, checks);
  checks.set(surroundings.definitionOf, anything);
  const check = compileNarrowed(ref, others, surroundings);
  checks.set(surroundings.definitionOf, check);
  return check;
}

/** References with something beside them, and what their own references mean. */
const narrowed = new WeakMap<JsonSchema, WeakMap<Surroundings['definitionOf'], Check>>();

function compileNarrowed(ref: string, others: JsonSchema, surroundings: Surroundings): Check {
  if (others.properties === undefined && others.additionalProperties === undefined) {
    return orNull(others, inSequence([surroundings.checkOf(ref) ?? anything, compile(others, surroundings)]));
  }
  const target = surroundings.definitionOf(ref);
  if (target === undefined) return compile(others, surroundings);
  // An embedded struct: the fields of both.
  const properties = { ...target.schema.properties };
  for (const [name, schema] of Object.entries(others.properties ?? {})) properties[name] = schema;
  const required = [...(target.schema.required ?? []), ...(others.required ?? [])];
  // It may have more fields if that to which it is added may.
  const { additionalProperties = false } = target.schema;
  const open = others.additionalProperties === false ? { additionalProperties } : {};
  return compile(
    { ...target.schema, ...others, ...open, properties, required, $ref: target.schema.$ref },
    {
      ...surroundings,
      checkOf: (inner) => surroundings.checkOf(inner) ?? target.surroundings.checkOf(inner),
    },
  );
}

/** What the schema says without its choices: by type. */
function ownCheck(schema: JsonSchema, surroundings: Surroundings): Check | undefined {
  const types = typesOf(schema);
  const isObject = types.includes('object');
  const isList = types.includes('array');
  if (types.length === 0) return undefined;
  const ofScalar = scalarCheck(schema, types);
  if (!isObject && !isList) return ofScalar;
  // An object or a list may have to be one of some, too.
  const hasValues = (schema.enum ?? schema.const) !== undefined;
  const withValues = (check: Check) => (hasValues ? inSequence([check, ofScalar]) : check);
  const ofObject = isObject ? withValues(objectCheck(schema, surroundings)) : undefined;
  const ofList = isList ? withValues(listCheck(schema, surroundings)) : undefined;
  if (types.length === 1) return ofObject ?? ofList;
  return (value, checking) => {
    if (Array.isArray(value)) return (ofList ?? ofScalar)(value, checking);
    if (typeof value === 'object' && value !== null) return (ofObject ?? ofScalar)(value, checking);
    return ofScalar(value, checking);
  };
}

/** What says something about values of some type. */
const aboutValues = [
  'enum',
  'const',
  'properties',
  'additionalProperties',
  'required',
  'minProperties',
  'maxProperties',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'format',
  'pattern',
  'goPattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
] as const;

/** The types that the schema allows; without any, those that its keywords are about. */
function typesOf(schema: JsonSchema): readonly string[] {
  if (schema.type !== undefined) return [schema.type].flat();
  if (!aboutValues.some((keyword) => schema[keyword] !== undefined)) return [];
  return ['object', 'array', 'string', 'number', 'boolean', 'null'];
}

function inSequence([first, ...others]: readonly Check[]): Check {
  if (first === undefined) return anything;
  if (others.length === 0) return first;
  const rest = inSequence(others);
  return (value, checking) => {
    const once = first(value, checking);
    return once === undefined ? undefined : rest(once, checking);
  };
}

/** Whether values of the type count as `type` of a schema. */
export function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return false;
  }
}
