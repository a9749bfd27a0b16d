/**
 * values.schema.json: one self-contained draft-07 schema, strict, which every Helm that validates at all understands the
 * same way. (Helm up to 3.18.4 ignores newer keywords; a remote $ref, or siblings of one, are read differently.)
 */
import { ANCHOR_KEY } from './anchor-keys';
import type { JsonSchema } from './json-schema-type';
import { parentKeys } from './parent-keys';
import { defaultsOf, hasDefault, type Field, type RecordField } from './schema';

export function jsonSchemaOf(root: RecordField, title: string): JsonSchema {
  const schema = fieldSchema(root, false);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    ...schema,
    properties: { ...schema.properties, ...parentKeys(root) },
    patternProperties: { [ANCHOR_KEY]: { description: 'Ignored: what YAML anchors share.' } },
  };
}

function fieldSchema(field: Field, inItem: boolean): JsonSchema {
  const { description } = field;
  switch (field.kind) {
    case 'string':
      return {
        type: 'string',
        description,
        ...(field.options && { enum: field.options }),
        ...(field.pattern && { pattern: field.pattern.regex }),
        ...(!field.options && { maxLength: field.maxLength ?? 4096 }),
        ...(field.default !== undefined && { default: field.default }),
      };
    case 'integer':
      return {
        type: 'integer',
        description,
        minimum: field.minimum,
        maximum: field.maximum,
        ...(field.default !== undefined && { default: field.default }),
      };
    case 'boolean':
      return { type: 'boolean', description, ...(field.default !== undefined && { default: field.default }) };
    case 'record':
      return {
        type: 'object',
        description,
        properties: Object.fromEntries(
          Object.entries(field.fields).map(([name, part]) => [name, fieldSchema(part, inItem)]),
        ),
        required: requiredKeys(field, inItem),
        additionalProperties: field.open,
      };
    case 'list':
      return { type: 'array', description, items: fieldSchema(field.item, true), default: field.default };
    case 'map':
      return {
        type: 'object',
        description,
        additionalProperties: fieldSchema(field.value, true),
        default: field.default,
      };
    case 'opaque':
      return { ...field.schema, description, default: defaultsOf(field) };
  }
}

/**
 * `x: null` deletes a key in Helm. A list or map may be deleted (it is then empty); a deleted text, number or boolean
 * would leave the templates without an answer, so these must be there. In a list's items, so must what has no default.
 */
function requiredKeys(record: RecordField, inItem: boolean): readonly string[] {
  return Object.entries(record.fields)
    .filter(([, field]) => {
      if (inItem) return !hasDefault(field);
      return field.kind !== 'list' && field.kind !== 'map' && field.kind !== 'opaque';
    })
    .map(([name]) => name);
}
