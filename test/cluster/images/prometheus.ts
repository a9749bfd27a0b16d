/** Prometheus, its operator, Alertmanager and PostgreSQL's exporter: of their images, the program is all that counts. */
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
import { goProgram } from './files';
import type { Image } from './image';

/** What has to be built for them, but for the exporter, which is the charts’ own. */
export const PROMETHEUS_COMMANDS: readonly GoCommands[] = [prometheus, alertmanager, prometheusOperator];

export function databaseExporterImage(): Image {
  return program(databaseExporter, DATABASE_EXPORTER_IMAGE, 'postgres_exporter');
}

export function prometheusImages(): readonly Image[] {
  return [
    program(prometheus, PROMETHEUS_IMAGE, 'prometheus'),
    program(alertmanager, ALERTMANAGER_IMAGE, 'alertmanager'),
    ...Object.keys(prometheusOperator.commands).map((command) =>
      program(prometheusOperator, operatorImage(command), command),
    ),
  ];
}

function program(commands: GoCommands, reference: string, command: string): Image {
  return {
    reference,
    standIn: `${commands.name} ${commands.version}, built from its module`,
    layers: [goProgram(commands, '/bin')],
    config: { env: { PATH: '/bin' }, entrypoint: [`/bin/${command}`], user: '65534' },
  };
}
