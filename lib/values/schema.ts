/**
 * Declaring values: each field says its type, default, constraints and one line of description, once. From the
 * declaration follow the TypeScript types, the symbolic values, values.schema.json, values.yaml and the reference.
 */
import { Expr, type Opaque, type Value } from '../expr/expr';
import { symbolic, type Shape } from '../expr/shape';
import type { Json } from '../yaml/json';
import type { JsonSchema } from './json-schema-type';
import { isMapping } from './merge';
import { keepsAnglesOut, requirePortable } from '../expr/pattern';

/** What is declared of one value. */
export type Field = StringField | IntegerField | BooleanField | RecordField | ListField | MapField | OpaqueField;

/** A pattern, and what a person should write instead of what did not match. */
export interface Pattern {
  /** In the language that ECMAScript and Go's RE2 share (pattern.ts); anchored by the author. */
  readonly regex: string;
  readonly expected: string;
}

interface Described {
  /** One line for the values reference, with its full stop. */
  readonly description: string;
}

/** A text; without a default it is required. */
export interface StringField<out T extends string = string> extends Described {
  readonly kind: 'string';
  readonly default?: NoInfer<T> | undefined;
  readonly options?: readonly T[];
  readonly pattern?: Pattern;
  /** Characters; the default is 4096, so that no value can outgrow a manifest. */
  readonly maxLength?: number;
  /** Never quoted in a message, nor is anything that stands where it, or what holds it, should stand. */
  readonly secret?: boolean;
}

