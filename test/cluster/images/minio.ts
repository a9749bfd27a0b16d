/** MinIO's image is a handful of files: a shell, coreutils, curl and MinIO. So is this one. */
import type { GoCommands } from '../../support/go-build';
import { shell } from './debian';
import { goProgram, textFiles } from './files';
import type { Image } from './image';

const MODULE = 'github.com/minio/minio';
/** Releases of MinIO are no Go versions: these are the commits that were tagged. */
const COMMITS: Readonly<Record<string, string>> = {
  'RELEASE.2025-09-07T16-13-09Z': '0.0.0-20250907161309-07c3a429bfed',
};

/** What has to be built for a release; it takes two minutes. */
export function minioCommands(release: string): GoCommands {
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

export function minio(release: string): Image {
  return {
    reference: `quay.io/minio/minio:${release}`,
    standIn: `MinIO ${release}, built from its module; bash, coreutils and curl of Debian trixie`,
    layers: [
      shell('curl'),
      textFiles('passwd', { '/etc/passwd': { text: 'root:x:0:0:root:/root:/bin/bash\n' } }),
      goProgram(minioCommands(release)),
    ],
    config: { env: { PATH: '/usr/bin:/bin' }, entrypoint: ['minio'], command: [] },
  };
}
