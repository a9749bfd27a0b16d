/** A file of JSON Schema that the user gave, and what its references mean. */
import type { Json } from '../yaml/json';
import { anything, compile, type Located, type Surroundings } from './compile';
import type { Check } from './checking';
import type { JsonSchema } from './json-schema';

/** The check of the whole document; `others` are further documents by file name, without `.json`. */
export function documentCheck(root: Json, others: ReadonlyMap<string, Json>): Check {
  const { schema, surroundings } = locatedIn(root, root, others);
  return compile(schema, surroundings);
}

function locatedIn(schema: Json, root: Json, others: ReadonlyMap<string, Json>): Located {
  const definitionOf = (ref: string) => resolve(ref, root, others);
  const checks = new Map<string, Check>();
  const surroundings: Surroundings = {
    definitionOf,
    checkOf: (ref) => {
      const known = checks.get(ref);
      if (known !== undefined) return known;
      const located = definitionOf(ref);
      if (located === undefined) return undefined;
      checks.set(ref, anything);
      const check = compile(located.schema, located.surroundings);
      checks.set(ref, check);
      return check;
    },
  };
  return { schema: strict(schema), surroundings };
}

/** `#/definitions/a`, or the same of a file beside it, of which only the name counts. */
function resolve(ref: string, root: Json, others: ReadonlyMap<string, Json>): Located | undefined {
  const [path = '', pointer = ''] = ref.split('#');
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
  const document = path === '' ? root : others.get(name.toLowerCase());
  let value = document;
  for (const step of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value === undefined || document === undefined ? undefined : locatedIn(value, document, others);
}

/** Objects have no other fields than those named, unless the schema says so; patterns are of unknown authors. */
function strict(written: Json | undefined): JsonSchema {
  if (!isObject(written)) return {};
  const { pattern, properties, items, additionalProperties, ...rest } = written;
  const isOpen = written['x-kubernetes-preserve-unknown-fields'] === true;
  const hasFields = isObject(properties) && Object.keys(properties).length > 0;
  const others = isObject(additionalProperties) ? strict(additionalProperties) : additionalProperties !== false;
  return {
    ...rest,
    ...(typeof pattern === 'string' ? { goPattern: pattern } : {}),
    ...(isObject(properties) ? { properties: mapValues(properties, strict) } : {}),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: others }),
    ...(additionalProperties === undefined && hasFields ? { additionalProperties: isOpen } : {}),
  };
}

function mapValues(object: Readonly<Record<string, Json>>, change: (value: Json) => JsonSchema) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

function isObject(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
