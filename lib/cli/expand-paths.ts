/** Patterns such as `deploy/*-prod` in a configuration file; on a command line, the shell expands them. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { globs } from '../text/glob';

/**
 * A path without `*` stays as it is, whether it exists or not.
 * @param requireFolder is called with each folder before it is read, and may throw
 */
export function expandPath(pattern: string, requireFolder: (path: string) => void): readonly string[] {
  if (!pattern.includes('*')) return [pattern];
  const absolute = pattern.startsWith('/') ? ['/'] : [''];
  return pattern
    .split('/')
    .filter((step) => step !== '')
    .reduce<readonly string[]>(
      // Each once: `*/..` would find the same folder again for everything in it.
      (folders, step) => [...new Set(folders.flatMap((folder) => children(folder, step, requireFolder)))],
      absolute,
    );
}

function children(folder: string, step: string, requireFolder: (path: string) => void): readonly string[] {
  if (!step.includes('*')) return [join(folder, step)].filter((path) => existsSync(path));
  const matches = globs([step]);
  const path = folder === '' ? '.' : folder;
  requireFolder(path);
  try {
    return readdirSync(path)
      .filter((name) => (step.startsWith('.') || !name.startsWith('.')) && matches(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
