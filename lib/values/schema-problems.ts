/** What ajv finds wrong with values, in words: what was expected, what stands there, what to write instead. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { nearestName } from '../text/nearest-name';
import type { Path } from '../yaml/position';
import { constraintOf, typeOf } from './constraint';
import { jsonSchemaOf } from './json-schema';
import { valueAt, type PathProblem } from './locate';
import type { JsonObject } from './merge';
import type { Field, RecordField } from './schema';

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
  // What has the wrong type is no option either.
  const mistyped = new Set(errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath));
  const telling = errors.filter(({ keyword, instancePath }) => keyword !== 'enum' || !mistyped.has(instancePath));
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
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    const near = nearestName(key, known);
    const remedy = near === undefined ? `Known here: ${known.join(', ') || 'nothing'}.` : `Did you mean ${near}?`;
    return problem([...path, key], 'key', `unknown key. ${remedy}`);
  }
  if (error.keyword === 'required') {
    const missing = [...path, params['missingProperty'] ?? ''];
    const deleted = overrides.some((values) => valueAt(values, missing) === null);
    const expected = missingExpectation(fieldAt(schema, missing), error);
    const what = deleted ? 'was deleted by null, but is required' : 'is missing';
    return problem(missing, 'key', `${what}: expected ${expected}`);
  }
  const field = fieldAt(schema, path);
  const found = `got ${shown(error.data)}`;
  return problem(path, 'value', `expected ${expectation(field, error)}, ${found}${hint(field, error)}`);
}

/** What to write instead, where that can be told from what was written. */
function hint(field: Field | undefined, { keyword, data, params }: ErrorObject): string {
  const options = field?.kind === 'string' ? field.options : undefined;
  if (keyword === 'enum' && typeof data === 'string') {
    const near = nearestName(data, options ?? []);
    return near === undefined ? '' : `. Did you mean ${near}?`;
  }
  const { type } = params as { readonly type?: unknown };
  if (type === 'string' && options === undefined && /^(number|boolean)$/.test(typeof data)) return '. Put it in quotes';
  const isQuoted =
    typeof data === 'string' &&
    ((type === 'boolean' && /^(true|false)$/.test(data)) || (type === 'integer' && /^-?(0|[1-9]\d*)$/.test(data)));
  return isQuoted ? '. Remove its quotes' : '';
}

function problem(path: Path, of: 'key' | 'value', message: string): PathProblem {
  return { path, of, message: `${written(path)}: ${message}` };
}

/** What should stand there: by the declared field, or, inside what is only passed on, by the schema that failed. */
function expectation(field: Field | undefined, error: ErrorObject): string {
  if (field === undefined || (field.kind === 'opaque' && error.keyword !== 'type')) {
    if (error.keyword === 'type') return article(String((error.params as { type: unknown }).type));
    if (error.keyword === 'anyOf') return 'a quantity, such as 500m or 2Gi';
    return `something that ${error.message ?? 'fits'}`;
  }
  if (field.kind === 'string' && field.options === undefined && field.pattern !== undefined) {
    return error.keyword === 'maxLength'
      ? `at most ${String(field.maxLength ?? 4096)} characters`
      : field.pattern.expected;
  }
  if (error.keyword === 'maxLength' && field.kind === 'string') {
    return `at most ${String(field.maxLength ?? 4096)} characters`;
  }
  const constraint = constraintOf(field);
  if (field.kind === 'integer') return `an integer from ${constraint}`;
  return constraint === '' ? article(typeOf(field)) : `one of ${constraint}`;
}

function missingExpectation(field: Field | undefined, error: ErrorObject): string {
  if (field !== undefined) return expectation(field, error);
  const { properties } = error.parentSchema as { readonly properties?: Readonly<Record<string, { type?: string }>> };
  const { missingProperty } = error.params as { readonly missingProperty: string };
  return article(properties?.[missingProperty]?.type ?? 'value');
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function fieldAt(field: Field | undefined, path: Path): Field | undefined {
  return path.reduce<Field | undefined>((current, key) => {
    if (current?.kind === 'record') return Object.hasOwn(current.fields, key) ? current.fields[key] : undefined;
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

function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}
