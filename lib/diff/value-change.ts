/** What differs between the values of two renderings, and the values between the two. */
import { isDeepStrictEqual } from 'node:util';
import { isMapping, type JsonObject } from '../values/merge';
import { setKey, type Json } from '../yaml/json';

/** One key that was changed, came or went; a list is one value. */
export interface ValueChange {
  readonly path: readonly string[];
  /** `undefined`: there was none. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** In the order of `after`; then what went. */
export function valueChanges(before: JsonObject, after: JsonObject): readonly ValueChange[] {
  const found: ValueChange[] = [];
  collect(before, after, [], found);
  return found;
}

function collect(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[],
  found: ValueChange[],
): void {
  if (isDeepStrictEqual(before, after)) return;
  const keys = isInner(before) && isInner(after) ? keysOf(before, after) : [];
  // A mapping without keys came or went, or something that is none.
  if (keys.length === 0) found.push({ path, before, after });
  for (const key of keys) collect(valueOf(before, key), valueOf(after, key), [...path, key], found);
}

/** A mapping, or none: what is in it came or went, key by key. */
function isInner(value: Json | undefined): value is JsonObject | undefined {
  return value === undefined || isMapping(value);
}

function keysOf(before: JsonObject = {}, after: JsonObject = {}): readonly string[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])];
}

/**
 * Earlier values as the later chart would have them. A key that they lack was deleted, or is new in the chart: then it had its default.
 * Where the later ones lack it, too, nothing has changed.
 * @param earlier the defaults of the earlier chart, where they are known: what has one, and is not there, was deleted
 */
export function completeValues(
  before: JsonObject,
  after: JsonObject,
  defaults: JsonObject,
  earlier: JsonObject = {},
): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of keysOf(before, after)) {
    const [old, now, fallback, had] = [before, after, defaults, earlier].map((values) => valueOf(values, key));
    if (isMapping(old) && isMapping(now)) {
      setKey(result, key, completeValues(old, now, mappingOf(fallback), mappingOf(had)));
    } else if (old !== undefined) setKey(result, key, old);
    else if (fallback !== undefined && had === undefined) setKey(result, key, fallback);
  }
  return result;
}

function mappingOf(value: Json | undefined): JsonObject {
  return isMapping(value) ? value : {};
}

/** The values with these changes made, or taken back. Nothing is modified. */
export function withChanges(
  values: JsonObject,
  changes: Iterable<ValueChange>,
  to: 'before' | 'after' = 'after',
): JsonObject {
  let changed = values;
  for (const change of changes) changed = withValue(changed, change.path, change[to]);
  return changed;
}

function withValue(values: JsonObject, [key, ...rest]: readonly string[], value: Json | undefined): JsonObject {
  if (key === undefined) return values;
  const old = valueOf(values, key);
  const isNowhere = value === undefined && old === undefined;
  const next = rest.length === 0 || isNowhere ? value : withValue(isMapping(old) ? old : {}, rest, value);
  const result: Record<string, Json> = {};
  // At its old place, if it had one: what prints keys in their order prints the same.
  for (const name of new Set([...Object.keys(values), key])) {
    const each = name === key ? next : values[name];
    if (each !== undefined) setKey(result, name, each);
  }
  return result;
}

function valueOf(values: Json | undefined, key: string): Json | undefined {
  return isMapping(values) && Object.hasOwn(values, key) ? values[key] : undefined;
}
