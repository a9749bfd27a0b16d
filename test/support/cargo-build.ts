/** Building the program of a Rust crate, once: it is kept in the user's cache folder, outside of the repository. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execute, outputOf } from './execute';
import { userCache } from './user-cache';

export interface Crate {
  /** Of the crate, and of its binary. */
  readonly name: string;
  readonly version: string;
  /** Instead of its default ones. */
  readonly features: readonly string[];
}

/** What builds it, and where that is to be had. */
const NEEDED = {
  cargo: 'install Rust from https://rustup.rs, and see that it is on the PATH',
  cc: 'apt-get install gcc libc6-dev',
};

export class CargoError extends Error {}

/** Where the binary is, once it is built. */
export function cargoFolder({ name, version, features }: Crate): string {
  return join(userCache, name, [version, ...features].join('-'));
}

/** The folder that holds the binary. It appears complete, by one rename, or not at all: parallel callers are safe. */
export async function cargoBuild(wanted: Crate, say: (line: string) => void): Promise<string> {
  const { name, version, features } = wanted;
  const folder = cargoFolder(wanted);
  if (existsSync(folder)) return folder;

  for (const [tool, remedy] of Object.entries(NEEDED)) {
    const found = await execute(tool, ['--version']).catch(() => undefined);
    if (found?.code !== 0)
      throw new CargoError(`${name} ${version} is built with \`${tool}\`, which this machine lacks: ${remedy}`);
  }
  await mkdir(join(userCache, name), { recursive: true });
  const workDir = await mkdtemp(join(userCache, name, '.building-'));
  try {
    say(`Building ${name} ${version}; it is kept in ${folder}`);
    const args = [
      'install',
      `${name}@${version}`,
      '--locked',
      '--no-default-features',
      '--features',
      features.join(','),
    ];
    const env = { ...process.env, CARGO_TARGET_DIR: join(workDir, 'target') };
    outputOf(await execute('cargo', [...args, '--root', workDir, '--no-track', '--quiet'], { env }));
    await rename(join(workDir, 'bin'), folder).catch((error: unknown) => {
      // A rename onto a filled folder fails: another process was faster, and its binary is as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  return folder;
}
