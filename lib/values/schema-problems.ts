/** What ajv finds wrong with values, in words: what was expected, what stands there, what to write instead. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from '../yaml/json';
import { nearestName } from '../text/nearest-name';
import type { Path } from '../yaml/position';
import { choiceOf, constraintOf, typeOf } from './constraint';
import { jsonSchemaOf } from './json-schema';
import type { JsonSchema } from './json-schema-type';
import { asItem, asListItem, asMapEntry, asNamedItem } from './list-form';
import { valueAt, type PathProblem } from './locate';
import type { JsonObject } from './merge';
import { holdsSecret, type Field, type RecordField } from './schema';

/** @param overrides what the files say, before merging: where a required value is null there, it was deleted */
export function schemaProblems(
  schema: RecordField,
  values: JsonObject,
  overrides: readonly JsonObject[],
): readonly PathProblem[] {
  const validate = validators.get(schema) ?? compile(schema);
  if (validate(values)) return [];
  // `anyOf` is reported beside the errors of its branches, which say less. (A value may be named anyOf, too.)
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !/\/anyOf\/\d+\//.test(schemaPath));
  // What has the wrong type is no option either, and out of range, perhaps: a fraction is below 1, too.
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  const telling = errors.filter(({ keyword, instancePath }) => keyword === 'type' || !mistyped.has(instancePath));
  return telling.map((error) => toProblem(error, pathOf(error.instancePath, values), schema, overrides));
}

/** Compiling takes ten times as long as validating, and all environments have one schema. */
const validators = new WeakMap<RecordField, ValidateFunction>();

function compile(schema: RecordField): ValidateFunction {
  const validate = new Ajv({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true }).compile(
    jsonSchemaOf(schema, 'values'),
  );
  validators.set(schema, validate);
  return validate;
}

function toProblem(error: ErrorObject, path: Path, schema: RecordField, overrides: readonly JsonObject[]): PathProblem {
  const params = error.params as Readonly<Record<string, string>>;
  if (error.keyword === 'additionalProperties') {
    const key = params['additionalProperty'] ?? '';
    const parent = error.parentSchema as JsonSchema;
    const known = Object.keys(parent.properties ?? {});
    const near = nearestName(key, known);
    const remedy = near === undefined ? `Known here: ${known.join(', ') || 'nothing'}.` : `Did you mean ${near}?`;
    const item = near === undefined ? asNamedItem(parent, error.data as Json) : undefined;
    const form = item === undefined ? '' : ` Write ${item}.`;
    return { ...problem([...path, key], 'key', `unknown key. ${remedy}${form}`), shown: key };
  }
  if (error.keyword === 'required') {
    const missing = [...path, params['missingProperty'] ?? ''];
    const deleted = overrides.some((values) => valueAt(values, missing) === null);
    const expected = missingExpectation(fieldAt(schema, missing), error);
    const what = deleted ? 'was deleted by null, but is required' : 'is missing';
    return problem(missing, 'key', `${what}: expected ${expected}`);
  }
  const field = fieldAt(schema, path);
  const hidden = field !== undefined && holdsSecret(field) ? withoutValue(error.data) : undefined;
  const found = hidden ?? shown(error.data);
  const message = `expected ${expectation(field, error)}, got ${found}${hint(field, error, hidden !== undefined)}`;
  return { ...problem(path, 'value', message), ...(hidden === undefined && { shown: found }) };
}

/** What to write instead, where that can be told from what was written. */
function hint(
  field: Field | undefined,
  { keyword, data, params, parentSchema }: ErrorObject,
  isHidden: boolean,
): string {
  if (keyword === 'enum' && typeof data === 'string') {
    const near = nearestName(data, allowedBy(params).map(String));
    return near === undefined ? '' : `. Did you mean ${near}?`;
  }
  const { type } = params as { readonly type?: unknown };
  const form = isHidden ? undefined : otherForm(type, parentSchema as JsonSchema, data as Json);
  if (form !== undefined) return `. Write ${form}`;
  if (type === 'boolean' && typeof data === 'string') {
    const meant = [/^(y|yes|on|1)$/i, /^(n|no|off|0)$/i].findIndex((words) => words.test(data));
    if (meant >= 0) return `. Write ${meant === 0 ? 'true' : 'false'}, without quotes`;
  }
  if (type === 'boolean' && (data === 0 || data === 1)) return `. Write ${data === 1 ? 'true' : 'false'}`;
  const options = field?.kind === 'string' ? field.options : undefined;
  const isWord = typeof data === 'number' || typeof data === 'boolean';
  if (type === 'string' && options === undefined && isWord) return '. Put it in quotes';
  const isQuoted =
    typeof data === 'string' &&
    ((type === 'boolean' && /^(true|false)$/.test(data)) || (type === 'integer' && /^-?(0|[1-9]\d*)$/.test(data)));
  return isQuoted ? '. Remove its quotes' : '';
}

