import type { ErrorObject } from 'ajv';
import { nearestName } from '../text/nearest-name';

/** One thing that is wrong with an object. */
export interface SchemaProblem {
  /** The field, e.g. `spec.template.spec.containers[0].image` or `metadata.labels["app.kubernetes.io/name"]`. */
  readonly path: string;
  /** What is wrong with it and what was expected. */
  readonly message: string;
}

/** ajv's errors (of an instance with `verbose` and `allErrors`) about `object`, in words and without echoes. */
export function toProblems(errors: readonly ErrorObject[], object: unknown): SchemaProblem[] {
  return errors
    .filter((error) => !isEcho(error, errors))
    .map((error) => ({ path: pathOf(error, object), message: messageOf(error) }));
}

/**
 * A failed choice reports each failed alternative as well. What is wrong inside the value says more than that no
 * alternative fits; if nothing is, that is all there is to say.
 */
function isEcho(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  const choice = errors.find((other) => other.keyword === 'oneOf' && other.instancePath === error.instancePath);
  if (!choice || isInside(error, choice)) return false;
  return error !== choice || errors.some((other) => isInside(other, choice));
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  if (error.instancePath.startsWith(`${choice.instancePath}/`)) return true;
  return error.instancePath === choice.instancePath && fieldOf(error) !== undefined;
}

/** The field that is missing or unknown, which ajv reports at the object that should or should not have it. */
function fieldOf({ keyword, params }: ErrorObject): string | undefined {
  const field: unknown =
    keyword === 'required'
      ? params['missingProperty']
      : keyword === 'additionalProperties'
        ? params['additionalProperty']
        : undefined;
  return typeof field === 'string' ? field : undefined;
}

function pathOf(error: ErrorObject, object: unknown): string {
  const keys = error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const field = fieldOf(error);
  if (field !== undefined) keys.push(field);
  let path = '';
  let parent: unknown = object;
  for (const key of keys) {
    if (Array.isArray(parent)) path += `[${key}]`;
    else if (!/^[A-Za-z_$][\w$-]*$/.test(key)) path += `[${JSON.stringify(key)}]`;
    else path += path === '' ? key : `.${key}`;
    parent = (parent as Readonly<Record<string, unknown>> | undefined)?.[key];
  }
  return path;
}

function messageOf(error: ErrorObject): string {
  const got = `got ${shortened(error.data)}`;
  switch (error.keyword) {
    case 'required':
      return 'required, but missing';
    case 'additionalProperties':
      return unknownField(error);
    case 'type':
      return `expected ${[error.schema].flat().join(' or ')}, ${got}`;
    case 'enum':
      return `expected one of ${[error.schema].flat().map(shortened).join(', ')}, ${got}`;
    case 'oneOf':
      return `expected a schema, or what may stand in its place, ${got}`;
    case 'format':
      return `expected ${formatNames[String(error.schema)] ?? String(error.schema)}, ${got}`;
    default:
      return `${error.message ?? error.keyword}, ${got}`;
  }
}

const formatNames: Readonly<Record<string, string>> = {
  byte: 'base64',
  'date-time': 'a time such as 2006-01-02T15:04:05Z',
  int32: 'a 32-bit integer',
  int64: 'a 64-bit integer',
  'int-or-string': 'a 32-bit integer or a string',
  quantity: 'a quantity such as 500m, 2 or 1Gi',
};

function unknownField(error: ErrorObject): string {
  const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
  const near = nearestName(fieldOf(error) ?? '', known);
  return near === undefined ? 'unknown field' : `unknown field, did you mean "${near}"?`;
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
