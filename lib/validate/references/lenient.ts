/** Reading objects that no schema has vouched for: custom resources of any version, kinds nobody knows. */
import type { Path } from '../../yaml/position';
import { isRecord, type JsonObject } from '../object';

/** What stands at the path, if anything. */
export function valueAt(value: unknown, ...path: Path): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? (found as readonly unknown[])[step] : undefined;
    else found = isRecord(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** A string at the path; undefined for anything else, and for an empty one. */
export function textAt(value: unknown, ...path: Path): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The items at the path; none if there is no list. */
export function listAt(value: unknown, ...path: Path): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

/** The mapping at the path; empty if there is none. */
export function recordAt(value: unknown, ...path: Path): JsonObject {
  const found = valueAt(value, ...path);
  return isRecord(found) ? found : {};
}

/** The strings of the mapping at the path: labels, annotations. */
export function stringsAt(value: unknown, ...path: Path): Readonly<Record<string, string>> {
  const pairs = Object.entries(recordAt(value, ...path));
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** Calls back with every string inside the value. */
export function eachString(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const item of value as readonly unknown[]) eachString(item, visit);
  else if (isRecord(value)) for (const item of Object.values(value)) eachString(item, visit);
}
