/** What an API server stores, compared with what it was sent. */
import { isDeepStrictEqual } from 'node:util';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly uid?: string;
    readonly generation?: number;
    readonly ownerReferences?: readonly unknown[];
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** `StatefulSet/mlflow-postgresql`. */
export function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}

export function keysOf(objects: readonly KubeObject[]): string[] {
  return objects.map(keyOf).sort();
}

/** Every field that was sent and is not stored as it was: dropped, or with another value. What the server adds is its own. */
export function lost(sent: unknown, stored: unknown, path = ''): string[] {
  if (Array.isArray(sent) && Array.isArray(stored) && sent.length === stored.length) {
    return sent.flatMap((item, index) => lost(item, stored[index], `${path}[${String(index)}]`));
  }
  if (isObject(sent) && isObject(stored)) {
    return Object.entries(sent).flatMap(([key, value]) => lost(value, stored[key], `${path}.${key}`));
  }
  if (isDeepStrictEqual(sent, stored)) return [];
  return [`${path}: sent ${JSON.stringify(sent)}, stored ${stored === undefined ? 'nothing' : JSON.stringify(stored)}`];
}

/** The same for many, with each object's key; a missing object is lost as a whole, and one too many is named. */
export function lostObjects(sent: readonly KubeObject[], stored: readonly KubeObject[]): string[] {
  const found = new Map(stored.map((object) => [keyOf(object), object]));
  const expected = new Set(sent.map(keyOf));
  return [
    ...sent.flatMap((object) => lost(object, found.get(keyOf(object)), keyOf(object))),
    ...stored.map(keyOf).flatMap((key) => (expected.has(key) ? [] : [`${key}: was not sent`])),
  ];
}

/** What somebody decided about the objects, by key: without status and what the server and its controllers count. */
export function decided(objects: readonly KubeObject[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(objects.map((object) => [keyOf(object), decision(object)]));
}

function decision(object: KubeObject): unknown {
  const { name, labels, annotations } = object.metadata;
  const own = Object.entries(annotations ?? {}).filter(([key]) => key !== 'deployment.kubernetes.io/revision');
  return { ...object, metadata: { name, labels, annotations: Object.fromEntries(own) }, status: undefined };
}

/** Which object it is, and of which generation: neither changes when nothing is to be changed. */
export function identities(objects: readonly KubeObject[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    objects.map((object) => [keyOf(object), `${object.metadata.uid ?? ''} ${String(object.metadata.generation)}`]),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
