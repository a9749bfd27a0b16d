/**
 * Merging values as Helm does, measured with Helm 3.17.3, 3.22.0, 4.1.4 and 4.3.1. Two different rules apply: values files
 * among themselves (`-f a.yaml -f b.yaml`), and the result with the chart's defaults.
 *
 * They differ about nulls in a chart's own values.yaml, so that ours has none (schema.ts, `withoutNulls`): up to 3.22.0
 * and 4.1.4 they stay, 4.3.1 drops them; where the user sets null over one, 3.17.3 and 3.22.0 drop it, and Helm 4 keeps
 * it below the top level. For the same reason 4.3.1 no longer deletes our default where a *parent chart's values.yaml*
 * sets null, unless the user's values mention our chart; a null in the user's values deletes with all of them.
 */
import { setKey, type Json } from '../yaml/json';

/** Values, as a values file has them. */
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * What `.Values` holds when a chart with these defaults (values.yaml) is rendered with these values files, the later
 * ones winning. Nothing is modified; parts of the arguments are shared with the result.
 *
 * - Mappings merge deeply; lists and scalars replace. A mapping and anything else: the override wins, whichever it is
 *   (Helm warns, and for a mapping over a default scalar the warning says the opposite).
 * - null deletes a default. Where there is no such default it stays null, and in a list it is an element.
 * - null in one file and a mapping in a later one: the mapping wins *and merges with the default*: nothing was deleted.
 *
 * @param defaults without nulls, except in lists
 */
export function mergeValues(defaults: JsonObject, ...overrides: readonly JsonObject[]): JsonObject {
  return overDefaults(defaults, overrides.reduce(mergeFiles, {}));
}

function mergeFiles(earlier: JsonObject, later: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(earlier)) setKey(result, key, value);
  for (const [key, value] of Object.entries(later)) {
    const before = Object.hasOwn(earlier, key) ? earlier[key] : undefined;
    setKey(result, key, isMapping(before) && isMapping(value) ? mergeFiles(before, value) : value);
  }
  return result;
}

function overDefaults(defaults: JsonObject, values: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, fallback] of Object.entries(defaults)) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) setKey(result, key, fallback);
    else if (isMapping(fallback) && isMapping(value)) setKey(result, key, overDefaults(fallback, value));
    else if (value !== null) setKey(result, key, value);
  }
  for (const [key, value] of Object.entries(values)) {
    if (!Object.hasOwn(defaults, key)) setKey(result, key, value);
  }
  return result;
}

/** The mapping without nulls, also in the mappings inside it: to Kubernetes they say the same as nothing. */
export function withoutNulls(values: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== null) setKey(result, key, isMapping(value) ? withoutNulls(value) : value);
  }
  return result;
}

export function isMapping(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
