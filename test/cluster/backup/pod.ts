/** A release that is backed up: its database and its buckets, and the pods that the CronJob and the server would make. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../support/root';
import { Store } from '../local/bucket';
import { start, type Ended, type Running } from '../local/container';
import { OWNER } from '../local/minio';
import { sql, toDatabase, type PostgreSQL } from '../local/postgresql';
import { inMlflow, localServers, templateOf } from '../local/prepare';
import { rclone } from '../local/rclone';
import { MLFLOW } from '../images/versions';

export type Variables = Readonly<Record<string, string>>;

const PROGRAMS = join(root, 'charts/backup');
const PYTHON = ['python', '-B', `${PROGRAMS}/backup.py`];
/** Each runs the command in the programs of its image, in this order. */
const CONTAINERS = {
  needed: [...PYTHON, 'needed'],
  dump: ['bash', `${PROGRAMS}/dump.sh`],
  list: [...PYTHON, 'list'],
  copy: ['sh', `${PROGRAMS}/copy.sh`],
  finish: [...PYTHON, 'finish'],
} as const;
export type Container = keyof typeof CONTAINERS;
const OF_CRON_JOB: readonly Container[] = ['dump', 'list', 'copy', 'finish'];
const OF_SERVER: readonly Container[] = ['needed', 'dump', 'finish'];

export const servers = localServers();
export const [oldest, newest] = servers.postgresql as [PostgreSQL, PostgreSQL];
export const store = new Store(servers.store);
export const destination = new Store(servers.destination);

export class Release {
  private constructor(
    readonly postgresql: PostgreSQL,
    readonly name: string,
    readonly env: Variables,
  ) {}

  /** With empty buckets of its own, and the tables of an MLflow. */
  static async make(
    postgresql: PostgreSQL,
    { version = MLFLOW, protection = 'none', owner = 'admin', env = {} }: ReleaseOptions = {},
  ): Promise<Release> {
    const name = `r${randomBytes(4).toString('hex')}`;
    await sql(postgresql, 'postgres', `CREATE DATABASE ${name} TEMPLATE ${templateOf(version)}`);
    await store.do('make', `${name}-artifacts`);
    await destination.do('make', `${name}-backups`, protection);
    return new Release(postgresql, name, {
      HOME: '/tmp',
      LANG: 'C.UTF-8',
      PATH: [postgresql.programs, dirname(inMlflow(version, 'python')), dirname(rclone), '/usr/bin', '/bin'].join(':'),
      ...toDatabase(postgresql, name, owner),
      MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://',
      ARTIFACTS_URI: `s3://${name}-artifacts/some/path`,
      MLFLOW_S3_ENDPOINT_URL: servers.store,
      AWS_ACCESS_KEY_ID: OWNER.id,
      AWS_SECRET_ACCESS_KEY: OWNER.key,
      AWS_DEFAULT_REGION: 'us-east-1',
      BACKUP_BUCKET: `${name}-backups`,
      BACKUP_ENDPOINT: servers.destination,
      BACKUP_REGION: 'us-east-1',
      BACKUP_ACCESS_KEY_ID: OWNER.id,
      BACKUP_SECRET_ACCESS_KEY: OWNER.key,
      RELEASE_NAME: name,
      RELEASE_NAMESPACE: 'team',
      CHART_VERSION: '1.0.0',
      MLFLOW_VERSION: version,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      ACTIVE_SECONDS: '3600',
      PREPARE_TIMEOUT_SECONDS: '30',
      RETENTION_COUNT: '3',
      ...env,
    });
  }

  /** The same, with other variables. */
  with(env: Variables): Release {
    return new Release(this.postgresql, this.name, { ...this.env, ...env });
  }

  get artifacts(): string {
    return `${this.name}-artifacts`;
  }
  get backups(): string {
    return `${this.name}-backups`;
  }

  sql(text: string): Promise<string> {
    return sql(this.postgresql, this.name, text);
  }

  /** Objects of the artefact store: their text, or how large they are. */
  put(objects: Readonly<Record<string, string | number>>): Promise<unknown> {
    return store.do('put', this.artifacts, below('some/path/', objects));
  }
  remove(...paths: readonly string[]): Promise<unknown> {
    return store.do('delete', this.artifacts, ...paths.map((path) => `some/path/${path}`));
  }
  /** Their sums. */
  live(): Promise<Readonly<Record<string, string>>> {
    return store.do('sums', this.artifacts, 'some/path/');
  }

