/** Random values that a schema accepts. */
import fc from 'fast-check';
import type { JsonSchema, JsonType } from '../values/json-schema-type';
import type { JsonObject } from '../values/merge';
import { hasDefault, type Field, type RecordField, type StringField } from '../values/schema';
import type { Json } from '../yaml/json';
import { anyText, isAccepted } from './arbitrary-text';

/** Every declared key, with some value. */
export function arbitraryValues(schema: RecordField): fc.Arbitrary<JsonObject> {
  return withAnchorKeys(recordOf(schema, 'all'));
}

/** A values file: any of the keys; null where that deletes a list or map. */
export function arbitraryOverrides(schema: RecordField): fc.Arbitrary<JsonObject> {
  return withAnchorKeys(recordOf(schema, 'some'));
}

/** Whatever people share by anchors, seldom. */
function withAnchorKeys(values: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> {
  const shared = fc.dictionary(fc.constantFrom('x-common', 'x-', 'x-{{ fail "x" }}'), anyJson, { maxKeys: 2 });
  return fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, shared), values).map((parts) => ({
    ...parts[0],
    ...parts[1],
  }));
}

type Keys = 'all' | 'some' | 'item';

function recordOf({ fields, open }: RecordField, keys: Keys): fc.Arbitrary<JsonObject> {
  const required = Object.entries(fields)
    .filter(([, field]) => keys === 'all' || (keys === 'item' && !hasDefault(field)))
    .map(([name]) => name);
  const parts = Object.entries(fields).map(([name, field]) => [name, valueOf(field, keys)] as const);
  const declared = fc.record(Object.fromEntries(parts), { requiredKeys: required, noNullPrototype: true });
  if (!open) return declared;
  return fc.tuple(others, declared).map(([more, given]) => ({ ...more, ...given }));
}

/** What other charts of the installation may put into `global`. */
const others: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('other', 'toString', '__proto__', '{{x}}', 'on'),
  fc.constantFrom<Json>(null, 1, '{{ fail "x" }}', [], { deep: [true] }),
  { maxKeys: 2, noNullPrototype: true },
);

/** What null deletes is empty. A deleted text, number or boolean is refused, and in an item there is nothing to delete. */
function valueOf(field: Field, keys: Keys): fc.Arbitrary<Json> {
  const value = givenValueOf(field, keys);
  const isDeletable = field.kind === 'list' || field.kind === 'map' || field.kind === 'opaque';
  return keys === 'some' && isDeletable ? fc.option(value, { freq: 8 }) : value;
}

function givenValueOf(field: Field, keys: Keys): fc.Arbitrary<Json> {
  switch (field.kind) {
    case 'string':
      return textOf(field);
    case 'integer':
      return fc.oneof(
        fc.constantFrom(field.minimum, field.maximum),
        fc.integer({ min: field.minimum, max: field.maximum }),
      );
    case 'boolean':
      return fc.boolean();
    case 'record':
      return recordOf(field, keys);
    case 'list':
      return fc.array(valueOf(field.item, 'item'), { maxLength: 3 });
    case 'map':
      return fc.dictionary(key, valueOf(field.value, 'item'), { maxKeys: 3, noNullPrototype: true });
    case 'opaque':
      return fittingJson(field.schema);
  }
}

function textOf({ options, pattern, maxLength = 4096, default: usual }: StringField): fc.Arbitrary<string> {
  if (options !== undefined) return fc.constantFrom(...options);
  if (pattern === undefined) return anyText.filter((text) => text.length <= maxLength);
  const matching = textMatching(pattern.regex).filter((text) => text.length <= maxLength && isAccepted(text));
  return usual === undefined ? matching : fc.oneof(fc.constant(usual), matching);
}

const known = new Map<string, fc.Arbitrary<string>>();

/** Making one takes some fifty milliseconds (fast-check 4.10), and a schema has the same few patterns again and again. */
export function textMatching(regex: string): fc.Arbitrary<string> {
  const made = known.get(regex) ?? fc.stringMatching(new RegExp(regex, 'u'));
  known.set(regex, made);
  return made;
}

const key = fc.oneof(
  fc.constantFrom('a', 'app.kubernetes.io/name', 'checksum/settings', 'on', '1', '{{x}}', 'ключ', '__proto__', 'a: b'),
  fc.string({ minLength: 1, maxLength: 8 }).filter((text) => isAccepted(text) && text !== '<<'),
);

const anyJson: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    anyText,
    fc.integer(),
    fc.constantFrom(1e6, 1e15, 0.5, -1.25, 1e-7),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).node;

/** JSON that fits what a schema says, as far as the schemas of opaque fields go. */
function fittingJson(schema: JsonSchema): fc.Arbitrary<Json> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(fittingJson));
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type)) {
    return fc.oneof(...(schema.type as readonly JsonType[]).map((type) => fittingJson({ ...schema, type })));
  }
  switch (schema.type) {
    case 'object':
      return fittingObject(schema);
    case 'array':
      return fc.array(fittingJson(schema.items ?? {}), { maxLength: 3 });
    case 'string': {
      const { pattern, minLength = 0, maxLength = 4096 } = schema;
      const text = pattern === undefined ? anyText : textMatching(pattern);
      return text.filter(
        (some) => Array.from(some).length >= minLength && some.length <= maxLength && isAccepted(some),
      );
    }
    case 'integer':
    case 'number': {
      const { minimum = 0, maximum = minimum + 1e6 } = schema;
      const between = schema.type === 'number' ? [(minimum + maximum) / 2] : [];
      return fc.constantFrom(minimum, maximum, Math.ceil(minimum), ...between);
    }
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return anyJson;
  }
}

function fittingObject({ properties, required = [], additionalProperties = true }: JsonSchema): fc.Arbitrary<Json> {
  const declared = Object.entries(properties ?? {}).map(([name, part]) => [name, fittingJson(part)] as const);
  const known = fc.record(Object.fromEntries(declared), { requiredKeys: [...required], noNullPrototype: true });
  if (additionalProperties === false) return known;
  const part = additionalProperties === true ? anyJson : fittingJson(additionalProperties);
  const others = fc.dictionary(key, part, { maxKeys: 3, noNullPrototype: true });
  return fc.tuple(others, known).map(([more, given]) => ({ ...more, ...given }));
}
