/** PostgreSQL with a volume of its own, the pods that keep its changes, and what goes back to a time before it starts. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, type Ended, type Running } from '../local/container';
import { Store } from '../local/bucket';
import { OWNER } from '../local/minio';
import { AS_NOBODY, giveToNobody, sql, toDatabase, type PostgreSQL } from '../local/postgresql';
import { inMlflow, localServers } from '../local/prepare';
import { programsOf } from '../local/programs';
import { rclone } from '../local/rclone';
import { MLFLOW } from '../images/versions';
import { freePort } from '../server';

export const servers = localServers();
export const destination = new Store(servers.destination);
const PROGRAMS = programsOf('point-in-time', 'backup', 'restore', 'server');
const PYTHON = ['python', '-B'];
const PLACE = process.env['LOCAL_FOLDER'] ?? '';
const OWN = { user: 'admin', database: 'mlflow', password: "a pass'word" };

type Variables = Readonly<Record<string, string>>;

/** What a release writes to the bucket: the same of whatever volume it has. */
export interface Release {
  readonly name: string;
  readonly bucket: string;
}

export async function makeRelease(protection = 'none'): Promise<Release> {
  const name = `r${randomBytes(4).toString('hex')}`;
  await destination.do('make', `${name}-backups`, protection);
  return { name, bucket: `${name}-backups` };
}

export interface Asked {
  readonly from: string;
  readonly overwrite?: string;
  readonly request?: string;
}

const running: Volume[] = [];
const archives: Archive[] = [];

/** At the end of a file of tests. */
export async function stopAll(): Promise<void> {
  await Promise.all(archives.map((archive) => archive.kill()));
  for (const volume of running) volume.stop('immediate');
  destination.close();
}

/** A volume, and what is mounted from it. */
export class Volume {
  readonly folder = mkdtempSync(join(PLACE, 'volume-'));
  #running: PostgreSQL | undefined;
  #port: number | undefined;

  constructor(
    readonly of: PostgreSQL,
    readonly release: Release,
  ) {
    giveToNobody(this.folder);
    running.push(this);
  }

  get data(): string {
    return join(this.folder, 'pgdata');
  }

  /** With what image and values have started it the first time. */
  async make(): Promise<void> {
    this.#as('initdb', '-D', this.data, '-U', OWN.user, '--auth=trust', '-E', 'UTF8', '--no-sync', '--data-checksums');
    await this.start();
    await sql(this.running, 'postgres', `CREATE DATABASE ${OWN.database}`);
    await this.sql('CREATE TABLE runs (name text, at timestamptz DEFAULT clock_timestamp())');
  }