  pod(env: Variables = {}): Pod {
    return new Pod({ ...this.env, ...env });
  }

  /** A whole backup, which has to succeed. */
  async backup(env: Variables = {}): Promise<Backup> {
    return this.pod(env).all(OF_CRON_JOB);
  }

  /** What the server's pod does before its migration. */
  async beforeMigration(env: Variables = {}): Promise<Backup> {
    return this.pod({ BEFORE_MIGRATION: '1', ...env }).all(OF_SERVER);
  }

  manifest(name: string): Promise<Manifest> {
    return destination.do('manifest', this.backups, name);
  }
  /** Sums of the artefacts that a backup has. */
  backedUp(name: string): Promise<Readonly<Record<string, string>>> {
    return destination.do('artifacts', this.backups, name);
  }
  complete(folder = ''): Promise<readonly string[]> {
    return destination.do('complete', this.backups, folder);
  }
  /** What lies in the bucket. */
  keys(folder = ''): Promise<readonly string[]> {
    return destination.do('keys_below', this.backups, folder);
  }
  identity(): Promise<string> {
    return this.sql('SELECT id FROM mlflow_chart.identity');
  }
}

export interface ReleaseOptions {
  readonly version?: string;
  readonly protection?: 'none' | 'versioning' | 'lock';
  readonly owner?: string;
  readonly env?: Variables;
}

export interface Backup {
  /** Nothing where none was made. */
  readonly name: string;
  readonly said: string;
  readonly peaks: Readonly<Partial<Record<Container, number>>>;
  readonly work: string;
}

export interface Manifest {
  readonly name: string;
  readonly started: string;
  readonly finished: string;
  readonly kind: string;
  readonly mlflow: string;
  readonly identity: string;
  readonly postgresql: string;
  readonly schema: Readonly<Record<'tracking' | 'auth', string | null>>;
  readonly database: {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly entries: number;
    readonly tables: Readonly<Record<string, number>>;
  };
  readonly artifacts: Readonly<Record<'bytes' | 'objects' | 'copied' | 'copiedBytes' | 'vanished', number>> & {
    readonly index: { readonly backup: string; readonly sha256: string };
  };
  readonly keys: Readonly<Record<string, string>>;
  readonly encryption: { readonly recipients: readonly string[] } | null;
  readonly protection: string;
}

export class Pod {
  readonly work: string;

  constructor(readonly env: Variables) {
    this.work = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'work-'));
  }

  start(container: Container, env: Variables = {}): Running {
    return start(CONTAINERS[container], { ...this.env, WORK: this.work, ...env });
  }

  run(container: Container, env: Variables = {}): Promise<Ended> {
    return this.start(container, env).ended;
  }

  /** One container after the other. */
  async all(containers: readonly Container[] = OF_CRON_JOB): Promise<Backup> {
    let said = '';
    const peaks: Partial<Record<Container, number>> = {};
    for (const container of containers) {
      const ended = await this.run(container);
      said += ended.said;
      peaks[container] = ended.peak;
      if (ended.code !== 0) throw new Error(`${container} ended with ${String(ended.code)}:\n${said}`);
    }
    const name = /^backup: (\S+) is complete/m.exec(said)?.[1] ?? '';
    return { name, said, peaks, work: this.work };
  }
}

/** A program that stands before another of the same name, as a folder for PATH. */
export function instead(program: string, text: string): string {
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'instead-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, program), `#!/bin/bash\n${text}`, { mode: 0o755 });
  return folder;
}

export function below<T>(prefix: string, objects: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(objects).map(([path, what]) => [prefix + path, what]));
}

export function read(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Runs of an experiment, as MLflow has them in its table. */
export function runs(count: number, prefix = 'run'): string {
  return `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'one', 'active') ON CONFLICT DO NOTHING;
    INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, source_type)
      SELECT '${prefix}' || n, 1, E'${prefix} \\n' || n, 'active', 'FINISHED', 'LOCAL' FROM generate_series(1, ${String(count)}) n;`;
}

export function closeStores(): void {
  store.close();
  destination.close();
}
