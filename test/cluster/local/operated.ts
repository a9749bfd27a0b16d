/**
 * A PostgreSQL as CloudNativePG's initdb makes it: the owner of the database may do nothing else, and nobody gets in but by TLS of
 * an authority of its own, with a password. https://cloudnative-pg.io/documentation/current/bootstrap/
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute } from '../../support/execute';
import { Authority } from '../../support/certificates';
import { startServer, type Server } from '../server';
import { AS_NOBODY, debianPrograms, giveToNobody, sql, startPostgresql, type PostgreSQL } from './postgresql';

/** As the chart has them in its environment, for a release called ml in the namespace team. */
export const PRIMARY = 'ml-cnpg-rw.team.svc.cluster.local';
export const STANDBYS = 'ml-cnpg-ro.team.svc.cluster.local';
const PASSWORD = `p@/%:'"\\ $ é`;

export interface Operated {
  readonly postgresql: PostgreSQL;
  /** libpq's, of its owner. */
  readonly env: Readonly<Record<string, string>>;
  readonly authority: Authority;
  readonly folder: string;
  stop(): void;
}

/** Debian's, since the one from PyPI has no TLS. @param folder everybody may go through it */
export async function startOperated(folder: string): Promise<Operated> {
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const { postgresql, server } = await startPostgresql(debianPrograms() ?? '', folder);
  const authority = new Authority();
  const { certificate, key } = authority.issue(PRIMARY, STANDBYS, 'localhost');
  const data = join(folder, 'data');
  const root = join(folder, 'ca.crt');
  writeFileSync(root, authority.certificate);
  for (const [file, text] of Object.entries({ 'server.crt': certificate, 'server.key': key }))
    writeFileSync(join(data, file), text, { mode: 0o600 });
  await sql(
    postgresql,
    'postgres',
    `CREATE ROLE mlflow LOGIN PASSWORD $$${PASSWORD}$$; CREATE DATABASE mlflow OWNER mlflow; ALTER SYSTEM SET ssl = on`,
  );
  // The first line is the tests’ own.
  writeFileSync(
    join(data, 'pg_hba.conf'),
    'host all,replication admin 127.0.0.0/8 trust\nhostssl all all all scram-sha-256\n',
  );
  giveToNobody(data);
  await sql(postgresql, 'postgres', 'SELECT pg_reload_conf()');
  return {
    postgresql,
    authority,
    folder,
    env: {
      PGHOST: PRIMARY,
      // Who it is, is asked by the name.
      PGHOSTADDR: '127.0.0.1',
      PGPORT: String(postgresql.port),
      PGDATABASE: 'mlflow',
      PGUSER: 'mlflow',
      PGPASSWORD: PASSWORD,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: root,
    },
    stop: () => {
      server.stop();
      authority.close();
    },
  };
}

/** A standby of it at another address, on the same port. */
export async function startStandby({ postgresql, folder }: Operated, address: string): Promise<Server> {
  const data = join(folder, 'standby');
  const [setpriv = '', ...as] = AS_NOBODY;
  const own = (program: string, ...args: readonly string[]) => [
    ...as,
    join(postgresql.publicPrograms, program),
    ...args,
  ];
  mkdirSync(data, { mode: 0o700 });
  giveToNobody(data);
  const primary = `host=127.0.0.1 port=${String(postgresql.port)} user=admin`;
  execFileSync(setpriv, own('pg_basebackup', '-D', data, '-d', primary, '-R', '-c', 'fast', '--no-sync'));
  const settings = ['-h', address, '-p', String(postgresql.port), '-c', 'unix_socket_directories='];
  return startServer({
    name: 'a standby',
    command: [setpriv, ...own('postgres', '-D', data, ...settings)],
    log: join(folder, 'standby.log'),
    isReady: async () => {
      const args = ['-q', '-h', address, '-p', String(postgresql.port)];
      return (await execute(join(postgresql.programs, 'pg_isready'), args)).code === 0;
    },
  });
}
