/**
 * What is kept of an object for the checks that see all objects. Memory grows with the number of objects, but should not
 * grow with their size; and a string cut from a file's text would keep the whole text alive, so strings are copied.
 */
import type { Json } from '../yaml/json';
import { setKey } from '../yaml/json';
import { isRecord, type JsonObject, type ManifestObject } from './object';
import { podKinds } from './pod';
import { suppressionPrefix } from './settings/annotation';

/** A longer annotation is data for some program, not something that checks compare. */
const longestAnnotation = 256;
/** Of a ConfigMap or a Secret. */
const longestSetting = 256;

export class Keeper {
  private readonly kinds: ReadonlySet<string>;
  private readonly known = new Map<string, string>();

  /** `kinds`: all that checks of all objects look at, apart from pods. */
  constructor(kinds: Iterable<string>) {
    this.kinds = new Set([...kinds, ...podKinds]);
  }

  keep(object: ManifestObject): ManifestObject {
    const { apiVersion, kind, key, name, namespace, value, status, problems, origin } = object;
    return {
      apiVersion: this.copyText(apiVersion),
      kind: this.copyText(kind),
      key: this.copyText(key),
      name: this.copyText(name),
      namespace: this.copyText(namespace),
      value: this.prune(key, value, status === 'unknown-kind' || this.kinds.has(key)),
      status,
      problems,
      origin,
    };
  }

  /** A kind that nobody knows may make what others refer to: all that it says is kept. */
  private prune(key: string, value: JsonObject, isLookedAt: boolean): JsonObject {
    const pruned: Record<string, Json> = {};
    for (const [field, content] of Object.entries(value)) {
      if (field === 'metadata') pruned[field] = this.pruneMetadata(content);
      else if (field === 'apiVersion' || field === 'kind') pruned[field] = this.copy(content);
      else if (field === 'status' || !isLookedAt) continue;
      else if (holdsData.has(field) && (key === 'ConfigMap' || key === 'Secret')) pruned[field] = this.pruneData(content);
      else if (key === 'CustomResourceDefinition.apiextensions.k8s.io') pruned[field] = this.copyDefinition(content);
      else setKey(pruned, field, this.copy(content));
    }
    return pruned;
  }

  private pruneMetadata(metadata: Json): Json {
    if (!isRecord(metadata)) return this.copy(metadata);
    const { annotations } = metadata;
    const rest = without(metadata, 'managedFields');
    if (!isRecord(annotations)) return this.copy(rest);
    const short = Object.entries(annotations).map(([key, text]) => [key, isTooLong(key, text) ? '' : text] as const);
    return this.copy({ ...rest, annotations: Object.fromEntries(short) });
  }

  /** Which keys there are is what others refer to; a short text may be a setting that checks know. */
  private pruneData(data: Json): Json {
    if (!isRecord(data)) return data;
    const short: Record<string, Json> = {};
    for (const [key, text] of Object.entries(data)) {
      setKey(short, key, typeof text === 'string' && text.length <= longestSetting ? this.copyText(text) : '');
    }
    return short;
  }

  private copyDefinition(spec: Json): Json {
    if (!isRecord(spec) || !Array.isArray(spec['versions'])) return this.copy(spec);
    const versions = (spec['versions'] as readonly Json[]).map((version) =>
      isRecord(version) ? without(version, 'schema') : version,
    );
    return this.copy({ ...spec, versions });
  }

  private copy(value: Json): Json {
    if (typeof value === 'string') return this.copyText(value);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return (value as readonly Json[]).map((item) => this.copy(item));
    const copied: Record<string, Json> = {};
    for (const key of Object.keys(value)) setKey(copied, key, this.copy((value as JsonObject)[key] ?? null));
    return copied;
  }

  /** The same text once only: manifests repeat themselves. */
  private copyText(text: string): string {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    // V8 keeps what a substring was cut from; a substring of one string more is as good as a copy.
    const copied = text.length < shortestSlice ? text : ` ${text}`.slice(1);
    if (this.known.size >= mostTexts) this.known.clear();
    this.known.set(copied, copied);
    return copied;
  }
}

function without(value: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== field));
}

function isTooLong(key: string, text: Json): boolean {
  return typeof text === 'string' && text.length > longestAnnotation && !key.startsWith(suppressionPrefix);
}

const holdsData = new Set(['data', 'binaryData', 'stringData']);

/** V8 copies shorter substrings. */
const shortestSlice = 13;
const mostTexts = 50_000;
