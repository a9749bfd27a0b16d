/**
 * An OpenID provider: zitadel's library with the storage and the login page of its example, and a main program of ours
 * (oidc-provider.go) that gives it people with groups, and programs, by a file.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoCommands } from '../../support/go-build';

const MODULE = 'github.com/zitadel/oidc/v3';
const VERSION = '3.52.0';
const PROGRAM = readFileSync(join(__dirname, 'oidc-provider.go'), 'utf8');

export const oidcProvider: GoCommands = {
  // What is built is kept by its name, and ours changes without a version.
  name: `oidc-provider-${createHash('sha256').update(PROGRAM).digest('hex').slice(0, 8)}`,
  module: MODULE,
  version: VERSION,
  commands: { 'oidc-provider': '/example/provider' },
  standIns: [
    {
      module: MODULE,
      copy: { module: MODULE, version: VERSION, without: ['example/client'] },
      files: { 'example/provider/main.go': PROGRAM },
    },
  ],
};

export const OIDC_PROVIDER_IMAGE = `docker.io/library/oidc-provider:${VERSION}`;
