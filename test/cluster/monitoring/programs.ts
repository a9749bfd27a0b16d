/** Prometheus and what belongs to it, each an exact version of a Go module. */
import { goFolder, type GoCommands } from '../../support/go-build';
import { join } from 'node:path';

/** 3.16.0, as its own binaries call it. */
export const prometheus: GoCommands = {
  name: 'prometheus',
  module: 'github.com/prometheus/prometheus',
  version: '0.316.0',
  commands: { prometheus: '/cmd/prometheus', promtool: '/cmd/promtool' },
};

export const alertmanager: GoCommands = {
  name: 'alertmanager',
  module: 'github.com/prometheus/alertmanager',
  version: '0.28.1',
  commands: { alertmanager: '/cmd/alertmanager' },
};

export const postgresExporter: GoCommands = {
  name: 'postgres-exporter',
  module: 'github.com/prometheus-community/postgres_exporter',
  version: '0.17.1',
  commands: { postgres_exporter: '/cmd/postgres_exporter' },
};

export const PROGRAMS = [prometheus, alertmanager, postgresExporter];

export function program(of: GoCommands, command: string): string {
  return join(goFolder(of), command);
}
