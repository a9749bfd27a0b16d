/** The pods of retention, and people who use MLflow meanwhile. */
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MLFLOW } from '../images/versions';
import { start, type Ended, type Running } from '../local/container';
import { inMlflow } from '../local/prepare';
import type { Relay } from '../local/relay';
import { programsOf } from '../local/programs';
import { newest, Release, store, type Backup, type Variables } from '../backup/pod';
import { startMlflow } from '../restore/mlflow';

/** All in one folder, as volumes bring them together. */
const PROGRAMS = programsOf('backup', 'server', 'retention');

export function startProgram(release: Release, program: string, env: Variables): Running {
  const work = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'work-'));
  return start(['python', '-B', join(PROGRAMS, program)], { ...release.env, WORK: work, ...env });
}

/** What Python prints that has these programs at hand. */
export async function asked(release: Release, text: string): Promise<string> {
  const env = { ...release.env, PYTHONPATH: PROGRAMS, PYTHONWARNINGS: 'ignore' };
  const { code, said } = await start(['python', '-B', '-c', text], env).ended;
  if (code !== 0) throw new Error(said);
  return said;
}

export const DELETES = { GC_DELETE: 'true', GC_OLDER_THAN: '30d', GC_MODELS: 'true' };
export const WITH_BACKUP = { ...DELETES, GC_BACKUP_HOURS: '48' };

export function collect(release: Release, env: Variables = DELETES): Promise<Ended> {
  return startProgram(release, 'collect.py', env).ended;
}

/** A backup with all that has been written by now: none has what others were at work on, in whatever database of the server. */
export async function backupOfAll(release: Release): Promise<Backup> {
  const now = await release.sql('SELECT pg_current_xact_id()');
  while ((await release.sql(`SELECT pg_snapshot_xmin(pg_current_snapshot()) > '${now}'::xid8`)) !== 't');
  return release.backup();
}

export const SWEEPS = { TRACES_DELETE: 'true', TRACES_OLDER_THAN: '30d' };
export const SWEEPS_BY_BACKUP = { ...SWEEPS, TRACES_BACKUP_HOURS: '48' };

export function sweep(release: Release, env: Variables = SWEEPS): Promise<Ended> {
  return startProgram(release, 'traces.py', env).ended;
}

/** MLflow's client, by a server of its own. */
export class People {
  readonly #waiting: ((line: string) => void)[] = [];
  readonly #child;

  private constructor(
    readonly release: Release,
    url: string,
    private readonly stop: () => void,
  ) {
    const version = release.env['MLFLOW_VERSION'] ?? MLFLOW;
    const env = { HOME: '/tmp', PATH: process.env['PATH'], MLFLOW_TRACKING_URI: url, MLFLOW_DISABLE_TELEMETRY: 'true' };
    this.#child = spawn(inMlflow(version, 'python'), ['-B', join(__dirname, 'client.py')], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    createInterface(this.#child.stdout).on('line', (line) => {
      // MLflow says where to look at a run.
      if (line.startsWith('{"value"') || line.startsWith('{"error"')) this.#waiting.shift()?.(line);
    });
  }

  static async of(release: Release): Promise<People> {
    const server = await startMlflow(release);
    return new People(release, server.url, () => {
      server.stop();
    });
  }

  async do<T = string>(what: string, ...args: readonly unknown[]): Promise<T> {
    const answer = await new Promise<string>((resolve) => {
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${JSON.stringify([what, ...args])}\n`);
    });
    const { value, error } = JSON.parse(answer) as { readonly value: T; readonly error?: string };
    if (error !== undefined) throw new Error(`${what}: ${error}`);
    return value;
  }

  close(): void {
    this.#child.kill('SIGKILL');
    this.stop();
  }
}

/** A release on the newest PostgreSQL, people who use it, and an experiment of theirs. */
export async function atWork() {
  const release = await Release.make(newest);
  const people = await People.of(release);
  return { release, people, experiment: await people.do('experiment', 'one') };
}

/** What a program does while, at its first look into the store, by which it has begun, something happens. */
export function meanwhile(relay: Relay, what: () => Promise<void>, program: () => Promise<Ended>): Promise<Ended> {
  let isDone = false;
  relay.before = async () => {
    if (isDone) return;
    isDone = true;
    await what();
  };
  return program();
}

/** As if it had been deleted then; MLflow itself notes when. */
export async function age(release: Release, days: number, kind: Kind, ...ids: readonly string[]): Promise<void> {
  const [table, key, moment] = TABLES[kind];
  const names = ids.map((id) => `'${id}'`).join(', ');
  const when = `(extract(epoch FROM now() - interval '${String(days)} days') * 1000)::bigint`;
  const found = await release.sql(
    `UPDATE ${table} SET ${moment} = ${when} WHERE ${key}::text IN (${names}) RETURNING 1`,
  );
  if (found.split('\n').length !== ids.length) throw new Error(`${table} has not all of ${names}`);
}

/** As if they had been made, and whatever was said of them, so long ago. */
export async function ageTraces(release: Release, days: number, ...ids: readonly string[]): Promise<void> {
  const names = ids.map((id) => `'${id}'`).join(', ');
  const past = `${String(days)} * 86400000::bigint`;
  const found = await release.sql(
    `UPDATE spans SET start_time_unix_nano = start_time_unix_nano - ${past} * 1000000, end_time_unix_nano = end_time_unix_nano - ${past} * 1000000
      WHERE trace_id IN (${names});
    UPDATE assessments SET created_timestamp = created_timestamp - ${past}, last_updated_timestamp = last_updated_timestamp - ${past}
      WHERE trace_id IN (${names});
    UPDATE trace_info SET timestamp_ms = timestamp_ms - ${past} WHERE request_id IN (${names}) RETURNING 1`,
  );
  if (found.split('\n').length !== ids.length) throw new Error(`trace_info has not all of ${names}`);
}

export type Kind = keyof typeof TABLES;
const TABLES = {
  run: ['runs', 'run_uuid', 'deleted_time'],
  experiment: ['experiments', 'experiment_id', 'last_update_time'],
  model: ['logged_models', 'model_id', 'last_updated_timestamp_ms'],
} as const;

/** Paths in the artefact store. */
export async function objectsOf(release: Release): Promise<readonly string[]> {
  const keys = await store.do<string[]>('keys_below', release.artifacts);
  return keys.map((key) => key.replace('some/path/', ''));
}

/** How many rows each table has that belongs to runs, models, traces or experiments. */
export async function rowsOf(
  release: Release,
  ...tables: readonly string[]
): Promise<Readonly<Record<string, number>>> {
  const counts = tables.map((table) => `SELECT '${table}', count(*) FROM ${table}`).join(' UNION ALL ');
  const lines = (await release.sql(counts)).split('\n').map((line) => line.split('|'));
  return Object.fromEntries(lines.map(([table, count]) => [table ?? '', Number(count)]));
}
