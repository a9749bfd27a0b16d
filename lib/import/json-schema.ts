/** The part of JSON Schema draft-07 that Kubernetes' definitions need. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: (string | number | boolean | null)[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  minProperties?: number;
  maxProperties?: number;
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
}

/** Schemas by definition name, e.g. `apps.v1.Deployment`. */
export type Definitions = Record<string, JsonSchema>;

/** One generated file: draft-07 with an index of the objects that can stand alone. */
export interface SchemaFile {
  readonly $schema: 'http://json-schema.org/draft-07/schema#';
  /** The npm package and version it was made from. */
  readonly $comment: string;
  /** `apiVersion/kind` (e.g. `apps/v1/Deployment`) to the name of its definition. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Definitions;
}

/** Calls `visit` for the schema and every schema inside it, parents first. */
export function visitSchemas(schema: JsonSchema, visit: (schema: JsonSchema) => void): void {
  visit(schema);
  for (const child of children(schema)) visitSchemas(child, visit);
}

function children(schema: JsonSchema): JsonSchema[] {
  return [
    ...Object.values(schema.properties ?? {}),
    ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : []),
    ...(schema.items ? [schema.items] : []),
    ...(schema.oneOf ?? []),
    ...(schema.allOf ?? []),
  ];
}

/** A copy in which `change` has replaced every schema, children before their parents. */
export function mapSchemas(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const inner = (child: JsonSchema) => mapSchemas(child, change);
  const copy: JsonSchema = { ...schema };
  if (schema.properties) {
    copy.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, child]) => [name, inner(child)]),
    );
  }
  if (typeof schema.additionalProperties === 'object') copy.additionalProperties = inner(schema.additionalProperties);
  if (schema.items) copy.items = inner(schema.items);
  if (schema.oneOf) copy.oneOf = schema.oneOf.map(inner);
  if (schema.allOf) copy.allOf = schema.allOf.map(inner);
  return change(copy);
}
