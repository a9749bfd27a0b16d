import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atEnd } from '../files/at-end';
// `tar` is npm's own reader: it knows long names, refuses paths that leave the folder, and runs on every system.
import { extract } from 'tar';

const run = promisify(execFile);

/** One exact tarball of the npm registry, as `npm view <name>@<version> dist.integrity` describes it. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity of the tarball: `sha512-<base64>`. */
  readonly integrity: string;
}

/**
 * The folder that holds the package's files (`package.json` at its top), fetched on first use and offline afterwards.
 *
 * Parallel callers are safe: the folder appears complete, by one rename, or not at all. A tarball whose integrity
 * differs from the pin is an error, and nothing of it is unpacked. Nothing in the package is executed.
 * `npm` is the command to fetch with.
 */
export async function fetchPackage(pin: PinnedPackage, cacheDir: string, npm = 'npm'): Promise<string> {
  const folder = join(cacheDir, folderName(pin));
  if (existsSync(folder)) return folder;

  await mkdir(cacheDir, { recursive: true });
  const workDir = mkdtempSync(join(cacheDir, '.unpacking-'));
  const forget = atEnd(() => {
    rmSync(workDir, { recursive: true, force: true });
  });
  try {
    const tarball = join(workDir, await pack(pin, workDir, npm));
    verifyIntegrity(pin, await readFile(tarball));
    const unpacked = join(workDir, 'package');
    await mkdir(unpacked);
    await extract({ file: tarball, cwd: unpacked, strip: 1, strict: true });
    await renameUnlessPresent(unpacked, folder);
  } finally {
    await rm(workDir, { recursive: true, force: true });
    forget();
  }
  return folder;
}

/** The pin is part of the name, so that a changed version or integrity is never served from an old folder. */
function folderName({ name, version, integrity }: PinnedPackage): string {
  const digest = createHash('sha256').update(integrity).digest('hex').slice(0, 8);
  return `${name.replace('/', '__')}-${version}-${digest}`;
}

/** Lets npm download the tarball (it knows the registry, proxy and credentials); returns the tarball's file name. */
async function pack({ name, version }: PinnedPackage, workDir: string, npm: string): Promise<string> {
  const args = ['pack', '--silent', '--ignore-scripts', `${name}@${version}`];
  // npm is a .cmd file on Windows, which Node starts only through a shell; no argument needs quoting.
  const shell = process.platform === 'win32';
  try {
    const { stdout } = await run(npm, args, { cwd: workDir, shell });
    return stdout.trim();
  } catch (error) {
    throw new Error(`cannot fetch ${name}@${version}: \`npm ${args.join(' ')}\` failed; is the registry reachable?`, {
      cause: error,
    });
  }
}

function verifyIntegrity({ name, version, integrity }: PinnedPackage, tarball: Buffer): void {
  const actual = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (actual === integrity) return;
  throw new Error(`${name}@${version} is not what was pinned: expected ${integrity}, got ${actual}`);
}

/** A rename onto a filled folder fails: another process was faster, and its copy is as good as ours. */
async function renameUnlessPresent(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
