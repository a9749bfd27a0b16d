/**
 * Replacing a folder of generated files, as a whole or not at all: everything is written to a folder beside it, and two
 * renames swap them. Node has no call that exchanges folders in one step, so for an instant there is no folder at all;
 * never a mixture, and a run that dies in that instant is repaired by the next one.
 */
import { cpSync, type Dirent, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { requirePortablePath } from './portable-path';

/** Path with slashes below a folder → content. */
export type FolderFiles = ReadonlyMap<string, string | Uint8Array>;

/** How often another process may get in between before we give up: each time, it has replaced the whole folder. */
const MOST_ATTEMPTS = 100;

/**
 * Makes the folder hold exactly these files, and those that are kept; other files in it vanish, and a symbolic link to a folder stays a
 * link.
 * Folders with the same content are not touched (no new mtimes). On an error, the folder is as it was.
 *
 * Processes of one system may do this at the same time: the last one wins. Machines that share a disk may not, since a
 * process on another machine looks like one that has died.
 *
 * @param isKept of a path below the folder: whether somebody else's file there stays, with its mode
 * @returns whether anything was different
 */
export function replaceFolder(
  target: string,
  files: FolderFiles,
  isKept: (path: string) => boolean = () => false,
): boolean {
  for (const path of files.keys()) requirePortablePath(path);
  const folder = resolveLink(target);
  if (statSync(folder, { throwIfNoEntry: false })?.isFile() === true) {
    throw new Error(`${folder} is a file; expected a folder, or nothing`);
  }
  repair(folder);
  if (hasExactly(folder, files, isKept)) return false;

  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${workPrefix(folder)}${process.pid}-`);
  try {
    write(next(work), files);
    swap(work, folder, (path) => isKept(path) && !files.has(path));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`cannot replace ${folder} (${reason}); ${abandon(work)}`, { cause: error });
  }
  rmSync(work, { recursive: true, force: true });
  return true;
}

const workPrefix = (folder: string): string => join(dirname(folder), `.${basename(folder)}.`);
const next = (work: string): string => join(work, 'next');
const previous = (work: string): string => join(work, 'previous');

/** Asking first whether it exists would be too late: another process may just be replacing it. */
function resolveLink(target: string): string {
  try {
    return realpathSync(target);
  } catch {
    // Not there, or unreadable: then so is what is asked next, which tells what is wrong.
    return target;
  }
}

function hasExactly(folder: string, files: FolderFiles, isKept: (path: string) => boolean): boolean {
  try {
    const entries = filesIn(folder).filter(({ path }) => files.has(path) || !isKept(path));
    const isSame = ({ file, path, entry }: Found): boolean => {
      const content = files.get(path);
      return content !== undefined && entry.isFile() && readFileSync(file).equals(bytes(content));
    };
    return entries.length === files.size && entries.every(isSame);
  } catch {
    // Not there, not readable, or replaced while we read: so it has to be written, which tells what is wrong.
    return false;
  }
}

interface Found {
  readonly entry: Dirent;
  readonly file: string;
  /** With slashes, below the folder. */
  readonly path: string;
}

function filesIn(folder: string): readonly Found[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      return { entry, file, path: relative(folder, file).replaceAll(sep, '/') };
    });
}

/** Copies, so that the old folder is whole when it is put back. Nobody else has it then: not while it is where others replace it. */
function carryOver(from: string, to: string, isKept: (path: string) => boolean): void {
  if (!existsSync(from)) return;
  for (const { file, path } of filesIn(from)) {
    if (!isKept(path)) continue;
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    cpSync(file, target, { preserveTimestamps: true });
  }
}

/** Text as writeFileSync writes it. */
function bytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}

function write(folder: string, files: FolderFiles): void {
  mkdirSync(folder);
  for (const [path, content] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // "wx": two names that differ in case only are one file on some systems.
    writeFileSync(file, content, { flag: 'wx' });
  }
}

function swap(work: string, folder: string, isKept: (path: string) => boolean): void {
  for (let attempt = 1; ; attempt++) {
    moveIfPresent(folder, previous(work));
    try {
      carryOver(previous(work), next(work), isKept);
      renameSync(next(work), folder);
      return;
    } catch (error) {
      putBack(work, folder);
      // Another process was between our two renames, and its folder is complete: replace that one.
      if (!isOccupied(error) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

/** Puts the previous folder where it was, unless another process has put a newer one there. */
function putBack(work: string, folder: string): void {
  try {
    moveIfPresent(previous(work), folder);
  } catch (error) {
    // Any other failure leaves it in the work folder, for the next run.
    if (isOccupied(error)) rmSync(previous(work), { recursive: true });
  }
}

/** Cleans up after a failure, and says what became of the folder. */
function abandon(work: string): string {
  if (existsSync(previous(work))) return `its content is in ${previous(work)}, and the next run will put it back`;
  rmSync(work, { recursive: true, force: true });
  return 'it is as it was';
}

/** Finishes what runs have left that died half-way. */
function repair(folder: string): void {
  if (!existsSync(dirname(folder))) return;
  const prefix = basename(workPrefix(folder));
  for (const name of readdirSync(dirname(folder))) {
    const pid = name.startsWith(prefix) ? /^(\d+)-\w{6}$/.exec(name.slice(prefix.length))?.[1] : undefined;
    const work = join(dirname(folder), name);
    if (pid === undefined || isInUse(work, Number(pid))) continue;
    if (!existsSync(folder)) putBack(work, folder);
    // What can't be put back is kept: it is the only copy.
    if (existsSync(folder) || !existsSync(previous(work))) rmSync(work, { recursive: true, force: true });
  }
}

/** In containers every run may have the same process id: a folder older than this process is not ours. */
function isInUse(work: string, pid: number): boolean {
  if (pid === process.pid) return (statSync(work, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= startOfProcess();
  try {
    process.kill(pid, 0); // only asks
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM'; // somebody else's, but alive
  }
}

const startOfProcess = (): number => Date.now() - process.uptime() * 1000;

function moveIfPresent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

function isOccupied(error: unknown): boolean {
  return codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST';
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
