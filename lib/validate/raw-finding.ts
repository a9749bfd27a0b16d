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
  return object.problems.some(
    (problem) =>
      isWithin(path, problem.path) ||
      (problem.meant !== undefined && isWithin(path, problem.meant)) ||
      (problem.removed !== undefined && isWithin(path, problem.removed)),
  );
}

/** Whether `path` is `around` or lies below it. */
export function isWithin(path: Path, around: Path): boolean {
  return around.length <= path.length && around.every((step, index) => step === path[index]);
}
