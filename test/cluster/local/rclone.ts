/** rclone, as its image has it. */
import { join } from 'node:path';
import { goFolder, type GoCommands } from '../../support/go-build';

/** It takes five minutes to build. */
export const RCLONE: GoCommands = {
  name: 'rclone',
  module: 'github.com/rclone/rclone',
  version: '1.76.0',
  commands: { rclone: '' },
};

export const rclone = join(goFolder(RCLONE), 'rclone');
