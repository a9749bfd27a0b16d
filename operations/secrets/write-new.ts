/** New files in a folder, for nobody else's eyes: all of them, or none. */
import { closeSync, lstatSync, mkdirSync, openSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writingReason } from '../../lib/cli/write-file';
import { kindOf } from '../../lib/files/read-file';
import { SettingsError } from '../../lib/validate/settings/settings-error';

/**
 * @param files path → content; the folder is made if its parent is there, and folders in it
 * @throws SettingsError if any of them is there already, or cannot be written: then nothing has changed
 */
export function writeNewFiles(folder: string, files: ReadonlyMap<string, string>): void {
  const isNew = prepare(folder);
  const made: string[] = [];
  const folders: string[] = [];
  try {
    for (const name of files.keys()) requireAbsent(join(folder, name));
    for (const [name, content] of files) {
      const path = join(folder, name);
      const first = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (first !== undefined) folders.push(first);
      // O_EXCL: whoever has put something there meanwhile, a link for instance, keeps it.
      const file = openSync(path, 'wx', 0o600);
      made.push(path);
      try {
        writeFileSync(file, content);
      } finally {
        closeSync(file);
      }
    }
  } catch (error) {
    for (const path of made) rmSync(path, { force: true });
    for (const path of folders) rmSync(path, { recursive: true, force: true });
    if (isNew) rmdirSync(folder);
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(`cannot write ${folder}: ${writingReason(error)}`);
  }
}

/** @returns whether it was made */
function prepare(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return false;
  if (stats !== undefined)
    throw new SettingsError(
      `cannot write ${folder}: expected a folder or a new one, this is ${stats.isFile() ? 'a file' : kindOf(stats)}`,
    );
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    throw new SettingsError(`cannot make the folder ${folder}: ${writingReason(error)}`);
  }
}

function requireAbsent(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return;
  throw new SettingsError(
    `${path} is there already: it is not overwritten, and nothing is written. Take another folder, or remove it`,
  );
}
