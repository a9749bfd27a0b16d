/** What a commit holds, asked of git: it reads, and changes nothing. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { decodeText } from '../../files/decode';
import { SettingsError } from '../../validate/settings/settings-error';

export interface Commit {
  /** As it was named. */
  readonly name: string;
  /** Its hash, all of it. */
  readonly id: string;
}

/** Bytes that git may print: an environment's manifests are a few hundred kilobytes. */
const LARGEST = 256 * 1024 * 1024;

/** The commit of a branch, a tag or a hash; undefined if there is none of that name, no repository, or no git. */
export function findCommit(name: string, root: string): Commit | undefined {
  // `--` and `-x` would be options.
  if (name.startsWith('-')) return undefined;
  const { status, stdout } = git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  if (status === 0) return { name, id: stdout.toString().trim() };
  requireAnswer(root);
  return undefined;
}

/** A repository that git cannot read, as one of somebody else's, is not none. @throws SettingsError with what git says */
function requireAnswer(root: string): void {
  const { status, stderr } = git(root, ['rev-parse', '--git-dir']);
  const words = wordsOf(stderr);
  if (status === 0 || words.includes('not a git repository (or any')) return;
  if (status === null && !isBelowRepository(resolve(root))) return;
  throw new SettingsError(`git cannot be asked what is committed: ${words}`);
}

function isBelowRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && isBelowRepository(dirname(folder)));
}

/** Files below a folder of the commit by their path, all of them texts. @throws SettingsError where git cannot read them */
export function filesIn({ id, name }: Commit, root: string, folder: string): ReadonlyMap<string, string> {
  const listed = git(root, ['ls-tree', '-r', '-z', '--name-only', id, '--', folder]);
  if (listed.status !== 0) throw new SettingsError(`git cannot list ${folder} of ${name}: ${wordsOf(listed.stderr)}`);
  const paths = listed.stdout
    .toString()
    .split('\0')
    .filter((path) => path !== '');
  if (paths.length === 0) return new Map();
  // From the folder that we are in, as the list has them.
  const asked = paths.map((path) => `${id}:./${path}\n`).join('');
  const read = git(root, ['cat-file', '--batch'], asked);
  if (read.status !== 0) throw new SettingsError(`git cannot read ${folder} of ${name}: ${wordsOf(read.stderr)}`);
  return contentsOf(read.stdout, paths);
}

/** `<hash> blob <bytes>`, a line break, the bytes, a line break; for each path. */
function contentsOf(output: Buffer, paths: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const path of paths) {
    const end = output.indexOf('\n', at);
    const [, size] = / blob (\d+)$/.exec(output.toString('utf8', at, end)) ?? [];
    if (size === undefined) throw new SettingsError(`git cannot read ${path}: a link, or not in this repository`);
    const start = end + 1;
    at = start + Number(size) + 1;
    const bytes = output.subarray(start, at - 1);
    // Archives are of no use here.
    if (!bytes.includes(0)) files.set(path, decodeText(bytes, path));
  }
  return files;
}

function git(root: string, args: readonly string[], input = '') {
  // Nothing is fetched, by whatever program a repository's settings name for it; and messages are those that are known here.
  const env = { ...process.env, GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
  return spawnSync('git', args, { cwd: root, env, input, maxBuffer: LARGEST, stdio: ['pipe', 'pipe', 'pipe'] });
}

function wordsOf(stderr: Buffer | null): string {
  return (stderr?.toString().trim() ?? '') || 'no git was found';
}
