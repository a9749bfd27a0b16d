/** Writing one file as a whole or not at all. */
import { lstatSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { kindOf } from '../files/read-file';
import { SettingsError } from '../validate/settings/settings-error';

/**
 * Of a link, the file that it leads to.
 * @throws SettingsError for what is there and no regular file, or cannot be written; it is then as it was
 */
export function writeWholeFile(path: string, content: string): void {
  try {
    replaceFile(path, content);
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(`cannot write ${path}: ${writingReason(error)}`);
  }
}

function replaceFile(path: string, content: string): void {
  const target = targetOf(path);
  // Beside it: renaming does not work between file systems.
  const draft = join(dirname(target), `.${basename(target)}.${String(process.pid)}`);
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Renaming replaces whatever is there: a device would be a file from then on. */
function targetOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return path;
    throw new SettingsError(`cannot write ${path}: a link that leads nowhere`);
  }
  if (stats.isFile()) return realpathSync(path);
  throw new SettingsError(`cannot write ${path}: expected a regular file or a new one, this is ${kindOf(stats)}`);
}

/** `ENOENT: no such file or directory, open '/tmp/x'` → `no such file or directory` */
export function writingReason(error: unknown): string {
  const { message } = error as { readonly message: string };
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
