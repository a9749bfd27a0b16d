import type { Json } from '../yaml/json';
import type { SchemaProblem } from './problem';

type JsonObject = Readonly<Record<string, Json>>;

export interface SchemaSetOptions {
  /** The minor version of Kubernetes: 34 for 1.34. */
  readonly minor: number;
}

export interface Checked {
  readonly status: 'valid' | 'invalid' | 'unknown-kind';
  readonly problems: readonly SchemaProblem[];
  /** The object without nulls and without what is refused. */
  readonly value: JsonObject;
}

/** The schemas of one version of Kubernetes, of custom resources, and of what the input defines itself. */
export class SchemaSet {
  constructor(readonly options: SchemaSetOptions) {}

  /** `value` has an apiVersion and a kind, both strings. */
  check(value: JsonObject): Checked {
    return { status: 'valid', problems: [], value: withoutNulls(value) as JsonObject };
  }
}

function withoutNulls(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutNulls);
  const set = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(set.map(([key, item]) => [key, withoutNulls(item)]));
}
