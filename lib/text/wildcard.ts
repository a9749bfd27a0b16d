/**
 * Texts with gaps for anything, as `*` is read: in time that grows with the text and the pattern, never with their
 * product. A regular expression with several `.*` tries every way to fill them, and both may be a stranger's.
 */

/** `*` is any text, also an empty one; all else stands for itself. */
export function wildcard(pattern: string): (text: string) => boolean {
  return withGaps(pattern.split('*'));
}

/** Texts that are the given parts with anything between them. */
export function withGaps(parts: readonly string[]): (text: string) => boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return (text) => text === first;
  const finders = others.filter((part) => part !== '').map(finder);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    // Where each part is found first, most is left for those after it.
    let from = first.length;
    for (const find of finders) {
      from = find(text, from, end);
      if (from < 0) return false;
    }
    return true;
  };
}

/** Knuth, Morris and Pratt: the end of the part's first place in `text` from `from` to `end`, or -1. */
function finder(part: string): (text: string, from: number, end: number) => number {
  const borders = bordersOf(part);
  return (text, from, end) => {
    let matched = 0;
    for (let index = from; index < end; index++) {
      while (matched > 0 && part[matched] !== text[index]) matched = borders[matched - 1] ?? 0;
      if (part[matched] === text[index]) matched++;
      if (matched === part.length) return index + 1;
    }
    return -1;
  };
}

/** For each prefix, the length of the longest shorter one that it also ends with. */
function bordersOf(part: string): Uint32Array {
  const borders = new Uint32Array(part.length);
  let length = 0;
  for (let index = 1; index < part.length; index++) {
    while (length > 0 && part[length] !== part[index]) length = borders[length - 1] ?? 0;
    if (part[length] === part[index]) length++;
    borders[index] = length;
  }
  return borders;
}
