/** The smallest input found that fails in the same way: lines are left out, then characters. */
export function minimise(text: string, fails: (text: string) => boolean, milliseconds: number): string {
  const end = performance.now() + milliseconds;
  let best = text;
  for (const pattern of [/[^\n]*\n|[^\n]+/g, /[\s\S]/gu]) {
    let pieces: readonly string[] = best.match(pattern) ?? [];
    for (let size = Math.ceil(pieces.length / 2); size >= 1 && performance.now() < end;) {
      let isSmaller = false;
      for (let at = 0; at < pieces.length && performance.now() < end;) {
        const without = [...pieces.slice(0, at), ...pieces.slice(at + size)];
        if (fails(without.join(''))) {
          pieces = without;
          isSmaller = true;
        } else at += size;
      }
      if (!isSmaller || size > pieces.length) size = size === 1 ? 0 : Math.ceil(size / 2);
    }
    best = pieces.join('');
  }
  return best;
}
