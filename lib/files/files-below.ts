/** All files of a folder that somebody else has made, and nothing from outside of it. */
import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { YamlError } from '../yaml/error';
import { irregularity, systemReason } from './read-file';

export interface FilesBelowOptions {
  /** Of files and folders together. */
  readonly mostEntries: number;
  /** What is passed over, whatever it is; paths are those below the folder, with `/`. */
  readonly isIgnored?: (path: string, isFolder: boolean) => boolean;
}

/**
 * Their paths below the folder, with `/`, in order of names. A link counts as what it leads to, if that is in the folder.
 * @throws YamlError for a link that leads out of it, to nothing or in circles, for devices, pipes and sockets, for too
 * many entries, and for what cannot be read
 */
export function* filesBelow(root: string, options: FilesBelowOptions): Generator<string, void> {
  const walk = { root, inside: resolved(root), entries: 0, ...options };
  if (!attempt(root, () => statSync(root)).isDirectory()) throw failure(root, 'expected a folder, this is a file');
  yield* filesIn(walk, root, '', [walk.inside]);
}

/** @throws YamlError if that leads out of the folder, or to nothing */
export function requireInside(root: string, path: string): void {
  realPathInside(path, resolved(root));
}

/** Whether it is the folder or in it, by their names alone; both are absolute, without `..`. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

interface Walk extends FilesBelowOptions {
  readonly root: string;
  /** The folder without links. */
  readonly inside: string;
  entries: number;
}

function* filesIn(
  walk: Walk,
  folder: string,
  prefix: string,
  around: readonly string[],
): Generator<string, void, undefined> {
  const names = attempt(folder, () => readdirSync(folder)).sort();
  for (const name of names) {
    if (++walk.entries > walk.mostEntries) {
      throw failure(walk.root, `more than ${walk.mostEntries} files and folders`);
    }
    const path = join(folder, name);
    const below = `${prefix}${name}`;
    // Of what is passed over, it is nobody's business where it leads.
    if (walk.isIgnored?.(below, isFolder(path)) === true) continue;
    const real = realPathInside(path, walk.inside);
    const stats = attempt(path, () => statSync(real));
    if (stats.isDirectory()) {
      if (around.includes(real)) throw failure(path, 'a link that leads in circles, to a folder around it');
      yield* filesIn(walk, path, `${below}/`, [...around, real]);
      continue;
    }
    const problem = irregularity(stats);
    if (problem !== undefined) throw failure(path, `this is ${problem}`);
    yield below;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function realPathInside(path: string, inside: string): string {
  const real = attempt(path, () => realpathSync(path));
  if (isInside(real, inside)) return real;
  throw failure(
    path,
    `a link that leads out of the folder${targetOf(path)}: what is outside is not read; copy it here`,
  );
}

function targetOf(path: string): string {
  try {
    return ` (to ${readlinkSync(path)})`;
  } catch {
    return '';
  }
}

function resolved(root: string): string {
  return attempt(root, () => realpathSync(root));
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isDangling = code === 'ENOENT' && targetOf(path) !== '';
    throw failure(path, isDangling ? `a link that leads nowhere${targetOf(path)}` : systemReason(error));
  }
}

function failure(path: string, reason: string): YamlError {
  return new YamlError(path, { line: 1, column: 1 }, reason);
}
