/** Paths of output files: with slashes, below a folder, and the same file on every system. */

/**
 * Throws unless `a/b/c` names a file below the folder it will be joined to. Backslash and colon are refused too: on
 * Windows they would be a separator and a drive.
 */
export function requirePortablePath(path: string): void {
  const parts = path.split('/');
  const isInside = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (isInside && !/[\\:\0]/.test(path)) return;
  throw new Error(`not a path of an output file: ${JSON.stringify(path)}; expected one like templates/service.yaml`);
}