/** A whole number between bounds (inclusive); without a default it is required. */
export interface IntegerField extends Described {
  readonly kind: 'integer';
  readonly default?: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** True or false; without a default it is required. */
export interface BooleanField extends Described {
  readonly kind: 'boolean';
  readonly default?: boolean;
}

/** Declared keys. */
export interface RecordField<out F extends Fields = Fields> extends Described {
  readonly kind: 'record';
  readonly fields: F;
  /** Accepts further keys (only for `global`, which belongs to all charts of an installation). */
  readonly open: boolean;
}

/** A list whose items are declared, so that a chart can look into them with each(). */
export interface ListField<out I extends Field = Field> extends Described {
  readonly kind: 'list';
  readonly item: I;
  readonly default: readonly Json[];
}

/** A map from names of the user's to declared values, so that a chart can look into them with eachEntry(). */
export interface MapField<out V extends Field = Field> extends Described {
  readonly kind: 'map';
  readonly value: V;
  readonly default: Readonly<Record<string, Json>>;
}

/** A list or map that is passed on as it is; `schema` says what Kubernetes would accept. */
export interface OpaqueField extends Described {
  readonly kind: 'opaque';
  readonly schema: JsonSchema & { readonly type: 'object' | 'array' };
  readonly default: Json;
}

/** Declared values by their keys. */
export type Fields = Readonly<Record<string, Field>>;

/**
 * What a construct sees of a field: literals in one run, expressions in the other. A record is an object with the same keys,
 * a declared list or map is one Value, and what is passed on is Opaque.
 *
 * @example type Values = ValuesOf<typeof schema>;
 */
export type ValuesOf<F> =
  F extends StringField<infer T>
    ? Value<T>
    : F extends IntegerField
      ? Value<number>
      : F extends BooleanField
        ? Value<boolean>
        : F extends RecordField<infer Nested>
          ? { readonly [K in keyof Nested]: ValuesOf<Nested[K]> }
          : F extends ListField<infer Item>
            ? Value<readonly ValuesOf<Item>[]>
            : F extends MapField<infer Part>
              ? Value<Readonly<Record<string, ValuesIn<Part>>>>
              : Opaque;

/** Texts in a map are plain, so that a map of labels fits where Kubernetes wants one; eachEntry() gives Values. */
type ValuesIn<F> = F extends StringField ? string : ValuesOf<F>;

/**
 * A text.
 * @throws MisuseError for a pattern that RE2 and ECMAScript read differently
 * @example string({ default: 'Hello', description: 'What to say.' })
 */
export function string<const T extends string = string>(field: Omit<StringField<T>, 'kind'>): StringField<T> {
  if (field.pattern !== undefined) requirePortable(field.pattern.regex);
  return { kind: 'string', ...field };
}

/**
 * A whole number. Both bounds (inclusive) are required: a number that nobody bounded is a number that nobody thought about.
 * @throws Error for a bound beyond 2^53
 * @example integer({ default: 1, minimum: 0, maximum: 100, description: 'Pods.' })
 */
export function integer(field: Omit<IntegerField, 'kind'>): IntegerField {
  for (const bound of [field.minimum, field.maximum]) {
    // Go counts on where JavaScript rounds.
    if (!Number.isSafeInteger(bound))
      throw new Error(`“${field.description}”: ${String(bound)} is no whole number up to 2^53`);
  }
  return { kind: 'integer', ...field };
}

/**
 * True or false.
 * @example boolean({ default: true, description: 'Greet at all.' })
 */
export function boolean(field: Omit<BooleanField, 'kind'>): BooleanField {
  return { kind: 'boolean', ...field };
}

/**
 * Declared keys, each with a field; its default is what theirs are. The schema of a whole chart is one.
 * @param open accepts further keys (only for `global`, which belongs to all charts of an installation)
 * @example record('The image.', { tag: string({ default: 'v1', description: 'Its tag.' }) })
 */
export function record<const F extends Fields>(description: string, fields: F, open = false): RecordField<F> {
  return { kind: 'record', description, fields, open };
}

/**
 * A list whose items are declared, so that a chart can look into them with each(). In an item, what has no default is required.
 * @example list(string({ description: 'A host.' }), { default: [], description: 'Hosts.' })
 */
export function list<const I extends Field>(item: I, field: Omit<ListField<I>, 'kind' | 'item'>): ListField<I> {
  return { kind: 'list', item, ...field };
}

/**
 * A map from names of the user's to declared values, so that a chart can look into them with eachEntry().
 * @throws Error for a null in its default
 * @example map(integer({ minimum: 1, maximum: 9, description: 'A weight.' }), { default: { a: 1 }, description: 'Weights.' })
 */
export function map<const V extends Field>(
  value: V,
  field: Omit<MapField<V>, 'kind' | 'value' | 'default'> & Partial<Pick<MapField, 'default'>>,
): MapField<V> {
  return { kind: 'map', value, default: requireNoNulls(field.default ?? {}, field.description), ...field };
}

/**
 * A map of texts: labels, annotations, node selectors. 262144 characters are what Kubernetes lets all annotations of an object
 * hold.
 * @example stringMap('Labels of the pods.')
 */
export function stringMap(description: string): MapField<StringField> {
  return map(string({ description: 'Any text.', maxLength: 262144 }), { description });
}

/**
 * An object that is passed on as it is, such as `resources`.
 * @param schema what Kubernetes would accept
 * @throws Error for a null in its default
 * @example opaqueMap('Resources.', { limits: { memory: '64Mi' } })
 */
export function opaqueMap(description: string, value: Json = {}, schema: JsonSchema = {}): OpaqueField {
  requireNoNulls(value, description);
  return { kind: 'opaque', description, default: value, schema: { ...portable(schema), type: 'object' } };
}

/**
 * A list of objects that are passed on; each() can read their required text fields with field().
 * @param item what Kubernetes would accept as an item
 * @throws MisuseError for a pattern in it that RE2 and ECMAScript read differently
 * @example opaqueList('Environment.', { type: 'object', required: ['name'], properties: { name: { type: 'string' } } })
 */
export function opaqueList(description: string, item: JsonSchema = { type: 'object' }): OpaqueField {
  return { kind: 'opaque', description, default: [], schema: { type: 'array', items: portable(item) } };
}

/** Helm's versions disagree about them (merge.ts). */
function requireNoNulls<T extends Json>(value: T, description: string): T {
  const hasNull = (part: Json): boolean => part === null || (isMapping(part) && Object.values(part).some(hasNull));
  if (hasNull(value))
    throw new Error(`“${description}”: a null in its default, which some versions of Helm drop: leave the key out`);
  return value;
}

function portable(schema: JsonSchema): JsonSchema {
  if (schema.pattern !== undefined) requirePortable(schema.pattern);
  const { items, additionalProperties: others, not, anyOf = [], properties = {} } = schema;
  const parts = [items, others, not, ...anyOf, ...Object.values(properties)];
  for (const part of parts) if (typeof part === 'object') portable(part);
  return schema;
}

/** Made once: patterns are read for them, and a schema has many values files. */
const shapes = new WeakMap<Field, Shape>();

/** The field's shape for the interpreters. */
export function shapeOf(field: Field): Shape {
  const known = shapes.get(field) ?? newShape(field, false);
  shapes.set(field, known);
  return known;
}

/** In a list's items, which Helm never merges with defaults, these are filled in. */
function newShape(field: Field, inItem: boolean): Shape {
  switch (field.kind) {
    case 'string': {
      const fallback = inItem && field.default !== undefined ? { fallback: field.default } : {};
      return { type: 'string', tame: isTame(field), ...fallback };
    }
    case 'boolean':
      return { type: 'boolean', ...(inItem && field.default !== undefined && { fallback: field.default }) };
    case 'integer': {
      const { minimum, maximum } = field;
      const fallback = inItem && field.default !== undefined ? { fallback: field.default } : {};
      return { type: 'integer', minimum, maximum, ...fallback };
    }
    case 'record':
      return {
        type: 'record',
        fields: Object.fromEntries(Object.entries(field.fields).map(([name, part]) => [name, newShape(part, inItem)])),
      };
    case 'list':
      return { type: 'list', item: newShape(field.item, true) };
    case 'map':
      return { type: 'map', value: newShape(field.value, true) };
    case 'opaque': {
      if (field.schema.type !== 'array') return { type: 'map' };
      return { type: 'list', texts: requiredTexts(field.schema.items ?? {}) };
    }
  }
}

/** The paths of the texts that fitting objects cannot lack. */
function requiredTexts({ type, properties = {}, required = [] }: JsonSchema): readonly (readonly string[])[] {
  if (type === 'string') return [[]];
  return type !== 'object'
    ? []
    : required.flatMap((key) => requiredTexts(properties[key] ?? {}).map((path) => [key, ...path]));
}

/** Whether the schema keeps `<` and `>` out of a text. */
function isTame({ options, pattern }: StringField): boolean {
  if (options !== undefined) return options.every((option) => !/[<>]/.test(option));
  return pattern !== undefined && keepsAnglesOut(pattern.regex);
}

/** Whether it may be left out where nothing else fills it in, as in a list's items. A record has none of its own. */
export function hasDefault(field: Field): boolean {
  return (field as { readonly default?: Json }).default !== undefined;
}

/** Whether a secret may stand in it. */
export function holdsSecret(field: Field): boolean {
  switch (field.kind) {
    case 'string':
      return field.secret === true;
    case 'record':
      return Object.values(field.fields).some(holdsSecret);
    case 'list':
      return holdsSecret(field.item);
    case 'map':
      return holdsSecret(field.value);
    default:
      return false;
  }
}

/** The values that a chart has before anybody overrides one. */
export function defaultsOf(field: Field): Json {
  if (field.kind !== 'record') {
    if (field.default === undefined) throw new Error(`no default: “${field.description}”`);
    return field.default;
  }
  return Object.fromEntries(Object.entries(field.fields).map(([name, part]) => [name, defaultsOf(part)]));
}

/** The values as they are when the chart is installed: an expression at every leaf. */
export function symbolicValues<F extends Fields>(schema: RecordField<F>): ValuesOf<RecordField<F>> {
  const leaf = (path: readonly string[], shape: Shape) => new Expr({ op: 'values', path }, shape);
  return symbolic(shapeOf(schema), leaf) as ValuesOf<RecordField<F>>;
}
