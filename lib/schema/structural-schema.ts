/** The schema of a CustomResourceDefinition as the engine understands it. */
import type { JsonSchema } from './json-schema';
import type { ListKey } from './list-key';

/** As it stands in openAPIV3Schema. */
export interface StructuralSchema extends Omit<
  JsonSchema,
  'additionalProperties' | 'items' | 'properties' | 'allOf' | 'anyOf' | 'oneOf' | 'not'
> {
  readonly allOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: boolean | StructuralSchema;
  readonly items?: StructuralSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** Relative to imports/crds, where generated schemas refer to it from. */
const objectMeta: JsonSchema = { $ref: '../kubernetes/schemas.json#/definitions/apis.meta.v1.ObjectMeta' };

/** The schema of a kind's objects, from that of a version in its CustomResourceDefinition. */
export function rootSchema(written: StructuralSchema, apiVersion: string, kind: string): JsonSchema {
  const schema = structural({ ...written, type: 'object' });
  const metadata = written.properties?.['metadata'];
  return {
    ...schema,
    properties: {
      ...schema.properties,
      apiVersion: { type: 'string', enum: [apiVersion] },
      kind: { type: 'string', enum: [kind] },
      // A definition may narrow the name, and nothing else.
      metadata: metadata === undefined ? objectMeta : { allOf: [objectMeta, validations(metadata)] },
    },
  };
}

/** What such a schema does not name is pruned, and where fields are validated it is refused. */
function structural(written: StructuralSchema): JsonSchema {
  const rules = written['x-kubernetes-validations'];
  const schema = { ...validations(written), ...(rules === undefined ? {} : { 'x-kubernetes-validations': rules }) };
  const own = mapped(written.properties, structural);
  if (written['x-kubernetes-embedded-resource'] === true) return embedded(schema, own, written);
  if (written.type === 'array') {
    const items = written.items === undefined ? {} : { items: structural(written.items) };
    return { ...schema, ...items, listKeys: listKeysOf(written) };
  }
  if (written.type !== 'object') return schema;
  return { ...schema, properties: own, additionalProperties: othersOf(written) };
}

function othersOf(written: StructuralSchema): boolean | JsonSchema {
  const { additionalProperties } = written;
  if (typeof additionalProperties === 'object') return structural(additionalProperties);
  return additionalProperties === true || written['x-kubernetes-preserve-unknown-fields'] === true;
}

/** An object of any kind inside another. */
function embedded(
  schema: JsonSchema,
  own: Readonly<Record<string, JsonSchema>>,
  written: StructuralSchema,
): JsonSchema {
  return {
    ...schema,
    type: 'object',
    properties: { ...own, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: objectMeta },
    required: [...new Set([...(schema.required ?? []), 'apiVersion', 'kind'])],
    additionalProperties: othersOf(written),
  };
}

/** What is below a schema is asked for at each level above it: a definition of 450 levels would take as many times as long. */
const validationsOf = new WeakMap<StructuralSchema, JsonSchema>();

/** The schema as far as it says what values must be, and not which fields there are. */
function validations(written: StructuralSchema): JsonSchema {
  const known = validationsOf.get(written);
  if (known !== undefined) return known;
  const made = ownValidations(written);
  validationsOf.set(written, made);
  return made;
}

function ownValidations(written: StructuralSchema): JsonSchema {
  const isIntOrString = written['x-kubernetes-int-or-string'] === true;
  const { pattern, required = [], properties = {} } = written;
  const list = (schemas: readonly StructuralSchema[] | undefined) => schemas?.map(validations);
  return definedOnly({
    type: isIntOrString ? ['integer', 'string'] : written.type,
    nullable: written.nullable,
    default: written.default,
    format: written.format,
    enum: written.enum,
    goPattern: pattern,
    minLength: written.minLength,
    maxLength: written.maxLength,
    minimum: written.minimum,
    maximum: written.maximum,
    exclusiveMinimum: written.exclusiveMinimum,
    exclusiveMaximum: written.exclusiveMaximum,
    multipleOf: written.multipleOf,
    minItems: written.minItems,
    maxItems: written.maxItems,
    uniqueItems: written.uniqueItems,
    minProperties: written.minProperties,
    maxProperties: written.maxProperties,
    // The server sets what has a default before it validates.
    required: required.filter((name) => properties[name]?.default === undefined),
    properties: mapped(written.properties, validations),
    items: written.items === undefined ? undefined : validations(written.items),
    allOf: list(written.allOf),
    anyOf: list(written.anyOf),
    oneOf: list(written.oneOf),
    not: written.not === undefined ? undefined : validations(written.not),
  });
}

function listKeysOf(written: StructuralSchema): readonly ListKey[] {
  const rule = 'duplicate-item';
  if (written['x-kubernetes-list-type'] === 'set') return [{ fields: [], rule }];
  if (written['x-kubernetes-list-type'] !== 'map') return [];
  const fields = written['x-kubernetes-list-map-keys'] ?? [];
  const properties = written.items?.properties ?? {};
  const defaults = Object.fromEntries(
    fields.flatMap((field) => {
      const value = properties[field]?.default;
      return value === undefined ? [] : [[field, value]];
    }),
  );
  return fields.length === 0 ? [] : [{ fields, defaults, rule }];
}

function mapped<T>(
  schemas: Readonly<Record<string, T>> | undefined,
  change: (schema: T) => JsonSchema,
): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(Object.entries(schemas ?? {}).map(([name, schema]) => [name, change(schema)]));
}

function definedOnly(schema: { readonly [K in keyof JsonSchema]: JsonSchema[K] | undefined }): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
