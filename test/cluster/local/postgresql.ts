/** PostgreSQL on this machine: Debian's, and the newest from PyPI. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execute, outputOf } from '../../support/execute';
import { freePort, startServer, type Server } from '../server';
import { folderOf, type Package } from './pip';

const DEBIAN = '/usr/lib/postgresql';
/** It carries the programs. */
export const NEWEST: Package = { name: 'embedded-postgres', version: '18.6.3' };
const NOBODY = 65534;
const ADMINISTRATOR = 'admin';

/** What a test has to know of one that runs. */
export interface PostgreSQL {
  readonly major: number;
  /** The folder of its programs. */
  readonly programs: string;
  /** The same, where everybody may go. */
  readonly publicPrograms: string;
  readonly port: number;
}

/** Debian's PostgreSQL, the oldest if there are several. */
export function debianPrograms(): string | undefined {
  const majors = existsSync(DEBIAN) ? readdirSync(DEBIAN).map(Number) : [];
  const [oldest] = majors.sort((a, b) => a - b).map((major) => join(DEBIAN, String(major), 'bin'));
  return oldest;
}

/** In that package. */
export const IN_PACKAGE = 'embedded_postgres/pginstall/bin';
export const newestPrograms = join(folderOf(NEWEST), IN_PACKAGE);

const isRoot = process.getuid?.() === 0;
/** Before a command: PostgreSQL does not run as root. */
export const AS_NOBODY: readonly string[] = isRoot
  ? ['setpriv', '--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups', '--pdeathsig', 'KILL']
  : ['env'];

export function giveToNobody(folder: string): void {
  if (isRoot) execFileSync('chown', ['-R', `${String(NOBODY)}:${String(NOBODY)}`, folder]);
}

/** @param folder everybody may go through it: PostgreSQL does not run as root */
export async function startPostgresql(
  programs: string,
  folder: string,
): Promise<{ readonly postgresql: PostgreSQL; readonly server: Server }> {
  const data = join(folder, 'data');
  mkdirSync(data);
  giveToNobody(data);
  const [setpriv = '', ...as] = AS_NOBODY;
  let from = programs;
  if (programs === newestPrograms) {
    // Nobody else may go where the user's files are.
    cpSync(folderOf(NEWEST), join(folder, 'package'), { recursive: true });
    from = join(folder, 'package', IN_PACKAGE);
  }
  const own = (program: string, ...args: readonly string[]) => [...as, join(from, program), ...args];
  execFileSync(setpriv, own('initdb', '-D', data, '-U', ADMINISTRATOR, '--auth=trust', '-E', 'UTF8', '--no-sync'));
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: data,
    fsync: 'off',
    max_connections: '100',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await startServer({
    name: `PostgreSQL of ${programs}`,
    command: [setpriv, ...own('postgres', '-D', data, '-p', String(port), ...options)],
    log: join(folder, 'log'),
    isReady: async () =>
      (await execute(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)])).code === 0,
  });
  const major = Number(/\d+/.exec(outputOf(await execute(join(programs, 'pg_dump'), ['--version'])))?.[0]);
  return {
    postgresql: { major, programs, publicPrograms: from, port },
    server: {
      name: server.name,
      stop: () => {
        // It tidies up what it has in the kernel.
        try {
          execFileSync(setpriv, own('pg_ctl', 'stop', '-D', data, '-m', 'immediate'), { stdio: 'ignore' });
        } catch {
          server.stop();
        }
      },
    },
  };
}

/** Variables of libpq. */
export function toDatabase(
  { port }: PostgreSQL,
  database: string,
  user = ADMINISTRATOR,
): Readonly<Record<string, string>> {
  return {
    PGHOST: '127.0.0.1',
    PGPORT: String(port),
    PGDATABASE: database,
    PGUSER: user,
    PGPASSWORD: 'none is asked for',
  };
}

/** What psql prints: a line for each row, columns parted by bars. */
export async function sql(postgresql: PostgreSQL, database: string, text: string, address?: string): Promise<string> {
  const env = {
    ...process.env,
    ...toDatabase(postgresql, database),
    ...(address !== undefined && { PGHOST: address }),
  };
  const args = ['-XqAt', '-v', 'ON_ERROR_STOP=1'];
  const outcome = await execute(join(postgresql.programs, 'psql'), args, { env, stdin: text });
  return outputOf(outcome).trimEnd();
}

/** Every row of every table, in an order that says nothing of when it was written. */
export async function rowsOf(postgresql: PostgreSQL, database: string): Promise<string> {
  const env = { ...process.env, ...toDatabase(postgresql, database) };
  // What restores have replaced is no part of it.
  const args = ['--data-only', '--inserts', '--exclude-schema=mlflow_chart', '--exclude-schema=*_replaced_2*'];
  const text = outputOf(await execute(join(postgresql.programs, 'pg_dump'), args, { env }));
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('--') && !/^(\\(un)?restrict |SET )/.test(line))
    .sort()
    .join('\n');
}
