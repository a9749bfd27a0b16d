/** From the bundled PostgreSQL to CloudNativePG's, and on to one that others run: by a backup, and its restore into what is empty. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { closeStores, newest, oldest, Release, runs } from '../backup/pod';
import { STANDBYS, startOperated, startStandby, type Operated } from '../local/operated';
import { rowsOf, sql, toDatabase } from '../local/postgresql';
import { eventually } from '../eventually';
import { ask, startMlflow } from './mlflow';
import { OF_JOB, restorePod } from './pod';

const OBJECTS = { '1/run1/model': 'first', '1/run1/large': 9 * 1024 * 1024, 'odd\nname': 'odd' };
/** What runs in a server's pod then. */
const ALL = [...OF_JOB, 'migrate'] as const;

describe('bundled → CloudNativePG → external', () => {
  let bundled: Release;
  let operated: Operated;
  /** The same release, once its values say another engine. */
  let upgraded: Release;
  let rows: string;
  let artifacts: Readonly<Record<string, string>>;

  const found = async (url: string) =>
    (await ask<{ runs: unknown[] }>(url, '2.0/mlflow/runs/search', { experiment_ids: ['1'], max_results: 50 }))?.runs;

  beforeAll(async () => {
    operated = await startOperated(join(process.env['LOCAL_FOLDER'] ?? '', 'operated'));
    // Of the official image, the user of the chart's own PostgreSQL is its superuser.
    bundled = await Release.make(oldest);
    await bundled.sql(
      `${runs(40)}; UPDATE runs SET user_id = 'alice', start_time = 1, artifact_uri = 's3://somewhere'; SELECT setval('experiments_experiment_id_seq', 1)`,
    );
    await bundled.sql("INSERT INTO params (key, value, run_uuid) VALUES ('odd', E'a\\\\.\\n\\tb', 'run1')");
    await bundled.put(OBJECTS);
    rows = await rowsOf(oldest, bundled.name);
    artifacts = await bundled.live();
    upgraded = bundled.with(operated.env);
  });
  afterAll(() => {
    operated.stop();
    closeStores();
  });

  test('to CloudNativePG: everything is there, as its owner, who may do nothing else', async () => {
    const { name } = await bundled.backup();
    const said = await restorePod(upgraded, { from: name }).all(ALL);
    remark(/restore: .*/.exec(said)?.[0] ?? '');
    expect(await rowsOf(operated.postgresql, 'mlflow')).toBe(rows);
    expect(await bundled.live()).toEqual(artifacts);
    const rights = 'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = $$mlflow$$';
    expect(await sql(operated.postgresql, 'postgres', rights)).toBe('f|f|f');
    const owners = 'SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = $$public$$';
    expect(await sql(operated.postgresql, 'mlflow', owners)).toBe('mlflow');
    // The old one is as it was, for whoever goes back.
    expect(await rowsOf(oldest, bundled.name)).toBe(rows);
  });

  test('a certificate that its authority has not signed, or of another name, is no way in', async () => {
    const other = { PGHOST: 'ml-cnpg-r.team.svc.cluster.local' };
    for (const env of [other, { PGSSLROOTCERT: '/etc/ssl/certs/ca-certificates.crt' }]) {
      const { code, said } = await restorePod(upgraded, { from: 'latest' }).run('check', {
        ...env,
        PREPARE_TIMEOUT_SECONDS: '1',
      });
      expect([code, said]).toEqual([1, expect.stringMatching(/certificate/)]);
    }
  });

  test('it is backed up as before, and is another database than the old one, which others may still write to', async () => {
    const { name, said } = await upgraded.backup();
    expect(said).toContain(`backup: ${name} is complete`);
    expect((await upgraded.manifest(name)).identity).not.toBe(await bundled.identity());
  });

  test('MLflow serves from it, and reads from a standby where it may', async () => {
    const address = '127.0.0.2';
    const replica = await startStandby(operated, address);
    // As the chart writes it, and where that name leads to.
    const standbys = `postgresql+psycopg2://${STANDBYS}?hostaddr=${address}`;
    const server = await startMlflow(upgraded.with({ MLFLOW_READ_REPLICA_BACKEND_STORE_URI: standbys }));
    const readers = "SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = 'mlflow'";
    try {
      expect(await found(server.url)).toHaveLength(40);
      expect(await sql(operated.postgresql, 'postgres', readers, address)).toBe('t');
      const made = await ask<{ experiment_id: string }>(server.url, '2.0/mlflow/experiments/create', { name: 'new' });
      expect(made?.experiment_id).toMatch(/^\d+$/);
      const there = "SELECT count(*) FROM experiments WHERE name = 'new'";
      await eventually(() => sql(operated.postgresql, 'mlflow', there, address), '1');
    } finally {
      server.stop();
      replica.stop();
    }
  });

  test('on to one that others run', async () => {
    const { name } = await upgraded.backup();
    const database = `${bundled.name}_external`;
    await sql(newest, 'postgres', `CREATE ROLE ${database} LOGIN`);
    await sql(newest, 'postgres', `CREATE DATABASE ${database} OWNER ${database}`);
    const before = await rowsOf(operated.postgresql, 'mlflow');
    const none = { PGHOSTADDR: '127.0.0.1', PGSSLMODE: 'prefer', PGSSLROOTCERT: '' };
    // With the programs of its major, as backup.image then has to be.
    const PATH = `${newest.programs}:${upgraded.env['PATH'] ?? ''}`;
    const external = upgraded.with({ ...toDatabase(newest, database, database), ...none, PATH });
    await restorePod(external, { from: name }).all(ALL);
    expect(await rowsOf(newest, database)).toBe(before);
    expect(before).toContain("'new'");
  });
});
