/** rclone's image is Alpine with rclone; so is this one, but for Debian's shell and tools. */
import { RCLONE } from '../local/rclone';
import { debian } from './debian';
import { goProgram } from './files';
import type { Image } from './image';

export function rclone(reference: string): Image {
  return {
    reference,
    standIn: `rclone ${RCLONE.version}, built from its module; dash, coreutils and findutils of Debian trixie`,
    layers: [
      debian('rclone-tools', {
        suite: 'trixie',
        variant: 'extract',
        packages: ['base-files', 'bash', 'coreutils', 'dash', 'findutils', 'ca-certificates'],
      }),
      goProgram(RCLONE, '/usr/local/bin'),
    ],
    config: { env: { PATH: '/usr/local/bin:/usr/bin:/bin' }, entrypoint: ['rclone'], workingDirectory: '/data' },
  };
}
