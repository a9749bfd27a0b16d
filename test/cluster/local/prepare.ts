/** What the platform's programs run against without Kubernetes: what this machine lacks, what has to be built, and one of each running. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { cargoBuild } from '../../support/cargo-build';
import { goBuild } from '../../support/go-build';
import { root } from '../../support/root';
import { installedMlflow, installMlflow } from '../images/installed-mlflow';
import { garageCrate } from '../images/garage';
import { minioCommands } from '../images/minio';
import { python } from '../images/python';
import { GARAGE, MINIO, MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import type { Server } from '../server';
import { ADMIN } from './bucket';
import { startGarage } from './garage';
import { startMinio } from './minio';
import {
  debianPrograms,
  NEWEST,
  newestPrograms,
  sql,
  startPostgresql,
  toDatabase,
  type PostgreSQL,
} from './postgresql';
import { install } from './pip';
import { RCLONE } from './rclone';

export const VERSIONS = [MLFLOW, MLFLOW_BEFORE] as const;

export interface LocalServers {
  readonly postgresql: readonly PostgreSQL[];
  /** Their addresses: of artefacts, and of backups. */
  readonly store: string;
  readonly destination: string;
}

/** `garage` takes that for the artefacts; otherwise they are in MinIO. */
export const STORE_PROGRAM = 'ARTEFACT_STORE';

/** The variable by which tests know them. */
export const SERVERS = 'LOCAL_SERVERS';

export function localServers(): LocalServers {
  return JSON.parse(process.env[SERVERS] ?? '') as LocalServers;
}

/** A line for each thing that is missing. */
export async function missingHere(): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [tool, name] of Object.entries({ setpriv: 'util-linux', gpg: 'gnupg' })) {
    if ((await execute('sh', ['-c', `command -v ${tool}`])).code !== 0)
      missing.push(`${tool}: apt-get install ${name}`);
  }
  if (debianPrograms() === undefined) missing.push('PostgreSQL of Debian: apt-get install postgresql');
  if (python() === undefined) missing.push('Python 3.10 or newer with venv: apt-get install python3-venv');
  return missing;
}

export async function prepareHere(say: (line: string) => void): Promise<void> {
  await goBuild(minioCommands(MINIO), say);
  await goBuild(RCLONE, say);
  if (process.env[STORE_PROGRAM] === 'garage') await cargoBuild(garageCrate(GARAGE), say);
  for (const version of VERSIONS) {
    if (installedMlflow(version) !== undefined) continue;
    say(`Installing MLflow ${version}`);
    await installMlflow(version, python() ?? 'python3');
  }
  const pip = inMlflow(MLFLOW, 'pip');
  for (const wanted of [NEWEST, ADMIN]) await install(pip, wanted);
}

/** A program of the virtual environment with this MLflow. */
export function inMlflow(version: string, program: string): string {
  const installed = installedMlflow(version);
  if (installed === undefined) throw new Error(`MLflow ${version} is not installed`);
  return join(installed.folder, 'bin', program);
}

/** The database from which others are made: of this MLflow, with its tables. */
export const templateOf = (version: string) => `mlflow_${version.replaceAll('.', '_')}`;

/** As the server's init container does it. */
export async function migrate(postgresql: PostgreSQL, database: string, version: string): Promise<void> {
  const settings = { MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://', MLFLOW_DISABLE_TELEMETRY: 'true' };
  const env = { ...process.env, ...toDatabase(postgresql, database), ...settings };
  outputOf(await execute(inMlflow(version, 'python'), ['-B', join(root, 'charts/server/migrate.py')], { env }));
}

export async function startServers(folder: string, started: Server[]): Promise<LocalServers> {
  chmodSync(folder, 0o755);
  const postgresql = await Promise.all(
    [debianPrograms() ?? '', newestPrograms].map(async (programs, index) => {
      const place = join(folder, `postgresql-${String(index)}`);
      mkdirSync(place);
      const { postgresql: one, server } = await startPostgresql(programs, place);
      started.push(server);
      for (const version of VERSIONS) {
        await sql(one, 'postgres', `CREATE DATABASE ${templateOf(version)}`);
        await migrate(one, templateOf(version), version);
      }
      return one;
    }),
  );
  const [store, destination] = await Promise.all(
    ['store', 'destination'].map(async (name) => {
      const start = name === 'store' && process.env[STORE_PROGRAM] === 'garage' ? startGarage : startMinio;
      const { endpoint, server } = await start(join(folder, name));
      started.push(server);
      return endpoint;
    }),
  );
  return { postgresql, store: store ?? '', destination: destination ?? '' };
}
