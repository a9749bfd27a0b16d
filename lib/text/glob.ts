/**
 * Globs of file names, with time bounded whatever the glob: as a regular expression, `*a*a*a*b` takes longer than
 * anybody waits. Names that begin with a dot are names like any other.
 *
 * `*` is any part of a name, `?` one character, `[a-z]` and `[!a-z]` one of some, `{a,b}` one text or the other, and
 * `**` as a whole name any number of folders.
 */

/** A glob that means something else elsewhere, or too much. */
export class GlobError extends Error {
  override readonly name = 'GlobError';
}

/** Of one glob, after its braces are written out. */
const mostAlternatives = 256;

/** Code points. */
const longest = 4096;

/** One character of a name; `any` is any text. */
type Atom = 'any' | IsOne;
type IsOne = (character: string) => boolean;
/** A name; `any` is any number of folders. */
type Step = 'any' | readonly Atom[];

/**
 * Whether a path (with `/`) matches one of the globs.
 * @throws GlobError for what other programs know and this does not
 */
export function globs(patterns: readonly string[]): (path: string) => boolean {
  const alternatives = patterns.flatMap((pattern) => compiled(pattern));
  return (path) => {
    const names = path.split('/').map((name) => Array.from(name));
    return alternatives.some((steps) => matches(steps, names, matchesName));
  };
}

function matchesName(atoms: readonly Atom[], name: readonly string[]): boolean {
  return matches(atoms, name, (isOne, character) => isOne(character));
}

function compiled(pattern: string): readonly (readonly Step[])[] {
  if (pattern.length > longest) throw new GlobError(`expected at most ${longest} characters, got ${pattern.length}`);
  if (pattern.startsWith('!')) throw new GlobError('a glob that begins with ! is not known here: name what is meant');
  if (/[@!+?*]\(/.test(pattern)) throw new GlobError('@(…), !(…) and the like are not known here: use {a,b}');
  return expanded(pattern.replace(/^\.\//, '')).map((each) =>
    each.split('/').map((name) => (name === '**' ? 'any' : atomsOf(name))),
  );
}

/** Braces without a comma stand for themselves, as in a shell. */
function expanded(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (done.length + open.length >= mostAlternatives) {
      throw new GlobError(`expected braces for at most ${mostAlternatives} texts`);
    }
    const braces = innermostBraces(next);
    if (braces === undefined) done.push(next);
    else {
      const { start, end, texts } = braces;
      for (const text of texts) open.push(next.slice(0, start) + text + next.slice(end));
    }
  }
  return done;
}

function innermostBraces(pattern: string) {
  for (const match of pattern.matchAll(/\{[^{}]*\}/g)) {
    const texts = match[0].slice(1, -1).split(',');
    if (texts.length > 1) return { start: match.index, end: match.index + match[0].length, texts };
  }
  return undefined;
}

function atomsOf(name: string): readonly Atom[] {
  const atoms: Atom[] = [];
  for (const [written] of name.matchAll(/\*+|\[!?\]?[^\]]*\]|./gsu)) {
    if (written.startsWith('*')) atoms.push('any');
    else if (written === '?') atoms.push(() => true);
    else if (written.length > 2 && written.startsWith('[')) atoms.push(oneOf(written.slice(1, -1)));
    else atoms.push((character) => character === written);
  }
  return atoms;
}

/** `a-z0_`, or `!` before it. */
function oneOf(written: string): IsOne {
  const isNegated = written.startsWith('!');
  const ranges = [...(isNegated ? written.slice(1) : written).matchAll(/(.)-(.)|./gsu)];
  return (character) =>
    isNegated !==
    ranges.some(([one, first, last]) =>
      first === undefined || last === undefined ? character === one : character >= first && character <= last,
    );
}

/** Of the places to go back to, only the last `any` matters: what comes before it is matched in the best way. */
function matches<P extends object, T>(
  pattern: readonly (P | 'any')[],
  text: readonly T[],
  isMatch: (one: P, other: T) => boolean,
): boolean {
  const least = pattern.filter((each) => each !== 'any').length;
  if (text.length < least) return false;
  let [at, index] = [0, 0];
  let back: { readonly at: number; index: number } | undefined;
  while (index < text.length) {
    const one = pattern[at];
    if (one === 'any') {
      back = { at: ++at, index };
    } else if (one !== undefined && isMatch(one, text[index] as T)) {
      at++;
      index++;
    } else if (back !== undefined) {
      at = back.at;
      index = ++back.index;
    } else return false;
  }
  return pattern.slice(at).every((each) => each === 'any');
}
