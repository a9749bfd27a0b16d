/** The pods that restore: the Job's, the rehearsal's, and what a server's pod does before it serves. */
import { existsSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { start, type Ended, type Running } from '../local/container';
import { programsOf } from '../local/programs';
import { rowsOf, sql, toDatabase, type PostgreSQL } from '../local/postgresql';
import { newest, oldest, Release, store, type Variables } from '../backup/pod';

/** All in one folder, as volumes bring them together. */
const PROGRAMS = programsOf('backup', 'restore', 'server', 'access');
const PYTHON = ['python', '-B'];
const KILLED = [...PYTHON, join(__dirname, 'killed.py')];
const CONTAINERS = {
  check: ['check.py'],
  load: ['load.sh'],
  copy: ['restore-copy.sh'],
  finish: ['finish.py'],
  fetch: ['rehearse.py', 'fetch'],
  compare: ['rehearse.py', 'compare'],
  reopen: ['reopen.py'],
  migrate: ['migrate.py'],
} as const;
export type Container = keyof typeof CONTAINERS;
export const OF_JOB: readonly Container[] = ['check', 'load', 'copy', 'finish'];

export interface Asked {
  readonly from: string;
  readonly overwrite?: string;
  readonly request?: string;
}

/** A statement of SQL at which a program is killed. */
export interface Moment {
  readonly when: 'before' | 'after';
  readonly statement: string;
}

export class RestorePod {
  readonly work = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'work-'));

  constructor(readonly env: Variables) {}

  start(container: Container, env: Variables = {}, killed?: Moment): Running {
    const [file, ...args] = CONTAINERS[container];
    const program = join(PROGRAMS, file);
    const runner = file.endsWith('.py') ? PYTHON : [container === 'copy' ? 'sh' : 'bash'];
    const before = killed === undefined ? runner : [...KILLED, killed.when, killed.statement];
    return start([...before, program, ...args], { ...this.env, WORK: this.work, ...env });
  }

  run(container: Container, env: Variables = {}, killed?: Moment): Promise<Ended> {
    return this.start(container, env, killed).ended;
  }

  /** What they say; each has to succeed. */
  async all(containers: readonly Container[] = OF_JOB): Promise<string> {
    let text = '';
    for (const container of containers) {
      const { code, said } = await this.run(container);
      text += said;
      if (code !== 0) throw new Error(`${container} ended with ${String(code)}:\n${text}`);
    }
    return text;
  }

  get isDone(): boolean {
    return existsSync(join(this.work, 'done'));
  }
}

export function restorePod(release: Release, { from, overwrite, request }: Asked, env: Variables = {}): RestorePod {
  const asked = { RESTORE_FROM: from, RESTORE_OVERWRITE: overwrite ?? '', RESTORE_REQUEST: request ?? '' };
  return new RestorePod({ ...release.env, ...asked, ...env });
}

/** Over what is there. */
export function over(release: Release, backup: string, request?: string, env: Variables = {}): RestorePod {
  return restorePod(release, { from: backup, overwrite: backup, ...(request !== undefined && { request }) }, env);
}

/** Everything that there is of a release: rows by an ordered dump, artefacts by their sums. */
export interface State {
  readonly rows: string;
  readonly artifacts: Readonly<Record<string, string>>;
}

export async function stateOf(release: Release): Promise<State> {
  const rows = await rowsOf(release.postgresql, release.name);
  const all = Object.entries(await release.live());
  return { rows, artifacts: Object.fromEntries(all.filter(([path]) => !path.startsWith('.mlflow-chart/'))) };
}

/** What was set aside in the artefact store. */
export async function setAside(release: Release): Promise<readonly string[]> {
  const keys = await store.do<string[]>('keys_below', release.artifacts, 'some/path/.mlflow-chart/');
  return keys.map((key) => key.replace(/^.*\/replaced\/[0-9a-f]{12}\//, ''));
}

export async function databasesOf({ postgresql, name }: Release): Promise<readonly string[]> {
  const found = await sql(
    postgresql,
    'postgres',
    `SELECT datname FROM pg_database WHERE datname LIKE '${name}%' ORDER BY 1`,
  );
  return found.split('\n');
}

/** A release whose user owns its database and everything in it, and may do nothing else. */
export async function ownedBy(
  postgresql: PostgreSQL,
  options: Parameters<typeof Release.make>[1] = {},
  rights = '',
): Promise<Release> {
  const made = await Release.make(postgresql, options);
  const owner = `${made.name}_owner`;
  await sql(
    postgresql,
    'postgres',
    `CREATE ROLE ${owner} LOGIN ${rights}; ALTER DATABASE ${made.name} OWNER TO ${owner}`,
  );
  await made.sql(`DO $$ DECLARE statement text; BEGIN
    FOR statement IN
      SELECT format('ALTER TABLE %I OWNER TO ${owner}', relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      UNION ALL SELECT format('ALTER FUNCTION %s OWNER TO ${owner}', oid::regprocedure) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    LOOP EXECUTE statement; END LOOP; END $$`);
  return made.with(toDatabase(postgresql, made.name, owner));
}

/** The same, who may create databases. */
export function creating(postgresql: PostgreSQL, options?: Parameters<typeof Release.make>[1]): Promise<Release> {
  return ownedBy(postgresql, options, 'CREATEDB');
}

/** Both, on each PostgreSQL: which one it is, follows from what the user may. */
export const WAYS = [
  { way: 'a new name', postgresql: oldest, make: creating },
  { way: 'a new name', postgresql: newest, make: creating },
  { way: 'one transaction', postgresql: oldest, make: ownedBy },
  { way: 'one transaction', postgresql: newest, make: ownedBy },
];
