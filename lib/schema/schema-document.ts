/** A file of JSON Schema that the user gave, and what its references mean. */
import type { Json } from '../yaml/json';
import { anything, compile, type Located, type Surroundings } from './compile';
import type { Check } from './checking';
import type { JsonSchema } from './json-schema';
import { legible } from './legible';
import type { StructuralSchema } from './structural-schema';

/** The check of the whole document; `others` are further documents by file name, without `.json`. */
export function documentCheck(root: Json, others: ReadonlyMap<string, Json>): Check {
  return compile(strict(legible(root)), new References(others).of(root));
}

/** What is met again is compiled once: what refers twice to what refers twice would else have no end. */
class References {
  private readonly byRoot = new Map<Json, Surroundings>();

  constructor(private readonly others: ReadonlyMap<string, Json>) {}

  of(root: Json): Surroundings {
    const known = this.byRoot.get(root);
    if (known !== undefined) return known;
    const definitions = new Map<string, Located | undefined>();
    const checks = new Map<string, Check>();
    const definitionOf = (ref: string): Located | undefined => {
      if (!definitions.has(ref)) definitions.set(ref, this.find(ref, root));
      return definitions.get(ref);
    };
    const checkOf = (ref: string): Check | undefined => {
      const check = checks.get(ref);
      if (check !== undefined) return check;
      const located = definitionOf(ref);
      if (located === undefined) return undefined;
      checks.set(ref, anything);
      const compiled = compile(located.schema, located.surroundings);
      checks.set(ref, compiled);
      return compiled;
    };
    const surroundings = { definitionOf, checkOf };
    this.byRoot.set(root, surroundings);
    return surroundings;
  }

  /** `#/definitions/a`, or the same of a file beside it, of which only the name counts. */
  private find(ref: string, root: Json): Located | undefined {
    const [path = '', pointer = ''] = ref.split('#');
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
    const document = path === '' ? root : this.others.get(name.toLowerCase());
    let value = document;
    for (const step of pointer.split('/').slice(1)) {
      const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
      value = hasKeys(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    if (value === undefined || document === undefined) return undefined;
    return { schema: strict(legible(value)), surroundings: this.of(document) };
  }
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Objects have no other fields than those named, unless the schema says so. */
function strict(written: StructuralSchema): JsonSchema {
  const { properties, items, additionalProperties } = written;
  const isOpen = written['x-kubernetes-preserve-unknown-fields'] === true;
  const hasFields = properties !== undefined && Object.keys(properties).length > 0;
  const others = typeof additionalProperties === 'object' ? strict(additionalProperties) : additionalProperties;
  return {
    ...withGoPatterns(written),
    ...(properties === undefined ? {} : { properties: mapValues(properties, strict) }),
    ...(items === undefined ? {} : { items: strict(items) }),
    ...(others === undefined ? {} : { additionalProperties: others }),
    ...(others === undefined && hasFields ? { additionalProperties: isOpen } : {}),
  };
}

/** Patterns are of unknown authors, wherever they stand: JavaScript's would take for ever. */
function withGoPatterns(written: StructuralSchema): JsonSchema {
  const { pattern, properties, items, additionalProperties, allOf, anyOf, oneOf, not, ...rest } = written;
  const others = typeof additionalProperties === 'object' ? withGoPatterns(additionalProperties) : additionalProperties;
  return {
    ...rest,
    ...(pattern === undefined ? {} : { goPattern: pattern }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, withGoPatterns) }),
    ...(items === undefined ? {} : { items: withGoPatterns(items) }),
    ...(others === undefined ? {} : { additionalProperties: others }),
    ...(allOf === undefined ? {} : { allOf: allOf.map(withGoPatterns) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(withGoPatterns) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(withGoPatterns) }),
    ...(not === undefined ? {} : { not: withGoPatterns(not) }),
  };
}

function mapValues(
  schemas: Readonly<Record<string, StructuralSchema>>,
  change: (schema: StructuralSchema) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]));
}

/** Or a list, of which the indexes are keys. */
function hasKeys(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null;
}
