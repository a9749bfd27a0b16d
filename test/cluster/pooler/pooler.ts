/** The pod of the pooler, as the chart renders it, without a cluster. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateModel } from '../../../lib/synth/model';
import type { JsonObject } from '../../../lib/values/merge';
import { execute, type Outcome } from '../../support/execute';
import { complete, model, SMALLEST } from '../../support/platform';
import type { Operated } from '../local/operated';
import { AS_NOBODY, giveToNobody } from '../local/postgresql';
import { freePort, startServer, type Server } from '../server';

export interface Pooler extends Server {
  /** libpq's, of a server of MLflow. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** What it was told, without the password. */
  readonly configuration: string;
}

export interface PoolerOptions {
  readonly pooler?: JsonObject;
  readonly database?: JsonObject;
  /** Instead of the true one. */
  readonly password?: string;
  readonly authority?: string;
}

export async function startPooler(of: Operated, options: PoolerOptions = {}): Promise<Pooler> {
  const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'pooler-'));
  const [port, users] = [await freePort(), join(folder, 'users')];
  const values = complete(SMALLEST, {
    database: { engine: 'external' },
    externalDatabase: {
      host: 'localhost',
      port: of.postgresql.port,
      sslMode: 'verify-full',
      password: 'never here',
      ...options.database,
      pooler: { enabled: true, ...options.pooler },
    },
  });
  const objects = evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
  const { data } = objects.get('pooler-configuration') as unknown as {
    readonly data: Readonly<Record<string, string>>;
  };
  // What volumes are in the pod are folders here, and the port is free.
  const configuration = (data['pgbouncer.ini'] ?? '')
    .replace('/run/pooler', users)
    .replace('/run/authorities/ca-certificates.crt', options.authority ?? String(of.env['PGSSLROOTCERT']))
    .replace('listen_port = 5432', `listen_port = ${String(port)}`)
    .replace('listen_addr = *', 'listen_addr = 127.0.0.1');
  mkdirSync(users);
  writeFileSync(join(folder, 'pgbouncer.ini'), configuration);
  writeFileSync(join(folder, 'start.sh'), data['start.sh'] ?? '');
  giveToNobody(folder);
  const env = {
    PATH: '/usr/sbin:/usr/bin:/bin',
    PGUSER: 'mlflow',
    PGPASSWORD: options.password ?? String(of.env['PGPASSWORD']),
    POOLER_FOLDER: users,
    POOLER_CONFIGURATION: join(folder, 'pgbouncer.ini'),
  };
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const server = await startServer({
    name: 'PgBouncer',
    command: ['env', '-i', ...variables, ...AS_NOBODY, 'sh', join(folder, 'start.sh')],
    log: join(folder, 'log'),
    isReady: async () => (await execute('pg_isready', ['-q', '-h', '127.0.0.1', '-p', String(port)])).code !== 2,
  });
  const password = String(of.env['PGPASSWORD']);
  const client = { PGHOST: '127.0.0.1', PGPORT: String(port), PGDATABASE: 'mlflow', PGUSER: 'mlflow' };
  return { ...server, folder, configuration, env: { ...client, PGPASSWORD: password, PGSSLMODE: 'disable' } };
}

/** What psql says through it. */
export function through({ env }: Pooler, text: string, more: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  return execute('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1'], { env: { ...process.env, ...env, ...more }, stdin: text });
}
