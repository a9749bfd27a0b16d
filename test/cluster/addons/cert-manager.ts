/** cert-manager, which makes certificates and renews them. */
import type { GoCommands } from '../../support/go-build';

const VERSION = '1.11.5';
const MODULE = 'github.com/cert-manager/cert-manager';

/** The last version whose programs are in its module; those of newer ones are in modules that have no versions. */
export const certManager: GoCommands = {
  name: 'cert-manager',
  module: MODULE,
  version: VERSION,
  commands: {
    'cert-manager-controller': '/cmd/controller',
    'cert-manager-webhook': '/cmd/webhook',
    'cert-manager-cainjector': '/cmd/cainjector',
  },
  variables: { [`${MODULE}/pkg/util.AppVersion`]: `v${VERSION}` },
};

/** As its chart names it. */
export const certManagerImage = (command: string) => `quay.io/jetstack/${command}:v${VERSION}`;
