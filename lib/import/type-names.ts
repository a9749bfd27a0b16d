/**
 * A TypeScript name for every definition of one file: its short name (`Deployment`) for the most stable, newest
 * version and the nearest group, and a qualified one (`AutoscalingV1HorizontalPodAutoscaler`) for all others of that
 * name. Short names do not depend on which types are printed.
 */
export function typeNames(definitionNames: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const definitionName of [...definitionNames].sort(byPreference)) {
    const short = shortName(definitionName);
    names.set(definitionName, taken.has(short) ? qualifiedName(definitionName) : short);
    taken.add(short);
  }
  return names;
}

function shortName(definitionName: string): string {
  return definitionName.slice(definitionName.lastIndexOf('.') + 1);
}

function qualifiedName(definitionName: string): string {
  return definitionName
    .replace('.k8s.io.', '.')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const VERSION = /(?:^|\.)v(\d+)(?:(alpha|beta)(\d+))?\.[^.]+$/;
const STABILITY = ['alpha', 'beta', 'stable'];

/** Whether the definition belongs to a version without alpha or beta in its name (or to no version at all). */
export function isStable(definitionName: string): boolean {
  return VERSION.exec(definitionName)?.[2] === undefined;
}

/** Stable before beta before alpha, then the higher version, then the shorter group (core first), then by name. */
function byPreference(a: string, b: string): number {
  return compareLists(rank(b), rank(a)) || a.split('.').length - b.split('.').length || (a < b ? -1 : Number(a > b));
}

/** [stability, major version, alpha or beta version]: higher is better. */
function rank(definitionName: string): number[] {
  const [, major = '0', stage = 'stable', minor = '0'] = VERSION.exec(definitionName) ?? [];
  return [STABILITY.indexOf(stage), Number(major), Number(minor)];
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
