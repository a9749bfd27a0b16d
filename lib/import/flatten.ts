import { isDeepStrictEqual } from 'node:util';
import { type JsonSchema, mapSchemas } from './json-schema';

type Resolve = (longName: string) => JsonSchema;

/**
 * The schema without `allOf`, which compiled validators show where Go embeds a struct or names a string type: a schema
 * that demands nothing beyond its one reference becomes that reference, any other gets the referenced demands merged in.
 * Only a flat list of properties can be closed to unknown ones.
 */
export function flattened(schema: JsonSchema, resolve: Resolve): JsonSchema {
  return mapSchemas(schema, ({ allOf, ...own }) => {
    const { $ref, ...rest } = own;
    const parts = $ref !== undefined && allOf ? [{ $ref }, ...allOf] : (allOf ?? []);
    if (parts.length === 0) return own;
    const resolved = parts.map((part) => (part.$ref === undefined ? part : flattened(resolve(part.$ref), resolve)));
    const merged = resolved.reduce(merge, rest);
    const [first] = parts;
    return parts.length === 1 && first && isDeepStrictEqual(merged, resolved[0]) ? first : merged;
  });
}

/** Both demands at once. */
function merge(a: JsonSchema, b: JsonSchema): JsonSchema {
  const merged: JsonSchema = { ...b, ...a };
  for (const keyword of ['type', 'format', 'pattern', 'items', 'additionalProperties', '$ref', 'oneOf'] as const) {
    if (a[keyword] === undefined || b[keyword] === undefined || isDeepStrictEqual(a[keyword], b[keyword])) continue;
    throw new Error(`cannot merge ${keyword} ${JSON.stringify(a[keyword])} with ${JSON.stringify(b[keyword])}`);
  }
  for (const keyword of ['minLength', 'minimum', 'minItems', 'minProperties'] as const) {
    if (a[keyword] !== undefined && b[keyword] !== undefined) merged[keyword] = Math.max(a[keyword], b[keyword]);
  }
  for (const keyword of ['maxLength', 'maximum', 'maxItems', 'maxProperties'] as const) {
    if (a[keyword] !== undefined && b[keyword] !== undefined) merged[keyword] = Math.min(a[keyword], b[keyword]);
  }
  if (a.enum && b.enum) merged.enum = intersection(b.enum, a.enum);
  if (a.required && b.required) merged.required = [...new Set([...a.required, ...b.required])];
  if (a.properties && b.properties) merged.properties = { ...b.properties, ...a.properties };
  return merged;
}

function intersection<T>(a: readonly T[], b: readonly T[]): T[] {
  return a.filter((value) => b.includes(value));
}
