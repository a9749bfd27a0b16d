/** MinIO, built from its Go module: the very release that the chart names. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { goFolder, type GoCommands } from '../../support/go-build';
import type { Image } from '../node/image';

const MODULE = 'github.com/minio/minio';
/** Releases of MinIO are no Go versions: these are the commits that were tagged. */
const COMMITS: Readonly<Record<string, string>> = {
  'RELEASE.2025-09-07T16-13-09Z': '0.0.0-20250907161309-07c3a429bfed',
};

/** What has to be built for a release; it takes two minutes. */
export function minio(release: string): GoCommands {
  const version = COMMITS[release];
  if (version === undefined) throw new Error(`MinIO ${release}: add the Go version of its commit to ${__filename}`);
  return {
    name: 'minio',
    module: MODULE,
    version,
    commands: { minio: '' },
    variables: { [`${MODULE}/cmd.ReleaseTag`]: release },
  };
}

export function minioImage(release: string): Image | undefined {
  const folder = goFolder(minio(release));
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
