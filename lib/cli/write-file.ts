/** Writing one file as a whole or not at all. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @throws Node's error; the file is then as it was */
export function writeWholeFile(path: string, content: string): void {
  // Beside it: renaming does not work between file systems.
  const draft = join(dirname(path), `.${basename(path)}.${String(process.pid)}`);
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
