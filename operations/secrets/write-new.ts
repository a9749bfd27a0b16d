/** New files in a folder, for nobody else's eyes unless that is said: all of them, or none. */
import { closeSync, lstatSync, mkdirSync, openSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writingReason } from '../../lib/cli/write-file';
import { kindOf } from '../../lib/files/read-file';
import { SettingsError } from '../../lib/validate/settings/settings-error';

/** The rights of what is made. */
export interface Modes {
  readonly file: number;
  readonly folder: number;
}

const PRIVATE: Modes = { file: 0o600, folder: 0o700 };

/**
 * @param files path → content; the folder is made if its parent is there, and folders in it
 * @returns what takes all of it away again
 * @throws SettingsError if any of them is there already, or cannot be written: then nothing has changed
 */
export function writeNewFiles(
  folder: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  modes: Modes = PRIVATE,
): () => void {
  const isNew = prepare(folder, modes);
  const made: string[] = [];
  const folders: string[] = [];
  const undo = (): void => {
    for (const path of made) rmSync(path, { force: true });
    for (const path of folders) rmSync(path, { recursive: true, force: true });
    if (isNew) rmdirSync(folder);
  };
  try {
    for (const name of files.keys()) requireAbsent(join(folder, name));
    for (const [name, content] of files) {
      const path = join(folder, name);
      const first = mkdirSync(dirname(path), { recursive: true, mode: modes.folder });
      if (first !== undefined) folders.push(first);
      // O_EXCL: whoever has put something there meanwhile, a link for instance, keeps it.
      const file = openSync(path, 'wx', modes.file);
      made.push(path);
      try {
        writeFileSync(file, content);
      } finally {
        closeSync(file);
      }
    }
    return undo;
  } catch (error) {
    undo();
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(`cannot write ${folder}: ${writingReason(error)}`);
  }
}

/** @returns whether it was made */
function prepare(folder: string, modes: Modes): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory() === true) return false;
  if (stats !== undefined)
    throw new SettingsError(
      `cannot write ${folder}: expected a folder or a new one, this is ${stats.isFile() ? 'a file' : kindOf(stats)}`,
    );
  try {
    mkdirSync(folder, { mode: modes.folder });
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
