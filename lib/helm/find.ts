/** The Helm to render with: the one the user names, the one that is installed, or the pinned one. */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fetchPinned, isPinnedAvailable, pinnedFile, pinnedVersion, type HelmMajor } from './pinned';
import { runHelm, type HelmResult, type HelmRunOptions } from './run';

export interface Helm {
  /** The binary's path. */
  readonly file: string;
  /** @throws HelmLimitError when it was stopped at a limit; Error when it cannot be run. */
  run(args: readonly string[], options?: HelmRunOptions): Promise<HelmResult>;
}

export interface VersionedHelm extends Helm {
  /** Such as `4.1.4`. */
  readonly version: string;
}

/** There is none, and none can be had: bad usage of the machine, not a bug. */
export class NoHelmError extends Error {
  override readonly name = 'NoHelmError';
}

export interface FindHelmOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Called before the pinned Helm is downloaded, which takes a while. */
  readonly onDownload?: (version: string) => void;
}

const remedy = 'Install Helm 3 or 4 (https://helm.sh/docs/intro/install/), or set HELM to the path of its binary';

/**
 * The Helm that HELM names, else the first on PATH, else the pinned one of the user's cache, downloaded on first use.
 * @throws NoHelmError that says what to install.
 */
export async function findHelm({ environment = process.env, onDownload }: FindHelmOptions = {}): Promise<Helm> {
  const cacheDir = helmCache(environment);
  return helmAt(await findFile(environment, cacheDir, onDownload), join(cacheDir, 'home'));
}

/**
 * All that something should be tried with: those that HELM3, HELM4 and HELM name, else the first on PATH, else both pinned ones.
 * @throws NoHelmError that says what to install.
 */
export async function findHelms({ environment = process.env, onDownload }: FindHelmOptions = {}): Promise<
  readonly VersionedHelm[]
> {
  const variables = ['HELM3', 'HELM4', 'HELM'].filter((variable) => (environment[variable] ?? '') !== '');
  const named = variables.map((variable) => namedBy(variable, environment));
  const installed = onPath('helm', environment);
  if (named.length > 0) return Promise.all(named.map(versioned));
  if (installed !== undefined) return [await versioned(installed)];
  const cacheDir = helmCache(environment);
  return Promise.all((['3', '4'] as const).map(async (major) => versioned(await pinned(major, cacheDir, onDownload))));
}

/** The Helm in that file, asked for its version. @throws NoHelmError if it is none, or cannot be run */
export async function versioned(file: string): Promise<VersionedHelm> {
  const helm = helmAt(resolve(file), join(helmCache(process.env), 'home'));
  const { stdout } = await helm.run(['version', '--template', '{{.Version}}']).catch(() => ({ stdout: '' }));
  const [, version] = /^v(\S+)$/.exec(stdout.trim()) ?? [];
  if (version === undefined) throw new NoHelmError(`${file} is no Helm that can be run. ${remedy}`);
  return { ...helm, version };
}

/** `home` is a folder for what Helm believes to be the user's. */
export function helmAt(file: string, home: string): Helm {
  return { file, run: (args, options) => runHelm(file, args, home, options) };
}

async function findFile(
  environment: Readonly<Record<string, string | undefined>>,
  cacheDir: string,
  onDownload: FindHelmOptions['onDownload'],
): Promise<string> {
  if ((environment['HELM'] ?? '') !== '') return namedBy('HELM', environment);
  return onPath('helm', environment) ?? (await pinned('4', cacheDir, onDownload));
}

/** @throws NoHelmError if the variable names no program */
function namedBy(variable: string, environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment[variable] ?? '';
  const file = /[\\/]/.test(named) ? resolve(named) : onPath(named, environment);
  if (file !== undefined && isExecutable(file)) return file;
  throw new NoHelmError(`${variable} is ${JSON.stringify(named)}, which is no program that can be run. ${remedy}`);
}

async function pinned(major: HelmMajor, cacheDir: string, onDownload: FindHelmOptions['onDownload']): Promise<string> {
  if (!isPinnedAvailable) {
    throw new NoHelmError(`a chart is rendered with Helm, and there is none on the PATH. ${remedy}`);
  }
  const file = pinnedFile(major, cacheDir);
  if (isExecutable(file)) return file;
  onDownload?.(pinnedVersion(major));
  try {
    return await fetchPinned(major, cacheDir);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NoHelmError(
      `a chart is rendered with Helm; there is none on the PATH, and it cannot be downloaded: ${why}. ${remedy}`,
      { cause: error },
    );
  }
}

function helmCache(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME: cache } = environment;
  // The specification says to ignore relative paths.
  return join(cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'mlflow-chart', 'helm');
}

function onPath(name: string, environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (
    (environment['PATH'] ?? '')
      .split(delimiter)
      .filter((folder) => folder !== '')
      // Absolute: it runs in another folder.
      .flatMap((folder) => names.map((each) => resolve(folder, each)))
      .find(isExecutable)
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
