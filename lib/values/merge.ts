/**
 * Merging values as Helm does, measured with Helm 3.17.3 and 4.1.4. Two different rules apply: values files among
 * themselves (`-f a.yaml -f b.yaml`), and the result with the chart's defaults.
 */
import { setKey, type Json } from '../yaml/json';

export type JsonObject = Readonly<Record<string, Json>>;

/**
 * What `.Values` holds when a chart with these defaults (values.yaml) is rendered with these values files, the later
 * ones winning. Nothing is modified; parts of the arguments are shared with the result.
 *
 * - Mappings merge deeply; lists and scalars replace. A mapping and anything else: the override wins, whichever it is
 *   (Helm warns, and for a mapping over a default scalar the warning says the opposite).
 * - null deletes a default. Where there is no such default it stays null, and in a list it is an element.
 * - null in one file and a mapping in a later one: the mapping wins *and merges with the default*: nothing was deleted.
 * - A null default stays null unless overridden. Overriding it with null deletes it at the top level; below, Helm 3.17
 *   deletes it too and Helm 4.1 keeps null: this follows Helm 4.
 */
export function mergeValues(defaults: JsonObject, ...overrides: readonly JsonObject[]): JsonObject {
  return overDefaults(defaults, overrides.reduce(mergeFiles, {}), true);
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

function overDefaults(defaults: JsonObject, values: JsonObject, isTopLevel: boolean): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, fallback] of Object.entries(defaults)) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) setKey(result, key, fallback);
    else if (isMapping(fallback) && isMapping(value)) setKey(result, key, overDefaults(fallback, value, false));
    else if (value !== null || (fallback === null && !isTopLevel)) setKey(result, key, value);
  }
  for (const [key, value] of Object.entries(values)) {
    if (!Object.hasOwn(defaults, key)) setKey(result, key, value);
  }
  return result;
}

export function isMapping(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
