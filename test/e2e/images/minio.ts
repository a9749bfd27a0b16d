/** MinIO, built from its Go module: the very release that the chart names. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { userCache } from '../../support/user-cache';
import type { Image } from '../node/image';
import { run } from './run';

const MODULE = 'github.com/minio/minio';
/** Releases of MinIO are no Go versions: these are the commits that were tagged. */
const COMMITS: Readonly<Record<string, string>> = {
  'RELEASE.2025-09-07T16-13-09Z': 'v0.0.0-20250907161309-07c3a429bfed',
};

const folderOf = (release: string) => join(userCache, 'minio', release);

export function minioImage(release: string): Image | undefined {
  const folder = folderOf(release);
  if (!existsSync(folder)) return undefined;
  return {
    version: `MinIO ${release}`,
    folders: [folder],
    files: { '/etc/passwd': join(__dirname, 'passwd') },
    env: { PATH: `${folder}:/usr/bin:/bin` },
    entrypoint: ['minio'],
    command: [],
  };
}

/** Needs Go, and takes two minutes. */
export async function buildMinio(release: string): Promise<void> {
  const version = COMMITS[release];
  if (version === undefined) throw new Error(`add the Go version of MinIO ${release} to ${__filename}`);
  const folder = folderOf(release);
  const work = `${folder}.building-${String(process.pid)}`;
  const bin = join(work, 'bin');
  try {
    mkdirSync(bin, { recursive: true });
    const stamp = `-X ${MODULE}/cmd.ReleaseTag=${release}`;
    await run('go', ['mod', 'init', 'minio.local'], { cwd: work });
    await run('go', ['get', `${MODULE}@${version}`], { cwd: work });
    await run('go', ['build', '-trimpath', '-ldflags', `-s -w ${stamp}`, '-o', `${bin}/minio`, MODULE], { cwd: work });
    renameSync(bin, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
