/** All alerts, by subject. */
import type { Scope, Subject } from './alert';
import { backups, pointInTime, rehearsals } from './backups';
import { certificates } from './certificates';
import { database, databaseExporter } from './database';
import { jobs } from './jobs';
import { pods } from './pods';
import { retention } from './retention';
import { server } from './server';
import { artifacts } from './artifacts';
import { bucket, garage, minio } from './store';
import { users } from './users';
import { volumes } from './volumes';

const SUBJECTS = [
  users,
  server,
  jobs,
  artifacts,
  database,
  databaseExporter,
  bucket,
  minio,
  garage,
  volumes,
  backups,
  rehearsals,
  pointInTime,
  retention,
  certificates,
  pods,
];

export function subjects(scope: Scope): readonly Subject[] {
  return SUBJECTS.map((of) => of(scope));
}
