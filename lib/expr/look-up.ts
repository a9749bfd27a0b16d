/** Reading values as their shapes have them. */
import { sortedEntries } from './go-text';
import type { Entry } from './part';
import { own, type Shape } from './shape';

/** The value at a path of keys; `undefined` if there is none. */
export function lookUp(root: unknown, path: readonly string[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = own(value as Readonly<Record<string, unknown>>, key);
  }
  return value;
}

/** An absent list or map is an empty one; an empty list vanishes where it stands (see `evaluate`). */
export function fitted(type: Shape['type'], value: unknown): unknown {
  switch (type) {
    case 'map':
      return value ?? {};
    case 'integer':
      return typeof value === 'number' ? value + 0 : value;
    case 'list':
      return Array.isArray(value) && value.length > 0 ? value : undefined;
    default:
      return value;
  }
}

/** What a loop goes through: items by index, or a map's by key. */
export function entriesOf(list: unknown): readonly Entry[] {
  if (Array.isArray(list)) return list.map((item: unknown, index) => [String(index), item] as const);
  return sortedEntries((list ?? {}) as Readonly<Record<string, unknown>>);
}
