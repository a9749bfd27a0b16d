/** What the monitor says of a database, a bucket, keys and certificates that are not as they should be: behind the real proxy. */
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { remark } from '../../support/proofs';
import { eventually } from '../eventually';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { toDatabase } from '../local/postgresql';
import { ask } from '../clients/http';
import { Echo } from '../proxy/echo';
import { Pod } from '../proxy/pod';
import { freePort } from '../server';
import { health, Monitor, page, samples, socketOf, some, type Pace } from './monitor';
import { encryptSomething, expired, Servers, type Release, type Variables } from './servers';

const GOOD = { status: 200, database: 'good', schema: 'good', keys: 'good', bucket: 'good' };
/** Of migrate.py. */
const LOCK = String(0x6d6c666c6f77);
const KEYS = {
  MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
  MLFLOW_CRYPTO_KEK_PASSPHRASE: 'a passphrase of some length',
  MLFLOW_CRYPTO_KEK_VERSION: '2',
};

describe(`MLflow ${MLFLOW}`, () => {
  const pod = new Pod({
    auth: { mode: 'none' },
    tls: { existingSecret: 'certificate' },
    monitoring: { enabled: true },
  });
  const authority = new Authority();
  let mlflow: Echo;
  let servers: Servers;
  let release: Release;
  let monitor: Monitor | undefined;

  const start = (env: Variables = {}, pace: Pace = {}, of = release): Monitor =>
    (monitor = new Monitor(MLFLOW, socketOf(pod), { ...of.env, ...env }, pace));
  const show = ({ certificate, key }: { readonly certificate: string; readonly key: string }) => {
    writeFileSync(join(pod.volume('certificate'), 'tls.crt'), certificate);
    writeFileSync(join(pod.volume('certificate'), 'tls.key'), key);
  };

  beforeAll(async () => {
    show(authority.issue('localhost'));
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    servers = await Servers.start();
    release = await servers.release();
    await pod.serve();
  });
  afterEach(async () => {
    await monitor?.end();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
    servers.stop();
    authority.close();
  });

  test('all is good', async () => {
    start();
    await eventually(health, GOOD);
    expect(await samples()).toMatchObject({
      mlflow_monitor_up: 1,
      mlflow_database_up: 1,
      mlflow_database_schema_current: 1,
      mlflow_migration_running_seconds: 0,
      mlflow_keys_consistent: 1,
      mlflow_bucket_up: 1,
      mlflow_bucket_writable: 1,
      'mlflow_deep_health{part="database"}': 1,
      'mlflow_deep_health{part="schema"}': 1,
      'mlflow_deep_health{part="keys"}': 1,
      'mlflow_deep_health{part="bucket"}': 1,
    });
    for (const name of ['mlflow_database_connect_seconds', 'mlflow_bucket_seconds'])
      expect((await samples())[name]).toBeGreaterThan(0);
    expect(monitor?.said).toBe('monitor: looks at database, bucket, certificate-database\n');
  });

  test('nothing else is on its port, and none of it for another method', async () => {
    start();
    await eventually(health, GOOD);
    const { type, body } = await page('/deep-health');
    expect([type, body]).toEqual([
      'application/json',
      '{"database": "good", "schema": "good", "keys": "good", "bucket": "good"}\n',
    ]);
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
      expect([method, (await page('/deep-health', method)).status]).toEqual([method, 403]);
    for (const path of ['/', '/health', '/deep-health/', '/deep-health/x', '/metrics/x', '/monitor'])
      expect([path, (await page(path)).status]).toEqual([path, 404]);
  });

  test('a database that is not there', async () => {
    start({ PGPORT: String(await freePort()) });
    await eventually(health, { status: 503, database: 'bad', schema: 'bad', keys: 'bad', bucket: 'good' });
    const names = [
      'mlflow_database_up',
      'mlflow_database_schema_current',
      'mlflow_keys_consistent',
      'mlflow_bucket_up',
    ];
    expect(await some(...names)).toEqual([0, undefined, undefined, 1]);
  });

  test('a database that takes no more connections, and takes them again', async () => {
    start();
    await eventually(health, GOOD);
    await servers.sql('postgres', `ALTER DATABASE ${release.name} ALLOW_CONNECTIONS false`);
    await eventually(() => some('mlflow_database_up'), [0]);
    await servers.sql('postgres', `ALTER DATABASE ${release.name} ALLOW_CONNECTIONS true`);
    await eventually(health, GOOD);
  });

  test('a database that takes connections and says nothing counts as failed, is asked no second time, and holds nobody up', async () => {
    let connections = 0;
    const mute = createServer((socket) => {
      connections += 1;
      socket.on('error', () => undefined);
    });
    const port = await freePort();
    await new Promise<void>((resolve) => mute.listen(port, '127.0.0.1', resolve));
    start({ PGPORT: String(port), PGSSLMODE: 'disable' });
    await eventually(() => some('mlflow_monitor_up', 'mlflow_bucket_up', 'mlflow_database_up'), [1, 1, undefined]);
    expect(connections).toBe(1);
    await eventually(() => some('mlflow_monitor_up', 'mlflow_database_up'), [1, 0]);
    mute.close();
  });

  test('a database whose table is locked: the check waits no longer than its time', async () => {
    const holder = spawn(join(servers.postgresql.programs, 'psql'), ['-XqAt'], {
      env: { ...process.env, ...toDatabase(servers.postgresql, release.name) },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    holder.stdin.write('BEGIN; LOCK TABLE alembic_version;\n');
    start();
    await eventually(() => some('mlflow_database_up'), [0]);
    holder.stdin.end();
    await eventually(health, GOOD);
  });

  test('the schema of an older MLflow', async () => {
    start({}, {}, await servers.release(MLFLOW_BEFORE));
    await eventually(() => some('mlflow_database_up', 'mlflow_database_schema_current'), [1, 0]);
    await eventually(health, { ...GOOD, status: 503, schema: 'bad' });
    expect(monitor?.said.match(/^monitor: database: .*$/gm)).toEqual([
      'monitor: database: its schema is 1b5f0d9ad7c1, and that of this MLflow f4a9b2c7d1e6',
    ]);
  });

  test('a database without any tables', async () => {
    const empty = await servers.release();
    await servers.sql(empty.name, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    start({}, {}, empty);
    await eventually(health, { ...GOOD, status: 503, schema: 'bad' });
  });

  test('a migration: how long somebody has held its lock', async () => {
    const holder = spawn(join(servers.postgresql.programs, 'psql'), ['-XqAt'], {
      env: { ...process.env, ...toDatabase(servers.postgresql, release.name) },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    holder.stdin.write(`SELECT pg_advisory_lock(${LOCK});\n`);
    const held = async () => (await some('mlflow_migration_running_seconds'))[0] ?? 0;
    start();
    await eventually(async () => (await held()) > 0, true);
    const before = await held();
    await eventually(async () => (await held()) > before + 1, true);
    // As long as it was held before anybody looked, too.
    await monitor?.end();
    start();
    await eventually(async () => (await held()) > before + 1, true);
    holder.stdin.end();
    await eventually(held, 0);
  });

  test('the lock of another database is nobody’s business', async () => {
    const other = await servers.release();
    const holder = spawn(join(servers.postgresql.programs, 'psql'), ['-XqAt'], {
      env: { ...process.env, ...toDatabase(servers.postgresql, other.name) },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    holder.stdin.write(`SELECT 'held' FROM pg_advisory_lock(${LOCK});\n`);
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    start();
    await eventually(health, GOOD);
    expect(await some('mlflow_migration_running_seconds')).toEqual([0]);
    holder.stdin.end();
  });

  test('a bucket that is gone', async () => {
    start({ MLFLOW_ARTIFACTS_DESTINATION: 's3://nobodys-bucket/some/path' });
    await eventually(() => some('mlflow_bucket_up', 'mlflow_bucket_writable'), [0, 0]);
    await eventually(health, { ...GOOD, status: 503, bucket: 'bad' });
  });

  test('a bucket that can only be read', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'a-reader', AWS_SECRET_ACCESS_KEY: 'a long password' };
    const actions = ['s3:ListBucket', 's3:GetObject'];
    await servers.store.do('user', keys.AWS_ACCESS_KEY_ID, keys.AWS_SECRET_ACCESS_KEY, actions);
    const own = await servers.release();
    start(keys, {}, own);
    await eventually(() => some('mlflow_bucket_up', 'mlflow_bucket_writable'), [1, 0]);
    await eventually(health, { ...GOOD, status: 503, bucket: 'bad' });
  });

  test('a bucket that can be written but not deleted from', async () => {
    const keys = { AWS_ACCESS_KEY_ID: 'no-deleter', AWS_SECRET_ACCESS_KEY: 'a long password' };
    const actions = ['s3:ListBucket', 's3:GetObject', 's3:PutObject'];
    await servers.store.do('user', keys.AWS_ACCESS_KEY_ID, keys.AWS_SECRET_ACCESS_KEY, actions);
    start(keys, {}, await servers.release());
    await eventually(() => some('mlflow_bucket_up', 'mlflow_bucket_writable'), [1, 0]);
  });

  test('all pods of a release write once in a while, whoever is first', async () => {
    const own = await servers.release(MLFLOW, 'versioning');
    const written = async () => await servers.store.do<Record<string, [number]>>('versions', own.bucket);
    start({}, {}, own);
    const second = new Monitor(MLFLOW, join(pod.volume('server-socket'), 'second.sock'), own.env, { period: 0.3 });
    await eventually(health, GOOD);
    // Ten looks and more of each.
    await sleep(5000);
    const once = await written();
    expect(Object.keys(once)).toEqual(['some/path/.mlflow-chart/health/written']);
    expect(once['some/path/.mlflow-chart/health/written']?.[0]).toBeLessThanOrEqual(2);
    await second.end();
    await monitor?.end();
    // Without that, with each look.
    start({}, { rarely: 0 }, own);
    await eventually(async () => ((await written())['some/path/.mlflow-chart/health/written']?.[0] ?? 0) > 5, true);
  });

  test('the keys that something was encrypted with, and others', async () => {
    const own = await servers.release();
    await encryptSomething(own, KEYS);
    const tried = async (env: Variables) => {
      start(env, {}, own);
      await eventually(async () => (await some('mlflow_database_up'))[0], 1);
      const found = await some('mlflow_keys_consistent', 'mlflow_deep_health{part="keys"}');
      const { said = '' } = monitor ?? {};
      if (found[0] === 0)
        expect(said).toMatch(/^monitor: database: a (webhook's secret|credential of the gateway) cannot be read/m);
      await monitor?.end();
      for (const secret of [...Object.values(KEYS), 'webhook-secret', 'gateway-secret'])
        if (secret.length > 2) expect(said).not.toContain(secret);
      return found;
    };
    expect(await tried(KEYS)).toEqual([1, 1]);
    expect(await tried({ ...KEYS, MLFLOW_CRYPTO_KEK_PASSPHRASE: 'another one' })).toEqual([0, 0]);
    expect(await tried({ ...KEYS, MLFLOW_CRYPTO_KEK_VERSION: '1' })).toEqual([0, 0]);
    const other = 'MTEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
    expect(await tried({ ...KEYS, MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: other })).toEqual([0, 0]);
    expect(await tried({ ...KEYS, MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: '' })).toEqual([0, 0]);
    expect(await tried({ ...KEYS, MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: 'no key at all' })).toEqual([0, 0]);
    // A key that was changed: what is new can be read, and what is old cannot.
    await servers.sql(own.name, `UPDATE webhooks SET creation_timestamp = 1`);
    await servers.sql(
      own.name,
      `INSERT INTO webhooks (webhook_id, name, url, status, secret, creation_timestamp)
       SELECT 'later', 'later', url, status, 'not encrypted', 2 FROM webhooks LIMIT 1`,
    );
    expect(await tried(KEYS)).toEqual([0, 0]);
    await servers.sql(own.name, `UPDATE webhooks SET deleted_timestamp = 3 WHERE webhook_id = 'later'`);
    expect(await tried(KEYS)).toEqual([1, 1]);
  });

  test('certificates, until when they are good', async () => {
    const fresh = authority.issue('localhost');
    await servers.showCertificate(fresh);
    show(fresh);
    const until = (pem: string) => Date.parse(new X509Certificate(pem).validTo) / 1000;
    const names = ['tracking', 'postgresql'].map(
      (name) => `mlflow_certificate_expiry_timestamp_seconds{for="${name}"}`,
    );
    const env = { MONITORED_TRACKING: '127.0.0.1:5000', MONITORED_DATABASE: 'postgresql' };
    start(env);
    const expected = until(fresh.certificate);
    await eventually(() => some(...names), [expected, expected]);
    const old = await expired();
    await servers.showCertificate(old);
    show(old);
    await eventually(() => some(...names), [old.until, old.until]);
    expect(await health()).toEqual(GOOD);
  });

  test('it is gone: the proxy says so, and what it knows itself', async () => {
    const nobody = { status: 503, database: 'bad', schema: 'bad', keys: 'bad', bucket: 'bad' };
    start();
    await eventually(health, GOOD);
    monitor?.signal('SIGKILL');
    await eventually(health, nobody);
    const all = await samples();
    expect(Object.keys(all).filter((name) => /^mlflow_(database|bucket|deep|keys|cert)/.test(name))).toEqual([]);
    expect(all['mlflow_monitor_up']).toBe(0);
    start();
    await eventually(health, GOOD);
  });

  test('it hangs: the proxy goes on, is alive, and waits three seconds at most; a user’s request waits for nothing', async () => {
    show(authority.issue('localhost'));
    start();
    await eventually(health, GOOD);
    monitor?.signal('SIGSTOP');
    let isAnswered = false;
    const asked = samples().finally(() => (isAnswered = true));
    const tls = { servername: 'localhost', ca: authority.certificate };
    const path = '/api/2.0/mlflow/experiments/search';
    expect(await ask({ address: '127.0.0.1', tls, path, headers: { Host: 'localhost' } })).toMatchObject({
      status: 200,
    });
    expect((await page('/metrics?only=proxy')).status).toBe(200);
    expect(isAnswered).toBe(false);
    expect((await asked)['mlflow_monitor_up']).toBe(0);
    monitor?.signal('SIGCONT');
    await eventually(health, GOOD);
  });

  test('what it takes of memory and of a processor', async () => {
    const own = await servers.release();
    await encryptSomething(own, KEYS);
    start({ ...KEYS, MONITORED_TRACKING: '127.0.0.1:5000', MONITORED_DATABASE: 'postgresql' }, {}, own);
    await eventually(health, GOOD);
    const before = monitor?.processor ?? 0;
    for (let scrape = 0; scrape < 100; scrape += 1) await samples();
    const [now = 0, peak = 0] = monitor?.memory ?? [];
    remark(`${now.toFixed(0)} MiB, ${peak.toFixed(0)} at its peak; began with ${before.toFixed(2)} s of a processor`);
    expect(peak).toBeLessThan(100);
  });
});
