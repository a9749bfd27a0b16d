import type { Json } from '../yaml/json';

/** A text that two values share if they are equal; objects are, whatever the order of their fields. */
export function comparable(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
