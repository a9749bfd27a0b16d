/** One Kubernetes object of the input, as checks see it. */
import type { SchemaProblem } from '../schema/problem';
import { kindKey } from '../schema/scope';
import type { Path } from '../yaml/position';
import type { Json } from '../yaml/json';
import type { Source } from './read/source';

export type JsonObject = Readonly<Record<string, Json>>;

/**
 * A generated type (imports/kubernetes/types.ts) as it arrives: every field may be missing. That what is there has its
 * type is guaranteed: what the schema refuses has been taken out (ManifestObject.value).
 */
export type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { readonly [K in keyof T]?: Loose<T[K]> }
    : T;

/** Where an object comes from. */
export interface Origin {
  readonly source: Source;
  /** Place of its document among all of the source; 0-based. */
  readonly document: number;
  /** Where it stands in its document: empty, or `['items', 3]` inside a List. */
  readonly path: Path;
}

export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** `Deployment.apps`, `Service`. */
  readonly key: string;
  /** Empty where it has none. */
  readonly name: string;
  /** Where it will live: as written, else the namespace it is applied to; empty for cluster-scoped objects. */
  readonly namespace: string;
  /** The object without nulls, and without each field that its schema refuses, unknown ones included. */
  readonly value: JsonObject;
  /** `unknown-kind`: no schema says what it may hold; its value is as written, and checks must expect anything. */
  readonly status: 'valid' | 'invalid' | 'unknown-kind';
  /** What the schema refuses. */
  readonly problems: readonly SchemaProblem[];
  readonly origin: Origin;
}

/** The object's value as the type of its kind: `typed<Service>(object)`; the caller has looked at `object.key`. */
export function typed<T>(object: ManifestObject): Loose<T> {
  return object.value as Loose<T>;
}

/** Identity from a document that is an object with apiVersion and kind. */
export function identify(
  value: JsonObject,
  {
    namespace: defaultNamespace,
    isClusterScoped,
  }: { readonly namespace: string; readonly isClusterScoped: (key: string) => boolean },
) {
  const apiVersion = stringAt(value, 'apiVersion');
  const kind = stringAt(value, 'kind');
  const key = kindKey(apiVersion, kind);
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  const namespace = stringAt(metadata, 'namespace');
  return {
    apiVersion,
    kind,
    key,
    name: stringAt(metadata, 'name'),
    namespace: isClusterScoped(key) ? '' : namespace === '' ? defaultNamespace : namespace,
  };
}

/** Empty where there is no string. */
export function stringAt(value: JsonObject, field: string): string {
  const found = value[field];
  return typeof found === 'string' ? found : '';
}

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
