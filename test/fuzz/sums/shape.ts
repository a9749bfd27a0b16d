/** Texts of any size from a few bounded parts: what is harmless once and may not be when there are thousands. */
import type { Random } from '../random';

/** A text with about so many bytes. */
export type Shape = (bytes: number) => string;

/**
 * One part after the other. `#` in a part becomes a number of its own in each copy, so that names differ; a part without
 * it makes all copies equal.
 */
export function wide(parts: readonly string[], separator: string): Shape {
  return (bytes) => {
    let text = '';
    for (let count = 0; text.length < bytes; count++) {
      const part = parts[count % parts.length] ?? '';
      text += (count === 0 ? '' : separator) + part.replaceAll('#', String(count));
    }
    return text;
  };
}

/** A core in so many brackets, at most `most` of them: readers have a limit of their own. */
export function deep(open: string, core: string, close: string, most: number): Shape {
  return (bytes) => {
    const depth = Math.max(1, Math.min(most, Math.floor(bytes / (open.length + close.length + 1))));
    return open.repeat(depth) + core + close.repeat(depth);
  };
}

/** Deep ones beside each other: as many of each as the size allows, or a few large ones. */
export function wideAndDeep(random: Random, inner: Shape, separator: string): Shape {
  const share = random.pick([0.001, 0.01, 0.1]);
  return (bytes) => {
    const one = inner(Math.max(1, bytes * share));
    return Array.from({ length: Math.max(1, Math.round(bytes / one.length)) }, () => one).join(separator);
  };
}

/** Up to three of the words, in any order. */
export function some(random: Random, words: readonly string[]): readonly string[] {
  return Array.from({ length: 1 + random.below(3) }, () => random.pick(words));
}
