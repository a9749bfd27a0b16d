/** What somebody means by `--from` and `--to`: an environment, a file, a folder, a chart or a commit. */
import { existsSync, statSync, type Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMapping } from '../../values/merge';
import { nearestName } from '../../text/nearest-name';
import { SettingsError } from '../../validate/settings/settings-error';
import { YamlError } from '../../yaml/error';
import { readStream } from '../../yaml/stream';
import { readGiven } from '../given-file';
import { findCommit, type Commit } from './git';

export type SideArgument =
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'values'; readonly path: string }
  /** A folder as `synth` writes it: `dist`, or `dist/prod`. */
  | { readonly kind: 'dist'; readonly path: string }
  | { readonly kind: 'chart'; readonly path: string }
  /** Files and folders of manifests; `-` is standard input. */
  | { readonly kind: 'manifests'; readonly path: string }
  | { readonly kind: 'commit'; readonly commit: Commit };

export interface SideContext {
  readonly root: string;
  /** Names of all of them. */
  readonly environments: readonly string[];
}

/**
 * Names of environments come first, then paths, then commits: whoever means the branch that is called like an environment says
 * `refs/heads/prod`, whoever means the folder `./prod`.
 * @throws SettingsError for what is none of them
 */
export function sideArgument(option: string, given: string, { root, environments }: SideContext): SideArgument {
  if (environments.includes(given)) return { kind: 'environment', name: given };
  if (given === '-') return { kind: 'manifests', path: given };
  const path = resolve(root, given);
  const stats = statsOf(path);
  if (stats?.isDirectory() === true) return folderArgument(given, path, environments);
  if (stats !== undefined) return fileArgument(given, path);
  const commit = findCommit(given, root);
  if (commit !== undefined) return { kind: 'commit', commit };
  const near = nearestName(given, environments);
  const hint = near === undefined ? '' : `. Did you mean ${near}?`;
  throw new SettingsError(
    `--${option}: ${given} is no environment (${environments.join(', ') || 'there are none'}), no file or folder, and no commit of git${hint}`,
  );
}

/** A commit may be called like something below a file: that is no path, and no error. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function folderArgument(given: string, path: string, environments: readonly string[]): SideArgument {
  if (existsSync(join(path, 'Chart.yaml'))) return { kind: 'chart', path: given };
  const hasManifests = (...folder: readonly string[]) => existsSync(join(path, ...folder, 'manifests'));
  const isWritten = hasManifests() || environments.some((name) => hasManifests(name));
  return { kind: isWritten ? 'dist' : 'manifests', path: given };
}

function fileArgument(given: string, path: string): SideArgument {
  if (/\.(?:tgz|tar\.gz)$/i.test(given)) return { kind: 'chart', path: given };
  return { kind: holdsObjects(readGiven(path), given) ? 'manifests' : 'values', path: given };
}

/** Values may have a kind, or an apiVersion, and never have both at the top. */
function holdsObjects(text: string, file: string): boolean {
  for (const document of readStream(text, file)) {
    if (document instanceof YamlError) throw new SettingsError(document.message);
    const { value } = document;
    if (isMapping(value) && 'apiVersion' in value && 'kind' in value) return true;
  }
  return false;
}
