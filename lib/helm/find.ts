/** The Helm to render with: the one the user names, the one that is installed, or the pinned one. */
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { fetchPinned, isPinnedAvailable, pinnedFile, pinnedVersion } from './pinned';
import { runHelm, type HelmResult, type HelmRunOptions } from './run';

export interface Helm {
  /** The binary's path. */
  readonly file: string;
  /** @throws HelmLimitError when it was stopped at a limit; Error when it cannot be run. */
  run(args: readonly string[], options?: HelmRunOptions): Promise<HelmResult>;
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

/** `home` is a folder for what Helm believes to be the user's. */
export function helmAt(file: string, home: string): Helm {
  return { file, run: (args, options) => runHelm(file, args, home, options) };
}

async function findFile(
  environment: Readonly<Record<string, string | undefined>>,
  cacheDir: string,
  onDownload: FindHelmOptions['onDownload'],
): Promise<string> {
  const named = environment['HELM'];
  if (named !== undefined && named !== '') {
    const file = /[\\/]/.test(named) ? resolve(named) : onPath(named, environment);
    if (file !== undefined && isExecutable(file)) return file;
    throw new NoHelmError(`HELM is ${JSON.stringify(named)}, which is no program that can be run. ${remedy}`);
  }
  const installed = onPath('helm', environment);
  if (installed !== undefined) return installed;
  if (!isPinnedAvailable) {
    throw new NoHelmError(`a chart is rendered with Helm, and there is none on the PATH. ${remedy}`);
  }
  const pinned = pinnedFile('4', cacheDir);
  if (isExecutable(pinned)) return pinned;
  onDownload?.(pinnedVersion('4'));
  try {
    return await fetchPinned('4', cacheDir);
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
