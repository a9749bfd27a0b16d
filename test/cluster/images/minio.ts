/** MinIO's image is a handful of files: a shell, coreutils and MinIO. So is this one. */
import { minio as commandsOf } from '../../e2e/images/minio';
import { shell } from './debian';
import { goProgram, textFiles } from './files';
import type { Image } from './image';

export function minio(release: string): Image {
  return {
    reference: `quay.io/minio/minio:${release}`,
    standIn: `MinIO ${release}, built from its module; bash and coreutils of Debian trixie`,
    layers: [
      shell(),
      textFiles('passwd', { '/etc/passwd': { text: 'root:x:0:0:root:/root:/bin/bash\n' } }),
      goProgram(commandsOf(release)),
    ],
    config: { env: { PATH: '/usr/bin:/bin' }, entrypoint: ['minio'], command: [] },
  };
}
