/** All images that the nodes have, by what the charts and the cluster's own parts name. */
import { existsSync } from 'node:fs';
import { cargoFolder } from '../../support/cargo-build';
import { goFolder } from '../../support/go-build';
import { keda } from '../addons/keda';
import { garage, garageCrate } from './garage';
import type { Image } from './image';
import { kedaImages } from './keda';
import { loginImages } from './login';
import { minio } from './minio';
import { mlflow, teamImage } from './mlflow';
import { nginx } from './nginx';
import { postgresql } from './postgresql';
import { databaseExporterImage, PROMETHEUS_COMMANDS, prometheusImages } from './prometheus';
import { rclone } from './rclone';
import { systemImages } from './system';
import {
  GARAGE,
  MINIO,
  MLFLOW,
  MLFLOW_BEFORE,
  MLFLOW_GUIDE,
  NGINX_IMAGE,
  POSTGRESQL_IMAGE,
  POSTGRESQL_NEWEST,
  POSTGRESQL_OLDEST,
  postgresqlImage,
  RCLONE_IMAGE,
} from './versions';

/** Versions of MLflow that there are images of. */
export const MLFLOWS = [MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE] as const;

/** Needs what `prepare.ts` builds and installs; of what takes ten minutes to build, only where it has been. */
export function catalogue(): readonly Image[] {
  return [
    ...systemImages(),
    ...MLFLOWS.flatMap((version) => mlflow(version) ?? []),
    ...[teamImage()].filter((image) => image !== undefined),
    nginx(NGINX_IMAGE),
    ...loginImages(),
    ...[POSTGRESQL_IMAGE, ...[POSTGRESQL_OLDEST, POSTGRESQL_NEWEST].map(postgresqlImage)].map(postgresql),
    minio(MINIO),
    rclone(RCLONE_IMAGE),
    databaseExporterImage(),
    ...(existsSync(cargoFolder(garageCrate(GARAGE))) ? [garage(GARAGE)] : []),
    ...(existsSync(goFolder(keda)) ? kedaImages() : []),
    ...(PROMETHEUS_COMMANDS.every((commands) => existsSync(goFolder(commands))) ? prometheusImages() : []),
  ];
}

/** A table for people: which image, and what is really in it. */
export function standIns(): string {
  const images = catalogue();
  const width = Math.max(...images.map(({ reference }) => reference.length));
  return ['Images:', ...images.map(({ reference, standIn }) => `  ${reference.padEnd(width)}  ${standIn}`)].join('\n');
}
