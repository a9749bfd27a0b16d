/** A package of PyPI in a folder of its own, which appears whole or not at all. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { userCache } from '../../support/user-cache';

export interface Package {
  readonly name: string;
  readonly version: string;
}

export const folderOf = ({ name, version }: Package) => join(userCache, `python-${name}`, version);

/** With what it needs, unless that is there already: `alone`. */
export async function install(pip: string, wanted: Package, alone = false): Promise<void> {
  const folder = folderOf(wanted);
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(join(dirname(folder), '.installing-'));
  try {
    const options = ['--quiet', ...(alone ? ['--no-deps'] : []), '--target', draft];
    outputOf(await execute(pip, ['install', ...options, `${wanted.name}==${wanted.version}`]));
    // Servers that run as somebody else are copied with it.
    chmodSync(draft, 0o755);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
