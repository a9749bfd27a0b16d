/**
 * Releasing a version. All of it happens in a working tree of its own, of which the repository takes one commit and one tag at the
 * end: where anything fails, or a signal comes, nothing has changed. The end is the step that a signal does not stop.
 */
import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '../lib/validate/settings/settings-error';
import { isSemVer } from '../lib/validate/template/version';
import { UNRELEASED } from '../lib/text/changelog-section';
import { changesIn, sectionOf, withRelease } from './changelog';
import { writeChanges } from './changes';
import { Steps } from './steps';
import { isHigher } from './version';
import { withWorkingTree } from './working-tree';

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
  /** Which has the commit. */
  readonly branch: string;
}

/** Where test/cluster/previous-release.test.ts takes the charts from that are upgraded. */
const RELEASED_CHARTS = 'test/cluster/fixtures';

/** @throws SettingsError that says why not, InterruptedError where a signal came: then everything is as it was */
export async function release(options: ReleaseOptions): Promise<Released> {
  return await Steps.during((steps) => released(steps, options));
}

async function released(steps: Steps, { root, version, date, dryRun, say }: ReleaseOptions): Promise<Released> {
  const git = (...args: readonly string[]) => steps.run('git', args, root);
  const before = currentVersion(root);
  requireNext(version, before);
  const branch = await currentBranch(steps, root);
  requireCleanTree(await git('status', '--porcelain'));
  const tag = `v${version}`;
  if ((await git('tag', '--list', tag)) !== '') {
    throw new SettingsError(`there is a tag ${tag} already: take the next version, or see git show ${tag}`);
  }
  const notes = notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version);

  return await withWorkingTree(steps, root, async (tree) => {
    const run = (file: string, ...args: readonly string[]) => steps.run(file, args, tree);
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    await writeVersion(steps, tree, { before, version, date });
    say(`npm run synth, for dist/ of ${version}, on the branch ${branch}`);
    await run('npm', 'run', '--silent', 'synth');
    keepArchive(tree, version);
    await run('git', 'add', '--all');
    await run('git', 'commit', '--quiet', '--message', `Release ${version}`);
    const commit = await run('git', 'rev-parse', 'HEAD');
    const changed = await run('git', 'show', '--stat=100', '--format=%s', 'HEAD');
    if (!dryRun) {
      // Half of it would be worse than either.
      steps.hold();
      await take(git, { commit, tag, notes });
    }
    return { notes, changed, branch };
  });
}

/** A commit on none would be lost with the next checkout. */
async function currentBranch(steps: Steps, root: string): Promise<string> {
  const branch = await steps.run('git', ['symbolic-ref', '--quiet', '--short', 'HEAD'], root, [0, 1]);
  if (branch !== '') return branch;
  throw new SettingsError('HEAD is on no branch, and a release is a commit on one: git switch BRANCH');
}

function currentVersion(root: string): string {
  const file = join(root, 'package.json');
  if (!existsSync(file)) throw new SettingsError(`${root} has no package.json: run this in the repository's folder`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function requireNext(version: string, before: string): void {
  if (!isSemVer(version)) {
    throw new SettingsError(
      `${version} is no version: expected three numbers and no v, such as 1.1.0 or, before it, 1.1.0-rc.1`,
    );
  }
  if (version.includes('+')) {
    throw new SettingsError(
      `${version}: expected no build metadata (+…), such as ${version.split('+')[0] ?? ''}: a tag in a registry has no +`,
    );
  }
  if (isHigher(version, before)) return;
  throw new SettingsError(`${version} is not higher than ${before}, the version in package.json: take a higher one`);
}

/** @param status as git has it for programs */
function requireCleanTree(status: string): void {
  const changes = status.split('\n').filter(Boolean);
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
async function writeVersion(
  steps: Steps,
  tree: string,
  { before, version, date }: { readonly before: string; readonly version: string; readonly date: string },
): Promise<void> {
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
  const saying = await steps.run('git', ['grep', '-lI', '--fixed-strings', before, '--', ...elsewhere], tree, [0, 1]);
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
async function take(
  git: (...args: readonly string[]) => Promise<string>,
  { commit, tag, notes }: { readonly commit: string; readonly tag: string; readonly notes: string },
): Promise<void> {
  // Headings of Markdown would be taken for comments.
  await git('tag', '--annotate', '--cleanup=whitespace', '--message', `${tag}\n\n${notes}`, tag, commit);
  try {
    await git('merge', '--quiet', '--ff-only', commit);
  } catch (error) {
    await git('tag', '--delete', tag);
    throw error;
  }
}
