import { isWithin } from '../raw-finding';
import type { ManifestObject } from '../object';
import type { Path } from '../../yaml/position';

/**
 * Whether the schema refuses something at the path, around it or below it, a misspelt name of it included: then what is
 * missing there proves nothing.
 */
export function isInDoubt({ problems }: ManifestObject, path: Path): boolean {
  return problems.some(
    (problem) =>
      isWithin(path, problem.path) ||
      isWithin(problem.path, path) ||
      (problem.meant !== undefined && (isWithin(path, problem.meant) || isWithin(problem.meant, path))),
  );
}
