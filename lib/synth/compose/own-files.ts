/** What people put beside a Compose file, and nobody takes away: their passwords. */

/** Of variables. */
export const VARIABLES = '.env';

/** A folder for each Secret, with a file for each of its keys. */
export const GIVEN = 'secrets';

/** @param path below dist/, or below the folder of an environment */
export function isOwnOfCompose(path: string): boolean {
  return new RegExp(`(?:^|/)compose/(?:\\${VARIABLES}$|${GIVEN}/)`).test(path);
}