  get running(): PostgreSQL {
    if (this.#running === undefined) throw new Error('it does not run');
    return this.#running;
  }

  async start(settings: Variables = {}): Promise<void> {
    // As behind a Service, it is found where it was.
    const port = (this.#port ??= await freePort());
    const given = {
      port: String(port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: this.folder,
      fsync: 'off',
      ...settings,
    };
    const options = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    this.#as('pg_ctl', '-D', this.data, '-w', '-s', '-l', join(this.folder, 'log'), '-o', options.join(' '), 'start');
    this.#running = { ...this.of, port };
  }

  stop(mode: 'fast' | 'immediate' = 'fast'): void {
    if (this.#running === undefined) return;
    this.#as('pg_ctl', '-D', this.data, '-w', '-s', '-m', mode, 'stop');
    this.#running = undefined;
  }

  /** With its container, the server in it ends. */
  endRecovery(): void {
    try {
      this.#as('pg_ctl', '-D', join(this.folder, 'pgdata.new'), '-w', '-s', '-m', 'immediate', 'stop');
    } catch {
      // It did not run.
    }
  }

  #as(program: string, ...args: readonly string[]): void {
    const [setpriv = '', ...as] = AS_NOBODY.filter(
      (word, index, all) => word !== '--pdeathsig' && all[index - 1] !== '--pdeathsig',
    );
    execFileSync(setpriv, [...as, join(this.of.publicPrograms, program), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  sql(text: string): Promise<string> {
    return sql(this.running, OWN.database, text);
  }

  /** A row, as a run leaves one. */
  async write(name: string): Promise<void> {
    await this.sql(`INSERT INTO runs (name) VALUES ('${name}')`);
  }

  /** Names of all rows. */
  async written(): Promise<readonly string[]> {
    return (await this.sql('SELECT name FROM runs ORDER BY at')).split('\n').filter((name) => name !== '');
  }

  env(more: Variables = {}): Variables {
    return {
      HOME: '/tmp',
      LANG: 'C.UTF-8',
      PATH: [
        this.of.publicPrograms,
        dirname(inMlflow(MLFLOW, 'python')),
        dirname(rclone),
        '/usr/local/bin',
        '/usr/bin',
        '/bin',
      ].join(':'),
      ...(this.#running !== undefined && toDatabase(this.running, OWN.database, OWN.user)),
      BACKUP_BUCKET: this.release.bucket,
      BACKUP_ENDPOINT: servers.destination,
      BACKUP_REGION: 'us-east-1',
      BACKUP_ACCESS_KEY_ID: OWNER.id,
      BACKUP_SECRET_ACCESS_KEY: OWNER.key,
      RELEASE_NAME: this.release.name,
      RELEASE_NAMESPACE: 'team',
      SHIP_SECONDS: '1',
      POINT_IN_TIME_DAYS: '7',
      ...more,
    };
  }

  /** The pod wal-archive. */
  archive(more: Variables = {}): Archive {
    return new Archive(this, more);
  }

  /** The CronJob's pod; each container has to succeed. @returns what they say */
  async base(more: Variables = {}): Promise<string> {
    const work = mkdtempSync(join(PLACE, 'work-'));
    const env = { ...this.env(more), WORK: work };
    let text = '';
    for (const command of [
      ['bash', 'base.sh'],
      ['sh', 'ship-base.sh'],
      [...PYTHON, 'base_complete.py'],
    ]) {
      const { code, said } = await run(command, env);
      text += said;
      if (code !== 0) throw new Error(text);
    }
    return text;
  }

  /** A container of PostgreSQL's pod before it starts. */
  prepare(
    container: 'plan' | 'fetch' | 'recover',
    { from, overwrite = '', request = '' }: Asked,
    more: Variables = {},
  ): Running {
    const commands = {
      plan: [...PYTHON, 'recovery_plan.py'],
      fetch: ['sh', 'fetch.sh'],
      recover: ['bash', 'recover.sh'],
    };
    const env = {
      ...this.env(),
      RESTORE_FROM: from,
      RESTORE_OVERWRITE: overwrite,
      RESTORE_REQUEST: request,
      DATA: this.folder,
      POSTGRES_USER: OWN.user,
      POSTGRES_DB: OWN.database,
      POSTGRES_PASSWORD: OWN.password,
      POINT_IN_TIME: 'true',
      ...more,
    };
    giveToNobody(this.folder);
    const command = at(commands[container]);
    return start(container === 'recover' ? [...AS_NOBODY, ...command] : command, env);
  }

  /** All of them; each has to succeed. @returns what they say */
  async restore(asked: Asked, more: Variables = {}): Promise<string> {
    let text = '';
    for (const container of ['plan', 'fetch', 'recover'] as const) {
      const { code, said } = await this.prepare(container, asked, more).ended;
      text += said;
      if (code !== 0) throw new Error(text);
    }
    return text;
  }

  /** Whether the volume has this. */
  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** With the changes of one pod, and a base backup. @returns the pod, which runs */
  async kept(): Promise<Archive> {
    await this.make();
    const archive = this.archive();
    await archive.reach();
    await this.base();
    return archive;
  }

  /** What a plan is refused with. */
  async refused(asked: Asked, more: Variables = {}): Promise<string> {
    const { code, said } = await this.prepare('plan', asked, more).ended;
    if (code !== 1) throw new Error(`it ended with ${String(code)}: ${said}`);
    return said;
  }
}

/** Two containers with a folder in common. */
export class Archive {
  readonly work = mkdtempSync(join(PLACE, 'work-'));
  #receive: Running;
  #ship: Running;

  constructor(
    private readonly volume: Volume,
    private readonly more: Variables = {},
  ) {
    this.#receive = this.#start(['bash', 'receive.sh']);
    this.#ship = this.#start(['sh', 'ship.sh']);
    archives.push(this);
  }

  #start(command: readonly string[], more: Variables = {}): Running {
    return start(at(command), { ...this.volume.env({ ...this.more, ...more }), WORK: this.work });
  }

  said(): string {
    return this.#receive.said() + this.#ship.said();
  }

  /** With all that they have, as with their node. */
  async kill(): Promise<void> {
    this.#receive.kill();
    this.#ship.kill();
    await Promise.all([this.#receive.ended, this.#ship.ended]);
  }

  async stopShipping(): Promise<void> {
    this.#ship.kill();
    await this.#ship.ended;
  }

  shipAgain(more: Variables = {}): void {
    this.#ship = this.#start(['sh', 'ship.sh'], more);
  }

  async stopReceiving(): Promise<void> {
    this.#receive.kill();
    await this.#receive.ended;
  }

  receiveAgain(): void {
    this.#receive = this.#start(['bash', 'receive.sh']);
  }

  /** A second after everything; then the pod is gone, and the database. */
  async end(): Promise<string> {
    const time = await second();
    await this.reach();
    await this.kill();
    this.volume.stop('immediate');
    return time;
  }

  /** Until everything that was written before now is in the bucket. */
  async reach(seconds = 60): Promise<void> {
    const wanted = await this.volume.sql('SELECT clock_timestamp()');
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      const reached = await reachedBy(this.volume.release);
      if (reached !== undefined && (await this.volume.sql(`SELECT '${reached}' > timestamptz '${wanted}'`)) === 't')
        return;
      await sleep(300);
    }
    throw new Error(`the bucket has not been reached within ${String(seconds)} s:\n${this.said()}`);
  }
}

const at = (command: readonly string[]) =>
  command.map((word) => (/\.(sh|py)$/.test(word) ? join(PROGRAMS, word) : word));

function run(command: readonly string[], env: Variables): Promise<Ended> {
  return start(at(command), env).ended;
}

/** What was written by a time, in a new volume. */
export async function writtenBy({ of, release }: Volume, time: string): Promise<readonly string[]> {
  const restored = new Volume(of, release);
  await restored.restore({ from: time });
  await restored.start();
  return restored.written();
}

/** What the exporter says: from when on the database can go back to any second, and whether until what the bucket has. */
export async function saidOf(one: Volume): Promise<{ readonly from: string | null; readonly isReached: boolean }> {
  const before = (await reachedBy(one.release)) ?? '';
  const { code, said } = await run([...PYTHON, 'exporter.py', 'list'], one.env());
  if (code !== 0) throw new Error(said);
  const found = JSON.parse(said) as { readonly pointInTime: Readonly<Record<'from' | 'until', string | null>> };
  const { from, until } = found.pointInTime;
  return { from, isReached: until !== null && before <= until && until <= ((await reachedBy(one.release)) ?? '') };
}

/** Up to when everything is there: of the newest database of a release. */
export async function reachedBy({ bucket }: Release): Promise<string | undefined> {
  const keys = await keysOf(bucket);
  const reached = keys.filter((key) => /\/reached\/[0-9A-F]{8}\.json$/.test(key)).at(-1);
  if (reached === undefined) return undefined;
  return (JSON.parse(await destination.do<string>('text', bucket, reached)) as { readonly time: string }).time;
}

export function keysOf(bucket: string): Promise<readonly string[]> {
  return destination.do('keys_below', bucket);
}

/** A second that begins after everything that was done before, and ends before everything that is done after. */
export async function second(): Promise<string> {
  await sleep(1100 - (Date.now() % 1000));
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  await sleep(1100);
  return time;
}