/** @param params of an error about an enum */
function allowedBy(params: ErrorObject['params']): readonly unknown[] {
  return (params as { readonly allowedValues: readonly unknown[] }).allowedValues;
}

/** A list, an item or a map, written as one of the others. */
function otherForm(expected: unknown, schema: JsonSchema, given: Json): string | undefined {
  if (expected === 'array') return asListItem(schema, given);
  if (expected !== 'object') return undefined;
  return typeof given === 'string' ? asItem(schema, given) : asMapEntry(given);
}

function problem(path: Path, of: 'key' | 'value', message: string): PathProblem {
  return { path, of, message: `${written(path)}: ${message}` };
}

/** What should stand there: by the declared field, or, inside what is only passed on, by the schema that failed. */
function expectation(field: Field | undefined, error: ErrorObject): string {
  if (error.keyword === 'maxLength') {
    return `at most ${String((error.params as { limit: unknown }).limit)} characters`;
  }
  if (field === undefined || (field.kind === 'opaque' && error.keyword !== 'type')) {
    if (error.keyword === 'type') return article((error.params as { type: string | readonly string[] }).type);
    if (error.keyword === 'enum') return `one of ${choiceOf(allowedBy(error.params))}`;
    if (error.keyword === 'anyOf') return 'a quantity, such as 500m or 2Gi';
    const { description } = error.parentSchema as { readonly description?: string };
    if (error.keyword === 'pattern' && description !== undefined) return description;
    return `something that ${error.message ?? 'fits'}`;
  }
  if (field.kind === 'string' && field.options === undefined && field.pattern !== undefined) {
    return field.pattern.expected;
  }
  const constraint = constraintOf(field);
  if (field.kind === 'integer') return `an integer from ${constraint}`;
  return constraint === '' ? article(typeOf(field)) : `one of ${constraint}`;
}

function missingExpectation(field: Field | undefined, error: ErrorObject): string {
  if (field !== undefined) return expectation(field, error);
  const { properties } = error.parentSchema as { readonly properties: Readonly<Record<string, JsonSchema>> };
  const { missingProperty } = error.params as { readonly missingProperty: string };
  return article(properties[missingProperty]?.type ?? 'value');
}

function article(type: string | readonly string[]): string {
  const words = [type].flat().join(' or ');
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}

function fieldAt(field: Field | undefined, path: Path): Field | undefined {
  return path.reduce<Field | undefined>((current, key) => {
    if (current?.kind === 'record') return current.fields[key];
    if (current?.kind === 'map') return current.value;
    return current?.kind === 'list' ? current.item : undefined;
  }, field);
}

/** A JSON pointer's parts; indexes of lists as numbers. */
function pathOf(pointer: string, values: JsonObject): Path {
  const parts = pointer.split('/').slice(1);
  return parts.reduce<Path>((path, part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    return [...path, Array.isArray(valueAt(values, path)) ? Number(key) : key];
  }, []);
}

/** `mlflow.ingress.hosts[0].host`, `mlflow.podLabels["app.kubernetes.io/name"]` */
function written(path: Path): string {
  const parts = path.map((key) => {
    if (typeof key === 'number') return `[${String(key)}]`;
    return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  return parts.join('').replace(/^\./, '');
}

/** In place of what may be a secret; nothing for true, false and null, which are none. */
function withoutValue(value: unknown): string | undefined {
  if (typeof value === 'boolean' || value === null) return undefined;
  const what = typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'list or map';
  return `a ${what} that is not shown, since it may be a secret`;
}

function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
