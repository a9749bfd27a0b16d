/** A module of our own in place of one that a build asks for and no proxy serves, or of which it needs too much. */
import { chmod, cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface GoStandIn {
  /** Path of the module that it stands in for. */
  readonly module: string;
  /** What it is a copy of, with some files left out; if it is no copy, it has only files of its own. */
  readonly copy?: { readonly module: string; readonly version: string; readonly without: readonly string[] };
  /** Further files, or other contents; go.mod, if the copy has none. */
  readonly files: Readonly<Record<string, string>>;
}

/** `sources`: the folder of what it is a copy of. */
export async function writeStandIn(standIn: GoStandIn, sources: string | undefined, folder: string): Promise<void> {
  if (sources !== undefined) {
    await cp(sources, folder, { recursive: true, filter: (source) => !source.endsWith('_test.go') });
    // The module cache is read-only, and so are its copies.
    await writable(folder);
    for (const path of standIn.copy?.without ?? []) await rm(join(folder, path), { recursive: true, force: true });
  }
  for (const [path, text] of Object.entries(standIn.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function writable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await writable(path);
    else await chmod(path, 0o644);
  }
}
