/** A file of JSON Schema that the user gave, and what its references mean. */
import type { Json } from '../yaml/json';
import { anything, compile, type Located, type Surroundings } from './compile';
import type { Check } from './checking';
import type { JsonSchema } from './json-schema';
import { legible } from './legible';
import type { StructuralSchema } from './structural-schema';

/** The check of the whole document; `others` are further documents by file name, without `.json`. */
export function documentCheck(root: Json, others: ReadonlyMap<string, Json>): Check {
  return compile(read(root, ''), new References(root, others));
}

/** What is met again is compiled once: what refers twice to what refers twice would else have no end. */
class References implements Surroundings {
  private readonly definitions = new Map<string, Located | undefined>();
  private readonly checks = new Map<string, Check>();

  constructor(
    private readonly root: Json,
    private readonly others: ReadonlyMap<string, Json>,
  ) {}

  readonly definitionOf = (ref: string): Located | undefined => {
    if (!this.definitions.has(ref)) this.definitions.set(ref, this.find(ref));
    return this.definitions.get(ref);
  };

  readonly checkOf = (ref: string): Check | undefined => {
    const check = this.checks.get(ref);
    if (check !== undefined) return check;
    const located = this.definitionOf(ref);
    if (located === undefined) return undefined;
    this.checks.set(ref, anything);
    const compiled = compile(located.schema, located.surroundings);
    this.checks.set(ref, compiled);
    return compiled;
  };

  private find(ref: string): Located | undefined {
    const [name = '', pointer = ''] = ref.split('#');
    let value = name === '' ? this.root : this.others.get(name);
    for (const step of pointer.split('/').slice(1)) {
      const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
      value = hasKeys(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
    return value === undefined ? undefined : { schema: read(value, name), surroundings: this };
  }
}

/** A schema that stands in the document of that name; '' for the one that is checked. */
function read(written: Json, document: string): JsonSchema {
  return strict(legible(written), document);
}

/**
 * `#/definitions/a`, or the same of a file beside it, of which only the name counts: as `file#/definitions/a`, which
 * means the same wherever it stands.
 */
function absolute(ref: string, document: string): string {
  const [path = '', pointer = ''] = ref.split('#');
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.json$/, '');
  return `${path === '' ? document : name.toLowerCase()}#${pointer}`;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Objects have no other fields than those named, unless the schema says so. */
function strict(written: StructuralSchema, document: string): JsonSchema {
  const { properties, items, additionalProperties } = written;
  const inside = (schema: StructuralSchema) => strict(schema, document);
  const isOpen = written['x-kubernetes-preserve-unknown-fields'] === true;
  const hasFields = properties !== undefined && Object.keys(properties).length > 0;
  const others = typeof additionalProperties === 'object' ? inside(additionalProperties) : additionalProperties;
  return {
    ...translated(written, document),
    ...(properties === undefined ? {} : { properties: mapValues(properties, inside) }),
    ...(items === undefined ? {} : { items: inside(items) }),
    ...(others === undefined ? {} : { additionalProperties: others }),
    ...(others === undefined && hasFields ? { additionalProperties: isOpen } : {}),
  };
}

/**
 * Patterns are of unknown authors, wherever they stand: JavaScript's would take for ever. References are written so that
 * they mean the same in all documents.
 */
function translated(written: StructuralSchema, document: string): JsonSchema {
  const { $ref, pattern, properties, items, additionalProperties, allOf, anyOf, oneOf, not, ...rest } = written;
  const inside = (schema: StructuralSchema) => translated(schema, document);
  const others = typeof additionalProperties === 'object' ? inside(additionalProperties) : additionalProperties;
  return {
    ...rest,
    ...($ref === undefined ? {} : { $ref: absolute($ref, document) }),
    ...(pattern === undefined ? {} : { goPattern: pattern }),
    ...(properties === undefined ? {} : { properties: mapValues(properties, inside) }),
    ...(items === undefined ? {} : { items: inside(items) }),
    ...(others === undefined ? {} : { additionalProperties: others }),
    ...(allOf === undefined ? {} : { allOf: allOf.map(inside) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(inside) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(inside) }),
    ...(not === undefined ? {} : { not: inside(not) }),
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
