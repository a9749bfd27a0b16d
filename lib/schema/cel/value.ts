/** JSON as CEL sees it through its schema: k8s.io/apiserver, pkg/cel/common/values.go. */
import type { Json } from '../../yaml/json';
import type { JsonSchema } from '../json-schema';
import { celEnvironment } from './environment';

type JsonObject = Readonly<Record<string, Json>>;

/** CEL's words: a field of that name is `__word__`. */
const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** Characters; with all units and nine digits for each, there are not as many. */
const longestDuration = 100;

/** Integers are bigints, times and durations what CEL has for them; what is missing has its default. */
export function celValue(value: Json, schema: JsonSchema = {}): unknown {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => celValue(item, schema.items));
  if (typeof value === 'object' && value !== null) return celObject(value as JsonObject, schema);
  if (typeof value === 'number') return schema.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'string') return value;
  switch (schema.format) {
    case 'date-time':
      return new Date(value);
    case 'date':
      return new Date(`${value}T00:00:00Z`);
    case 'duration':
      // The library takes the square of its length to read one.
      return value.length > longestDuration ? value : celEnvironment().evaluate('duration(self)', { self: value });
    case 'byte':
      return new Uint8Array(Buffer.from(value, 'base64'));
    default:
      return value;
  }
}

function celObject(object: JsonObject, { properties = {}, additionalProperties }: JsonSchema): unknown {
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const result = new Map<string, unknown>();
  for (const key of Object.keys(object)) {
    const item = object[key];
    if (item === null || item === undefined) continue;
    const field = Object.hasOwn(properties, key) ? properties[key] : undefined;
    result.set(field === undefined ? key : escaped(key), celValue(item, field ?? others));
  }
  for (const [key, field] of Object.entries(properties)) {
    if (field.default !== undefined && !result.has(escaped(key)))
      result.set(escaped(key), celValue(field.default, field));
  }
  return result;
}

/** A field's name where it would be no identifier: k8s.io/apiserver, pkg/cel/escaping.go. */
function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
