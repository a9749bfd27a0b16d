/**
 * Replacing an output folder as a whole: what is there afterwards is either all old or all new. Everything is written to
 * a folder beside the target and swapped in by rename, which a file system does at once.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Path below the folder, with `/` → content. */
export type FolderFiles = ReadonlyMap<string, string | Uint8Array>;

/** Writes exactly these files below the target. If that is what is there, nothing is touched. */
export function replaceFolder(target: string, files: FolderFiles): void {
  for (const path of files.keys()) checkPath(path);
  if (holdsExactly(target, files)) return;
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  removeLeftovers(target);
  const fresh = join(parent, `${leftoverPrefix(target)}new`);
  mkdirSync(fresh);
  try {
    for (const [path, content] of files) {
      const file = join(fresh, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    swap(fresh, target);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    throw new Error(`${target} is left as it was: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** Puts the new folder in the old one's place; if that fails, the old one is put back. */
function swap(fresh: string, target: string): void {
  if (!existsSync(target)) {
    renameSync(fresh, target);
    return;
  }
  const old = join(dirname(target), `${leftoverPrefix(target)}old`);
  renameSync(target, old);
  try {
    renameSync(fresh, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** A run's temporary folders are `.<target>.<process>-…` beside the target. */
function leftoverPrefix(target: string, process = globalThis.process.pid): string {
  return `.${basename(target)}.${String(process)}-`;
}

/** Removes what a run that was killed left behind; not what another run is writing now. */
function removeLeftovers(target: string): void {
  for (const name of readdirSync(dirname(target))) {
    const owner = /\.(\d+)-/.exec(name)?.[1];
    if (owner === undefined || !name.startsWith(leftoverPrefix(target, Number(owner))) || isAlive(Number(owner)))
      continue;
    rmSync(join(dirname(target), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function checkPath(path: string): void {
  const parts = path.split('/');
  if (path.includes('\\') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(`not a path inside the output folder: ${path}`);
  }
}

function holdsExactly(target: string, files: FolderFiles): boolean {
  if (!existsSync(target)) return false;
  const there = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  if (there.length !== files.size) return false;
  return [...files].every(([path, content]) => {
    const file = join(target, path);
    return existsSync(file) && readFileSync(file).equals(Buffer.from(content as string));
  });
}
