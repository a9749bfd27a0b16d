/**
 * Releasing a version. All of it happens in a working tree of its own, of which the repository takes one commit and one tag at the
 * end: where anything fails, nothing has changed.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScratchFolder } from '../lib/files/scratch-folder';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { isSemVer } from '../lib/validate/template/version';
import { changesIn, sectionOf, UNRELEASED, withRelease } from './changelog';
import { writeChanges } from './changes';
import { isHigher } from './version';

export interface ReleaseOptions {
  /** Of the repository. */
  readonly root: string;
  readonly version: string;
  /** Such as 2026-11-29. */
  readonly date: string;
  /** Nothing of it stays. */
  readonly dryRun: boolean;
  readonly say: (line: string) => void;
}

export interface Released {
  /** What CHANGELOG.md says of it, for people. */
  readonly notes: string;
  /** Which files have changed, as git shows it. */
  readonly changed: string;
}

/** Where test/cluster/previous-release.test.ts takes the charts from that are upgraded. */
const RELEASED_CHARTS = 'test/cluster/fixtures';

/** @throws SettingsError that says why not: then everything is as it was */
export function release({ root, version, date, dryRun, say }: ReleaseOptions): Released {
  const git = (...args: readonly string[]) => run('git', args, root);
  const before = currentVersion(root);
  requireNext(version, before);
  requireCleanTree(git);
  const tag = `v${version}`;
  if (git('tag', '--list', tag) !== '') {
    throw new SettingsError(`there is a tag ${tag} already: take the next version, or see git show ${tag}`);
  }
  const notes = notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);

  const scratch = ScratchFolder.create();
  const tree = join(scratch.path, 'tree');
  try {
    git('worktree', 'add', '--quiet', '--detach', tree, 'HEAD');
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    writeVersion(tree, before, version, date);
    say(`npm run synth, for dist/ of ${version}`);
    run('npm', ['run', '--silent', 'synth'], tree);
    keepArchive(tree, version);
    run('git', ['add', '--all'], tree);
    run('git', ['commit', '--quiet', '--message', `Release ${version}`], tree);
    const commit = run('git', ['rev-parse', 'HEAD'], tree);
    const changed = run('git', ['show', '--stat=100', '--format=%s', 'HEAD'], tree);
    if (!dryRun) take(git, { commit, tag, notes });
    return { notes, changed };
  } finally {
    // What git remembers of it, too; it fails where there is none yet.
    spawnSync('git', ['worktree', 'remove', '--force', tree], { cwd: root });
    scratch.dispose();
  }
}

function currentVersion(root: string): string {
  const file = join(root, 'package.json');
  if (!existsSync(file)) throw new SettingsError(`${root} has no package.json: run this in the repository's folder`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function requireNext(version: string, before: string): void {
  if (!isSemVer(version)) {
    throw new SettingsError(`${version} is no version: expected three numbers and no v, such as 1.1.0`);
  }
  if (isHigher(version, before)) return;
  throw new SettingsError(`${version} is not higher than ${before}, the version in package.json: take a higher one`);
}

function requireCleanTree(git: (...args: readonly string[]) => string): void {
  const changes = git('status', '--porcelain').split('\n').filter(Boolean);
  const [first = ''] = changes;
  if (changes.length === 0) return;
  const others = changes.length === 1 ? '' : `, and ${String(changes.length - 1)} more`;
  throw new SettingsError(
    `the working tree has changes that are not committed (${first.slice(3)}${others}): commit or stash them first`,
  );
}

/** @throws SettingsError where nothing is unreleased, or it is not written as a changelog */
function notesOf(changelog: string, version: string): string {
  const section = sectionOf(changelog, UNRELEASED);
  if (changesIn(section, version).length === 0) {
    throw new SettingsError(`CHANGELOG.md has nothing below ## [${UNRELEASED}]: say there what is new in ${version}`);
  }
  return `${section}\n`;
}

/** In every file that says it. */
function writeVersion(tree: string, before: string, version: string, date: string): void {
  const edit = (file: string, change: (text: string) => string) => {
    const path = join(tree, file);
    const text = readFileSync(path, 'utf8');
    const changed = change(text);
    if (changed === text) throw new SettingsError(`${file} does not say ${before} where it is expected`);
    writeFileSync(path, changed);
  };
  const line = new RegExp(`^(\\s+"version": ")${before.replace(/[.+]/g, '\\$&')}",$`, 'm');
  const set = (text: string) => text.replace(line, `$1${version}",`);
  edit('package.json', set);
  // Its own, and that of the package at "", which stands next.
  edit('package-lock.json', (text) => set(set(text)));
  edit('CHANGELOG.md', (text) => withRelease(text, version, date));
  writeChanges(tree);
  const elsewhere = ['.', ':!dist', ':!imports', ':!CHANGELOG.md', ':!package*.json'];
  const saying = run('git', ['grep', '-lI', '--fixed-strings', before, '--', ...elsewhere], tree, [0, 1]);
  for (const file of saying.split('\n').filter(Boolean)) {
    const path = join(tree, file);
    writeFileSync(path, withArchives(readFileSync(path, 'utf8'), before, version));
  }
}

/** Of what documents and tests say: archives, and the chart as another's dependency. What else has that version is something else. */
function withArchives(text: string, before: string, version: string): string {
  const dependency = new RegExp(`(name: mlflow,?\\s+version: )${before.replace(/[.+]/g, '\\$&')}(?![\\w.-])`, 'g');
  return ['mlflow', 'mlflow-chart'].reduce(
    (changed, name) => changed.replaceAll(`${name}-${before}.tgz`, `${name}-${version}.tgz`),
    text.replace(dependency, `$1${version}`),
  );
}

function archiveOf(version: string): string {
  return `mlflow-${version}.tgz`;
}

/** So that upgrades from this release are tried from now on. */
function keepArchive(tree: string, version: string): void {
  const archive = join(tree, 'dist/prod', archiveOf(version));
  if (!existsSync(archive)) throw new SettingsError(`npm run synth wrote no dist/prod/${archiveOf(version)}`);
  copyFileSync(archive, join(tree, RELEASED_CHARTS, `mlflow-${version}-prod.tgz`));
}

/** Into the repository: the tag first, because a tag is easier to take back than a commit. */
function take(
  git: (...args: readonly string[]) => string,
  { commit, tag, notes }: { readonly commit: string; readonly tag: string; readonly notes: string },
): void {
  // Headings of Markdown would be taken for comments.
  git('tag', '--annotate', '--cleanup=whitespace', '--message', `${tag}\n\n${notes}`, tag, commit);
  try {
    git('merge', '--quiet', '--ff-only', commit);
  } catch (error) {
    git('tag', '--delete', tag);
    throw error;
  }
}

/** What it printed. @throws SettingsError with what it says, where it ends with another code */
function run(file: string, args: readonly string[], cwd: string, codes: readonly number[] = [0]): string {
  const { status, stdout, stderr, error } = spawnSync(file, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error === undefined && status !== null && codes.includes(status)) return stdout.trimEnd();
  const words = error?.message ?? (stderr.trim() === '' ? stdout : stderr).trim().split('\n').slice(-5).join('\n');
  throw new SettingsError(
    `${[file, ...args.slice(0, 2)].join(' ')} failed; nothing was changed:`,
    ...words.split('\n'),
  );
}
