import type { Path } from '../yaml/position';
import type { ReportOptions } from './check';
import type { Severity } from './finding';
import type { ManifestObject } from './object';

/** A finding before it has a place in a file: places are looked up last, and only for what was found. */
export interface RawFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly object: ManifestObject;
  readonly path: Path;
  readonly related: NonNullable<ReportOptions['related']>;
}

/**
 * Whether the schema has reported the cause already: the field itself, something around it, the misspelt name of it, or
 * an item that took its whole list with it.
 */
export function isFollowOn({ object, path }: Pick<RawFinding, 'object' | 'path'>): boolean {
  if (object.problems.length === 0) return false;
  const reported = reportedIn(object);
  let key = '';
  return reported.has(key) || path.some((step) => reported.has((key = keyBelow(key, step))));
}

/** An object may have as many problems as findings: each path is looked up, not compared with all. */
const known = new WeakMap<ManifestObject['problems'], ReadonlySet<string>>();

function reportedIn({ problems }: ManifestObject): ReadonlySet<string> {
  const before = known.get(problems);
  if (before !== undefined) return before;
  const paths = problems.flatMap(({ path, meant, removed }) =>
    [path, meant, removed].filter((each) => each !== undefined),
  );
  const reported = new Set(paths.map((path) => path.reduce<string>(keyBelow, '')));
  known.set(problems, reported);
  return reported;
}

function keyBelow(key: string, step: string | number): string {
  return `${key}\n${typeof step === 'number' ? '#' : '.'}${step}`;
}

/** Whether `path` is `around` or lies below it. */
export function isWithin(path: Path, around: Path): boolean {
  return around.length <= path.length && around.every((step, index) => step === path[index]);
}
