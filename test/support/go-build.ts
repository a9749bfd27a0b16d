/** Building the commands of a Go module, once: they are kept in the user's cache folder, outside of the repository. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeStandIn, type GoStandIn } from './go-stand-in';
import { userCache } from './user-cache';
import { execute, outputOf } from './execute';

export interface GoCommands {
  /** Folder in the cache, and the name for people. */
  readonly name: string;
  readonly module: string;
  /** Without "v". */
  readonly version: string;
  /** Name of each binary, and its package's path below the module. */
  readonly commands: Readonly<Record<string, string>>;
  /** Modules that the module's go.mod replaces with folders below `folder`: they are taken at this version instead. */
  readonly siblings?: { readonly folder: string; readonly version: string };
  /** Modules that are ours. */
  readonly standIns?: readonly GoStandIn[];
  /** What to leave out or take in, by the module's own build tags. */
  readonly tags?: readonly string[];
  /** Variables that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The oldest Go that builds all of them. */
export const GO = '1.26';

export class GoError extends Error {}

/** Where the binaries are, once they are built. */
export function goFolder({ name, version }: GoCommands): string {
  return join(userCache, name, version);
}

/** The folder that holds the binaries. It appears complete, by one rename, or not at all: parallel callers are safe. */
export async function goBuild(wanted: GoCommands, say: (line: string) => void): Promise<string> {
  const { name, version } = wanted;
  const folder = goFolder(wanted);
  if (existsSync(folder)) return folder;

  await requireGo(wanted);
  await mkdir(join(userCache, name), { recursive: true });
  const workDir = await mkdtemp(join(userCache, name, '.building-'));
  try {
    const binaries = join(workDir, 'bin');
    await mkdir(binaries);
    for (const [index, standIn] of (wanted.standIns ?? []).entries()) {
      const sources = standIn.copy && (await goSources(standIn.copy));
      await writeStandIn(standIn, sources, join(workDir, standInFolder(index)));
    }
    await writeFile(join(workDir, 'go.mod'), await goMod(wanted));
    // The sums that it was released with: not all of them are known to Go's public list.
    const sums = join(await goSources(wanted), 'go.sum');
    if (existsSync(sums)) await writeFile(join(workDir, 'go.sum'), await readFile(sums));
    for (const command of Object.keys(wanted.commands)) {
      say(`Building ${command} ${version}; it is kept in ${folder}`);
      await build(wanted, command, workDir);
    }
    await rename(binaries, folder).catch((error: unknown) => {
      // A rename onto a filled folder fails: another process was faster, and its binaries are as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  return folder;
}

/** The folder with a module's sources, which Go keeps. */
export async function goSources({ module, version }: Pick<GoCommands, 'module' | 'version'>): Promise<string> {
  return (await download(module, version)).Dir;
}

async function download(module: string, version: string): Promise<{ readonly Dir: string; readonly GoMod: string }> {
  const said = outputOf(await execute('go', ['mod', 'download', '-json', `${module}@v${version}`]));
  return JSON.parse(said) as { readonly Dir: string; readonly GoMod: string };
}

async function requireGo({ name, version }: GoCommands): Promise<void> {
  const remedy = `Go ${GO} or newer is needed: it builds ${name} ${version}. Install it from https://go.dev/dl/, and see that \`go\` is on the PATH.`;
  const found = await execute('go', ['env', 'GOVERSION']).catch(() => undefined);
  if (found?.code !== 0) throw new GoError(`There is no Go on this machine. ${remedy}`);
  const current = found.stdout.trim();
  const [major = 0, minor = 0] = current.replace(/^go/, '').split('.').map(Number);
  const [, oldest = 0] = GO.split('.').map(Number);
  if (major === 1 && minor < oldest) throw new GoError(`This machine has ${current}. ${remedy}`);
}

/** A module that needs only the wanted one: Go's minimal version selection gives the versions that it was released with. */
const standInFolder = (index: number) => `./stand-in-${String(index)}`;

async function goMod({ module, version, siblings, standIns = [] }: GoCommands): Promise<string> {
  const { GoMod } = await download(module, version);
  const text = await readFile(GoMod, 'utf8');
  const lines = text.split('\n');
  // One line each, or a block.
  const settings = text.match(/^(?:go|godebug) (?:\([^)]*\)|.*)$/gm) ?? [];
  const replaced = lines.flatMap((line) => {
    const [, path = '', target = '', version = ''] = /^\s*(?:replace\s+)?(\S+) => (\S+)(?: (v\S+))?/.exec(line) ?? [];
    // By another module: its own fork, for instance. Go heeds only the replacements of the module that it builds.
    if (standIns.some((standIn) => standIn.module === path)) return [];
    if (version !== '') return [`replace ${path} => ${target} ${version}`];
    return siblings !== undefined && target.startsWith(siblings.folder)
      ? [`replace ${path} => ${path} v${siblings.version}`]
      : [];
  });
  const ours = standIns.map((standIn, index) => `replace ${standIn.module} => ${standInFolder(index)}`);
  return ['module commands', ...settings, `require ${module} v${version}`, ...replaced, ...ours, ''].join('\n');
}

async function build(
  { module, commands, tags = [], variables = {} }: GoCommands,
  command: string,
  workDir: string,
): Promise<void> {
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`);
  const args = ['build', '-mod=mod', '-trimpath', '-tags', tags.join(','), '-ldflags', ['-s', '-w', ...set].join(' ')];
  const target = ['-o', join('bin', command), `${module}${commands[command] ?? ''}`];
  // Without C, so that no compiler is needed; without a workspace that the user happens to be in.
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  outputOf(await execute('go', [...args, ...target], { cwd: workDir, env }));
}
