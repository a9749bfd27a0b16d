/** Which file a problem comes from, and where it is written there. */
import { findPosition, type Path } from '../yaml/position';
import type { Position } from '../yaml/error';
import { isMapping, type JsonObject } from './merge';

export interface ReadSource {
  readonly file: string;
  readonly text: string;
  readonly values: JsonObject;
}

/** What is wrong with the merged values, before it is known which file it comes from. */
export interface PathProblem {
  readonly path: Path;
  /** Whether the key is wrong, or what stands there. */
  readonly of: 'key' | 'value';
  readonly message: string;
  /** The key, or the value, as the message shows it: its file may write it in another way. */
  readonly shown?: string;
}

/**
 * The place in the last file that gives the path, or the deepest part of it that any file gives; undefined where none
 * says anything about it. Files before one that replaces all that the path is in (a list, for example) have no say.
 */
export function locate(
  { path, of }: PathProblem,
  sources: readonly ReadSource[],
): { readonly source: ReadSource; readonly position: Position } | undefined {
  const replacing = sources.findLastIndex(({ values }) => replaces(values, path));
  const relevant = sources.slice(Math.max(replacing, 0));
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const source = relevant.findLast(({ values }) => valueAt(values, part) !== undefined);
    if (source === undefined) continue;
    const position = findPosition(source.text, part, { of: length === path.length ? of : 'key' });
    if (position !== undefined) return { source, position };
  }
  return undefined;
}

/** The value at a path of keys and indexes; undefined if there is none. */
export function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, unknown>>)[key]
        : undefined,
    values,
  );
}

/** Only mappings are merged: anything else on the way replaces what earlier files say below it. */
function replaces(values: JsonObject, path: Path): boolean {
  return path.some((_, length) => {
    const value = valueAt(values, path.slice(0, length));
    return value !== undefined && !isMapping(value);
  });
}
