/** Whether what is here is what was released: between two releases, package.json has the version of the last one, and the chart is another already. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { changelogSection, UNRELEASED } from '../../lib/text/changelog-section';
import { name } from '../../package.json';
import { runProgram, type ProgramEnvironment } from './program';

/** Seconds. */
const PATIENCE = 60;

/**
 * Of the repository, or of the package that is installed. As the program was called, first: Node resolves links, and where node_modules is one,
 * what npm runs from it lies in another clone.
 */
export function packageRoot(called = process.argv[1]): string {
  const roots = [...(called === undefined ? [] : [dirname(called)]), __dirname].map(nearestPackage);
  return roots.find((root) => isOurs(join(root, 'package.json'))) ?? __dirname;
}

function nearestPackage(start: string): string {
  let folder = start;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** And not of whoever has installed us: their node_modules/.bin has a link to this program. */
function isOurs(file: string): boolean {
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { readonly name?: string }).name === name;
}

/**
 * A repository has its changelog; the package that is installed from npm has none, and is what was released.
 *
 * @returns why this is not that version, and what to do; undefined where it is
 */
export async function unreleasedIn(
  root: string,
  version: string,
  environment: ProgramEnvironment,
): Promise<string | undefined> {
  const changelog = join(root, 'CHANGELOG.md');
  if (!existsSync(changelog) || !hasUnreleased(readFileSync(changelog, 'utf8'))) return undefined;
  const tag = `v${version}`;
  const isTag = await isCleanTag(root, tag, environment);
  if (isTag === true) return undefined;
  const states = {
    dirty: `this is ${tag} with changes that are not committed`,
    other: `this is not ${tag}, and ${changelog} has changes below ## [${UNRELEASED}]`,
  };
  return (
    `${version} would not be what was released as ${version}: ${states[isTag]}. ` +
    `Publish from the tag (git checkout ${tag}), release what is new (npm run release -- VERSION), or say --unreleased to publish it all the same`
  );
}

function hasUnreleased(changelog: string): boolean {
  return /^\s*[-*] /m.test(changelogSection(changelog, UNRELEASED) ?? '');
}

/** Files that git does not know do not count: no file of the chart's asks for them, and publishing makes some itself. */
async function isCleanTag(
  root: string,
  tag: string,
  environment: ProgramEnvironment,
): Promise<true | 'dirty' | 'other'> {
  const git = async (...args: readonly string[]) => {
    const { code, stdout } = await runProgram('git', ['-C', root, ...args], { environment, seconds: PATIENCE });
    return code === 0 ? stdout.trim() : undefined;
  };
  const tagged = await git('rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`);
  if (tagged === undefined || tagged !== (await git('rev-parse', 'HEAD'))) return 'other';
  return (await git('status', '--porcelain', '--untracked-files=no')) === '' ? true : 'dirty';
}
