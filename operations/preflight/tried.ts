/** Which ways from one MLflow to another test/cluster/upgrades goes, each time that it runs: docs/upgrading.md has what it found. */

/** By versions, in their order. */
export const TRIED: readonly (readonly string[])[] = [
  ['2.9.0', '3.10.1', '3.18.0'],
  ['2.9.0', '3.18.0'],
];

/** @param from versions, of which the minor counts: a patch migrates nothing */
export function isTried(from: string, to: string): boolean {
  const [start, end] = [minorOf(from), minorOf(to)];
  if (start === end) return true;
  return TRIED.some((way) =>
    way.some((version, at) => minorOf(version) === start && minorOf(way[at + 1] ?? '') === end),
  );
}

export function minorOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}
