/** The program that people seal with, of the controller's own module: it opens what it is given the private key for, too. */
import type { GoCommands } from '../support/go-build';

export const kubeseal: GoCommands = {
  name: 'kubeseal',
  module: 'github.com/bitnami-labs/sealed-secrets',
  version: '0.27.1',
  commands: { kubeseal: '/cmd/kubeseal' },
};
