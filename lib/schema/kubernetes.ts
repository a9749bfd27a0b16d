import { Ajv, type ValidateFunction } from 'ajv';
import { formats } from './formats';
import { type SchemaProblem, toProblems } from './problems';
import { loadSchemas } from './schema-files';

export type { SchemaProblem } from './problems';

/**
 * What is wrong with a manifest according to the strict schema of its kind (built-in kinds of Kubernetes 1.36 and the
 * custom resources in imports/crds): unknown, missing and mistyped fields. An empty list means nothing is.
 *
 * Null counts as unset, as it does for the API server. An object without a schema is a problem of its own; ask
 * {@link hasSchema} first to tell the two apart.
 */
export function validateObject(object: unknown): readonly SchemaProblem[] {
  if (!isRecord(object)) return [{ path: '', message: 'expected a Kubernetes object (a mapping)' }];
  const { apiVersion, kind } = object;
  const missing = [...notAName('apiVersion', apiVersion), ...notAName('kind', kind)];
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || missing.length > 0) return missing;

  const validate = schemas().validatorFor(apiVersion, kind);
  if (!validate) return [schemas().unknownKind(apiVersion, kind)];
  const set = withoutUnset(object);
  return validate(set) ? [] : toProblems(validate.errors ?? [], set);
}

/** Whether there is a schema for this kind; if not, it is a custom resource from elsewhere, or misspelt. */
export function hasSchema(apiVersion: string, kind: string): boolean {
  return schemas().has(apiVersion, kind);
}

/** All kinds there is a schema for, as `apiVersion/kind`, e.g. `apps/v1/Deployment`; sorted. */
export function knownKinds(): readonly string[] {
  return schemas().kinds();
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notAName(field: string, value: unknown): SchemaProblem[] {
  if (typeof value === 'string' && value !== '') return [];
  return [{ path: field, message: `every Kubernetes object needs ${field}, a string` }];
}

/** A copy without the properties that are null or undefined. */
function withoutUnset(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUnset);
  if (!isRecord(value)) return value;
  const set = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(set.map(([key, item]) => [key, withoutUnset(item)]));
}

/** The generated schemas, each compiled when its kind is first seen. */
class Schemas {
  // Strict mode turns a keyword or format that ajv would ignore into an error.
  private readonly ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    allErrors: true,
    verbose: true,
    validateSchema: false,
    formats: { ...formats },
    keywords: ['kinds'],
  });
  private readonly uris = new Map<string, string>();

  constructor() {
    for (const { uri, schema, kinds } of loadSchemas()) {
      this.ajv.addSchema(schema, uri);
      for (const [key, definition] of Object.entries(kinds)) this.uris.set(key, `${uri}#/definitions/${definition}`);
    }
  }

  has(apiVersion: string, kind: string): boolean {
    return this.uris.has(`${apiVersion}/${kind}`);
  }

  kinds(): readonly string[] {
    return [...this.uris.keys()].sort();
  }

  validatorFor(apiVersion: string, kind: string): ValidateFunction | undefined {
    const uri = this.uris.get(`${apiVersion}/${kind}`);
    return uri === undefined ? undefined : this.ajv.getSchema(uri);
  }

  unknownKind(apiVersion: string, kind: string): SchemaProblem {
    const versions = this.kinds()
      .filter((key) => key.endsWith(`/${kind}`))
      .map((key) => key.slice(0, -kind.length - 1));
    if (versions.length === 0) return { path: 'kind', message: `no schema for ${apiVersion} ${kind}` };
    return { path: 'apiVersion', message: `no ${kind} in ${apiVersion}; it is in ${versions.join(', ')}` };
  }
}

let loaded: Schemas | undefined;

/** Loaded on first use, so that importing this module costs nothing. */
function schemas(): Schemas {
  return (loaded ??= new Schemas());
}
