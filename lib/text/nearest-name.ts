/** The candidate that someone most likely meant: the same but for case, or at most two edits (one, if short) away. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  // A hint is not worth more: whoever has that many names, or such long ones, has a program that writes them.
  if (candidates.length > mostCandidates || name.length > longestName) return undefined;
  const limit = name.length < 5 ? 1 : 2;
  const [best] = candidates
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limit)
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

const mostCandidates = 1000;
const longestName = 253;

/** Levenshtein's distance: insertions, deletions and replacements. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
