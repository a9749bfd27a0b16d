/**
 * Prometheus, its operator, Alertmanager and PostgreSQL's exporter: of their images, the program is all that counts, and busybox, with whose
 * wget those ask themselves that Compose starts.
 */
import {
  alertmanager,
  ALERTMANAGER_IMAGE,
  databaseExporter,
  DATABASE_EXPORTER_IMAGE,
  operatorImage,
  prometheus,
  PROMETHEUS_IMAGE,
  prometheusOperator,
} from '../addons/prometheus';
import type { GoCommands } from '../../support/go-build';
import { debian } from './debian';
import { goProgram, textFiles } from './files';
import type { Image } from './image';
import type { Layer } from './layer';

/** What has to be built for them, but for the exporter, which is the charts’ own. */
export const PROMETHEUS_COMMANDS: readonly GoCommands[] = [prometheus, alertmanager, prometheusOperator];

export function databaseExporterImage(): Image {
  return program(databaseExporter, DATABASE_EXPORTER_IMAGE, 'postgres_exporter', BUSYBOX);
}

export function prometheusImage(): Image {
  return program(prometheus, PROMETHEUS_IMAGE, 'prometheus', BUSYBOX);
}

export function prometheusImages(): readonly Image[] {
  return [
    prometheusImage(),
    program(alertmanager, ALERTMANAGER_IMAGE, 'alertmanager'),
    ...Object.keys(prometheusOperator.commands).map((command) =>
      program(prometheusOperator, operatorImage(command), command),
    ),
  ];
}

const BUSYBOX = [
  debian('busybox', { suite: 'trixie', variant: 'extract', packages: ['busybox-static'] }),
  textFiles('wget', { '/usr/bin/wget': { text: '#!/usr/bin/busybox sh\nexec busybox wget "$@"\n', mode: 0o755 } }),
];

function program(commands: GoCommands, reference: string, command: string, more: readonly Layer[] = []): Image {
  return {
    reference,
    standIn: `${commands.name} ${commands.version}, built from its module`,
    layers: [...more, goProgram(commands, '/bin')],
    config: { env: { PATH: '/bin:/usr/bin' }, entrypoint: [`/bin/${command}`], user: '65534' },
  };
}
