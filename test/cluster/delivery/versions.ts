/** The tools that eat what this project writes. */
import type { GoCommands } from '../../support/go-build';

/** The newest that the oldest Go builds which suites ask for. */
export const compose: GoCommands = {
  name: 'docker-compose',
  module: 'github.com/docker/compose/v5',
  version: '5.6.0',
  commands: { 'docker-compose': '/cmd' },
};
