/**
 * What is kept of an object for the checks that see all objects: memory grows with the number of objects, but not with
 * what these checks never look at.
 */
import { setKey, type Json } from '../yaml/json';
import { isRecord, type JsonObject, type ManifestObject } from './object';
import { podKinds } from './pod';
import type { Source } from './read/source';
import { suppressionPrefix } from './settings/annotation';

/** A longer annotation is data for some program, not something that checks compare. */
const longestAnnotation = 256;
/** Of a ConfigMap or a Secret. */
const longestSetting = 256;

export class Keeper {
  private readonly kinds: ReadonlySet<string>;

  /** `kinds`: all that checks of all objects look at, apart from pods. */
  constructor(kinds: Iterable<string>) {
    this.kinds = new Set([...kinds, ...podKinds]);
  }

  /** Shares its parts with the object: see compact. */
  keep(object: ManifestObject): ManifestObject {
    const { key, value, status } = object;
    return { ...object, value: this.prune(key, value, status === 'unknown-kind' || this.kinds.has(key)) };
  }

  /** A kind that nobody knows may make what others refer to: all that it says is kept. */
  private prune(key: string, value: JsonObject, isLookedAt: boolean): JsonObject {
    const pruned: Record<string, Json> = {};
    for (const [field, content] of Object.entries(value)) {
      if (field === 'metadata') pruned[field] = pruneMetadata(content);
      else if (field === 'apiVersion' || field === 'kind') pruned[field] = content;
      else if (field === 'status' || !isLookedAt) continue;
      else if (holdsData.has(field) && (key === 'ConfigMap' || key === 'Secret')) pruned[field] = pruneData(content);
      else if (key === 'CustomResourceDefinition.apiextensions.k8s.io') pruned[field] = withoutSchemas(content);
      else setKey(pruned, field, content);
    }
    return pruned;
  }
}

/** Without its source, which has functions. */
export function detach({ origin: { document, path }, ...object }: ManifestObject): DetachedObject {
  return { ...object, origin: { document, path } };
}

/**
 * A copy. V8 keeps the whole text of a file alive for one string that was cut from it, and parsed JSON is both free of
 * that and the most compact form that objects have.
 */
export function compact<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

export type DetachedObject = Omit<ManifestObject, 'origin'> & {
  readonly origin: Omit<ManifestObject['origin'], 'source'>;
};

export function attach(object: DetachedObject, source: Source): ManifestObject {
  return { ...object, origin: { ...object.origin, source } };
}

const holdsData = new Set(['data', 'binaryData', 'stringData']);

/** Which keys there are is what others refer to; a short text may be a setting that checks know. */
function pruneData(data: Json): Json {
  if (!isRecord(data)) return data;
  const short: Record<string, Json> = {};
  for (const [key, text] of Object.entries(data)) {
    setKey(short, key, typeof text === 'string' && text.length <= longestSetting ? text : '');
  }
  return short;
}

function pruneMetadata(metadata: Json): Json {
  if (!isRecord(metadata)) return metadata;
  const { annotations } = metadata;
  const rest = without(metadata, 'managedFields');
  if (!isRecord(annotations)) return rest;
  const short = Object.entries(annotations).map(([key, text]) => [key, isTooLong(key, text) ? '' : text] as const);
  return { ...rest, annotations: Object.fromEntries(short) };
}

function isTooLong(key: string, text: Json): boolean {
  return typeof text === 'string' && text.length > longestAnnotation && !key.startsWith(suppressionPrefix);
}

function withoutSchemas(spec: Json): Json {
  if (!isRecord(spec) || !Array.isArray(spec['versions'])) return spec;
  const versions = (spec['versions'] as readonly Json[]).map((version) =>
    isRecord(version) ? without(version, 'schema') : version,
  );
  return { ...spec, versions };
}

function without(value: JsonObject, field: string): JsonObject {
  return Object.hasOwn(value, field)
    ? Object.fromEntries(Object.entries(value).filter(([key]) => key !== field))
    : value;
}
