/** The program that people seal with, of the controller's own module: it opens what it is given the private key for, too. */
import type { GoCommands } from '../support/go-build';

export const kubeseal: GoCommands = {
  name: 'kubeseal',
  module: 'github.com/bitnami/sealed-secrets',
  version: '0.40.0',
  commands: { kubeseal: '/cmd/kubeseal' },
};
