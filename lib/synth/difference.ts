/** Where two trees of JSON begin to differ, and how to say it. */
import { isDeepStrictEqual } from 'node:util';

export type Path = readonly (string | number)[];

export interface Difference {
  /** Empty where the trees as a whole are of different types. */
  readonly path: Path;
  readonly one: unknown;
  /** `undefined` is absent. */
  readonly other: unknown;
}

/** The innermost place, in the order of the keys of `one`; `undefined` if the two are equal. */
export function firstDifference(one: unknown, other: unknown, path: Path = []): Difference | undefined {
  if (isDeepStrictEqual(one, other)) return undefined;
  if (isContainer(one) && isContainer(other) && Array.isArray(one) === Array.isArray(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      const inside = firstDifference(one[key], other[key], [...path, Array.isArray(one) ? Number(key) : key]);
      if (inside !== undefined) return inside;
    }
  }
  return { path, one, other };
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (isContainer(part) ? part[key] : undefined), value);
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** `spec.ports[0].name`; `the object` for the empty path. */
export function written(path: Path): string {
  if (path.length === 0) return 'the object';
  return path
    .map((key, index) => (typeof key === 'number' ? `[${String(key)}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}

/** As JSON, at most 80 characters of it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const json = JSON.stringify(value);
  return json.length > 80 ? `${json.slice(0, 77)}…` : json;
}
