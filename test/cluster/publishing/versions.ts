/** What charts are published to, and signed with. */
import type { GoCommands } from '../../support/go-build';

/** The registry that the others are measured by. */
export const registry: GoCommands = {
  name: 'registry',
  module: 'github.com/distribution/distribution/v3',
  version: '3.1.2',
  commands: { registry: '/cmd/registry' },
};

export const cosign: GoCommands = {
  name: 'cosign',
  module: 'github.com/sigstore/cosign/v3',
  version: '3.1.3',
  commands: { cosign: '/cmd/cosign' },
};
