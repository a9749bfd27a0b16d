/** The lock of a migration, waiting instead of failing, passwords, and TLS to the database. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { execute, outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { eventually } from '../eventually';
import { MLFLOW } from '../images/versions';
import { startOperated, type Operated } from '../local/operated';
import { sql } from '../local/postgresql';
import { inMlflow } from '../local/prepare';
import { startPooler, through, type Pooler, type PoolerOptions } from './pooler';

let database: Operated;

beforeAll(async () => {
  database = await startOperated(join(process.env['LOCAL_FOLDER'] ?? '', 'operated'));
});
afterAll(() => {
  database.stop();
});

const sessions = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'mlflow'";

describe('in session mode, with three connections to the database', () => {
  let pooler: Pooler;
  beforeAll(async () => {
    pooler = await startPooler(database, { pooler: { poolSize: 3 } });
  });
  afterAll(() => {
    pooler.stop();
  });

  test('a password of every kind of character is the way in, and to the database by TLS', async () => {
    remark(String(pooler.env['PGPASSWORD']));
    expect(outputOf(await through(pooler, 'SELECT current_user, current_database()'))).toBe('mlflow|mlflow\n');
    const look = "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'mlflow'";
    expect(await sql(database.postgresql, 'postgres', look)).toBe('t');
  });

  test.each([
    ['another password', { PGPASSWORD: 'another' }],
    ['none', { PGPASSWORD: '', PGPASSFILE: '/dev/null' }],
    ['another user', { PGUSER: 'admin' }],
  ])('%s is refused', async (_, env) => {
    const { code, stderr } = await through(pooler, 'SELECT 1', env);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/authentication failed|no password supplied|no such user/),
    ]);
  });

  test('the password is in a file that nobody else reads, and nowhere else', () => {
    const file = join(pooler.folder, 'users/users.txt');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(pooler.configuration).not.toMatch(/password|never here/);
    const processes = execFileSync('ps', ['-A', 'e', '-o', 'args'], { encoding: 'utf8' });
    const lines = processes.split('\n').filter((line) => /^pgbouncer .*pooler-/.test(line));
    expect(lines).not.toEqual([]);
    expect(readFileSync(file, 'utf8')).toContain('"mlflow" "');
  });

  test('who finds no connection waits for one: ten at once, and none fails', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => through(pooler, 'SELECT pg_sleep(0.5), 1')));
    expect(all.map(({ code, stdout }) => [code, stdout])).toEqual(all.map(() => [0, '|1\n']));
    expect(Number(await sql(database.postgresql, 'postgres', sessions))).toBeLessThanOrEqual(3);
  });

  test('a lock is its session’s: nobody else has it, until that ends', async () => {
    const env = { ...process.env, ...pooler.env };
    const holder = spawn('psql', ['-XqAt'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    holder.stdin.write('SELECT pg_advisory_lock(7);\n');
    await eventually(() => sql(database.postgresql, 'mlflow', "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), '1'); // prettier-ignore
    const asked = async () => outputOf(await through(pooler, 'SELECT pg_try_advisory_lock(7)')).trim();
    expect(await asked()).toBe('f');
    // Between statements, too, which in transaction mode would be anybody's.
    holder.stdin.write('SELECT 1;\n');
    expect(await asked()).toBe('f');
    holder.stdin.end();
    await once(holder, 'close');
    await eventually(asked, 't');
  });

  test('two migrations at once: one after the other, and the tables are there', async () => {
    const settings = { MLFLOW_BACKEND_STORE_URI: 'postgresql+psycopg2://', MLFLOW_DISABLE_TELEMETRY: 'true' };
    const env = { ...process.env, ...pooler.env, ...settings };
    const run = () => execute(inMlflow(MLFLOW, 'python'), ['-B', join(root, 'charts/server/migrate.py')], { env });
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ code, stderr }) => [code, code === 0 ? '' : stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const versions = await sql(database.postgresql, 'mlflow', 'SELECT count(*) FROM alembic_version');
    expect(versions).toBe('1');
  });
});

test('who waits longer than they may gets an error, which says so', async () => {
  const pooler = await startPooler(database, { pooler: { poolSize: 1, waitSeconds: 1 } });
  const first = through(pooler, 'SELECT pg_sleep(4)');
  await eventually(async () => (await sql(database.postgresql, 'postgres', "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(4)'")).trim(), '1'); // prettier-ignore
  const { code, stderr } = await through(pooler, 'SELECT 1');
  pooler.stop();
  await first;
  expect([code, stderr]).toEqual([2, expect.stringContaining('query_wait_timeout')]);
});

/** What it logs of a try that has to fail. It tries again for a minute. */
async function refused(options: PoolerOptions, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const pooler = await startPooler(database, options);
  const { code } = await through(pooler, 'SELECT 1', { PGCONNECT_TIMEOUT: '5', ...env });
  const log = readFileSync(join(pooler.folder, 'log'), 'utf8');
  pooler.stop();
  expect(code).toBe(2);
  return log;
}

describe('TLS to the database', () => {
  test('of another authority is none', async () => {
    const other = new Authority();
    const authority = join(database.folder, 'other.crt');
    writeFileSync(authority, other.certificate);
    expect(await refused({ authority })).toContain('certificate verify failed');
    other.close();
  });

  test('of another name is none', async () => {
    expect(await refused({ database: { host: '127.0.0.1' } })).toMatch(/name .*127\.0\.0\.1.* not present/);
  });

  test('without it, this database lets nobody in', async () => {
    expect(await refused({ database: { sslMode: 'disable' } })).toMatch(/no encryption/);
  });
});

test('another password than the database has is said by the database', async () => {
  const PASSWORD = 'not the true one';
  expect(await refused({ password: PASSWORD }, { PGPASSWORD: PASSWORD })).toContain(
    'password authentication failed for user "mlflow"',
  );
});

test('a password of two lines is refused in words', async () => {
  await expect(startPooler(database, { password: 'two\nlines' })).rejects.toThrow(
    'pooler: the user or the password of externalDatabase has a line break',
  );
});
