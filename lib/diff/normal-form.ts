/** Objects as they are given to Kubernetes, without what says the same in another way. */
import { isClusterScoped, kindKey } from '../schema/scope';
import { isMapping, type JsonObject } from '../values/merge';
import { setKey, type Json } from '../yaml/json';
import type { KubernetesObject } from './change';

/** What the API server writes by itself: somebody may compare what `kubectl get -o yaml` has printed. */
const SERVERS = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Without nulls, which say nothing; without a status; a Secret's `stringData` in its `data`; and without the namespace that it is
 * applied to anyway.
 * @param namespace of the release
 * @returns undefined for what is no object with a kind and a name
 */
export function normalForm(value: Json, namespace: string): KubernetesObject | undefined {
  if (!isMapping(value)) return undefined;
  const { apiVersion, kind, metadata, ...rest } = without(withoutNulls(value), ['status']);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isMapping(metadata)) return undefined;
  const name = metadata['name'] ?? generated(metadata['generateName']);
  if (typeof name !== 'string') return undefined;
  const own = isClusterScoped(kindKey(apiVersion, kind)) || metadata['namespace'] === namespace ? ['namespace'] : [];
  return {
    apiVersion,
    kind,
    metadata: metadataOf({ ...metadata, name }, [...SERVERS, ...own]) as KubernetesObject['metadata'],
    ...(kind === 'Secret' ? withoutStringData(rest) : rest),
  };
}

/** The server gives it a name each time that it is made: as one object it is what comes of this. */
function generated(prefix: Json | undefined): string | undefined {
  return typeof prefix === 'string' ? `${prefix}…` : undefined;
}

function metadataOf(metadata: JsonObject, left: readonly string[]): JsonObject {
  const { annotations, ...rest } = without(metadata, left);
  if (!isMapping(annotations)) return rest;
  const others = without(annotations, [LAST_APPLIED]);
  return Object.keys(others).length === 0 ? rest : { ...rest, annotations: others };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/: it is merged into data, and wins. */
function withoutStringData({ stringData, ...rest }: JsonObject): JsonObject {
  if (!isMapping(stringData)) return rest;
  const data: Record<string, Json> = isMapping(rest['data']) ? { ...rest['data'] } : {};
  for (const [key, text] of Object.entries(stringData)) {
    setKey(data, key, typeof text === 'string' ? Buffer.from(text).toString('base64') : text);
  }
  return { ...rest, data };
}

function without(fields: JsonObject, left: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !left.includes(key)));
}

/** In lists, nothing is dropped: the items after it would be others. */
function withoutNulls(fields: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, value] of Object.entries(fields)) if (value !== null) setKey(kept, key, cleaned(value));
  return kept;
}

function cleaned(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(cleaned);
  return isMapping(value) ? withoutNulls(value) : value;
}
