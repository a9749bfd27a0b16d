/** The OpenTelemetry collector with what docs/clients.md configures: a program of ours (collector/) in place of its builder, which would write such. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GoCommands } from '../../support/go-build';

const MODULE = 'go.opentelemetry.io/collector/cmd/builder';
const VERSION = '0.165.0';
const fileOf = (name: string) => readFileSync(join(__dirname, 'collector', name), 'utf8');
const files = { 'main.go': fileOf('main.go'), 'go.mod': fileOf('go.mod') };

export const collector: GoCommands = {
  // What is built is kept by its name, and ours changes without a version.
  name: `otelcol-${createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 8)}`,
  module: MODULE,
  version: VERSION,
  commands: { otelcol: '' },
  standIns: [{ module: MODULE, files }],
};

export const COLLECTOR_IMAGE = `docker.io/otel/opentelemetry-collector:${VERSION}`;
