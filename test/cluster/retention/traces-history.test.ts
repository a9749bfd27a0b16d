/** By which backup one knows of each row whether it is saved: numbers of transactions are of one server, and of one history. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { MLFLOW } from '../images/versions';
import { AS_NOBODY, giveToNobody, sql, startPostgresql, type PostgreSQL } from '../local/postgresql';
import { migrate, templateOf } from '../local/prepare';
import type { Server } from '../server';
import { closeStores, destination, newest, oldest, Release } from '../backup/pod';
import { ownedBy } from '../restore/pod';
import { asked, backupOfAll, sweep, SWEEPS_BY_BACKUP } from './pod';

afterAll(closeStores);

const A_TRACE = `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'one', 'active');
  INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 1, 1500000000000, 'OK')`;
const failed = 'traces: failed: nothing is deleted without a backup: ';
const left = (release: Release) => release.sql('SELECT request_id FROM trace_info');
const isRefused = async (release: Release, words: string, env = {}) => {
  expect(await sweep(release, { ...SWEEPS_BY_BACKUP, ...env })).toMatchObject({ code: 1, said: expect.stringContaining(failed + words) }); // prettier-ignore
  expect(await left(release)).toBe('tr-1');
};

describe('the newest backup is none to go by', () => {
  let own: Release;
  let name: string;
  let manifest: { readonly rows: { readonly before: string; readonly history: string } };
  beforeAll(async () => {
    own = await Release.make(newest);
    await own.sql(A_TRACE);
    ({ name } = await backupOfAll(own));
    manifest = JSON.parse(
      await destination.do<string>('text', own.backups, `${name}/manifest.json`),
    ) as typeof manifest;
  });
  // One that nobody has signed, so that only this tells.
  const refused = async (changes: object, words: string, env = {}) => {
    await destination.do('write_manifest', own.backups, name, { ...manifest, ...changes });
    await isRefused(own, words, { PGPASSWORD: '', ...env });
  };
  const forgotten = () =>
    `the database does not remember the backup ${name}: its disk was set back to an earlier moment`;

  test('that does not say which rows it has, or is of another server', async () => {
    const { before, history } = manifest.rows;
    expect(manifest.rows).toEqual({
      before: expect.stringMatching(/^\d+$/),
      history: expect.stringMatching(/^\d+\/[0-9A-F]{8}$/),
    });
    await refused({ rows: null }, `the backup ${name} does not say until when it has rows: a chart before this one made it`); // prettier-ignore
    for (const other of [history.replace(/^./, '9'), history.replace(/.$/, '9')])
      await refused({ rows: { before, history: other } }, `since the backup ${name} the database has moved, or a standby has taken over`); // prettier-ignore
    await refused({ rows: { before: String(BigInt(before) + 4294967296n), history } }, forgotten());
  });

  test('that is of another kind, signed by others, or too old', async () => {
    await refused({ kind: 'before-migration' }, 'no backup of this database is complete');
    await refused({}, `the newest backup, ${name}, is not signed with the password that the database has now`, { PGPASSWORD: 'another' }); // prettier-ignore
    await refused({}, `the newest complete backup, ${name}, began more than 0.0 hours ago`, { TRACES_BACKUP_HOURS: '0.0' }); // prettier-ignore
  });

  test('that is of another database, or of a later state of its disk', async () => {
    await own.sql("UPDATE mlflow_chart.identity SET id = '0123456789ab'");
    await refused({}, 'no backup of this database is complete');
    await own.sql(`UPDATE mlflow_chart.identity SET id = '${name.split('/')[2] ?? ''}'`);
    await own.sql('ALTER TABLE mlflow_chart.dumps RENAME TO others');
    await refused({}, forgotten());
    await own.sql("ALTER TABLE mlflow_chart.others RENAME TO dumps; UPDATE mlflow_chart.dumps SET name = 'another'");
    await refused({}, forgotten());
    await own.sql(`UPDATE mlflow_chart.dumps SET name = '${name}'`);
    expect((await sweep(own, { ...SWEEPS_BY_BACKUP, PGPASSWORD: '' })).said).toContain('traces: deleted 1 trace, with '); // prettier-ignore
  });
});

describe('a server of its own', () => {
  let folder: string;
  let postgresql: PostgreSQL;
  let server: Server;
  let release: Release;
  beforeAll(async () => {
    folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'own-'));
    chmodSync(folder, 0o755);
    ({ postgresql, server } = await startPostgresql(oldest.programs, folder));
    await sql(postgresql, 'postgres', `CREATE DATABASE ${templateOf(MLFLOW)}`);
    await migrate(postgresql, templateOf(MLFLOW), MLFLOW);
  });
  afterAll(() => {
    server.stop();
  });
  beforeEach(async () => {
    release = await Release.make(postgresql);
    await release.sql(A_TRACE);
  });

  test('what somebody was writing when the backup began is not in it, and stays', async () => {
    const writing = release.sql(`BEGIN; INSERT INTO trace_tags (request_id, key, value) VALUES ('tr-1', 'note', 'a');
      DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM pg_tables WHERE tablename = 'go_on') LOOP PERFORM pg_sleep(0.1); END LOOP; END $$; COMMIT`);
    for (let count = '0'; count === '0'; ) count = await release.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"); // prettier-ignore
    // Later ones end before it.
    const { name } = await release.backup();
    await release.sql('CREATE TABLE go_on ()');
    await writing;
    const { rows } = await destination.do<{ readonly rows: { readonly before: string } }>('manifest', release.backups, name); // prettier-ignore
    expect(await release.sql('SELECT xmin FROM trace_tags')).toBe(rows.before);
    expect((await sweep(release, SWEEPS_BY_BACKUP)).said).toContain('trace tr-1 of experiment 1 stays: it was written after the newest backup had begun\n'); // prettier-ignore
    expect(await left(release)).toBe('tr-1');
    await release.backup();
    expect((await sweep(release, SWEEPS_BY_BACKUP)).said).toContain('traces: deleted 1 trace, with ');
  });

  test('its disk is set back to before the backup: what is written then counts the same numbers, and stays', async () => {
    const data = join(folder, 'data');
    const then = join(folder, 'then');
    const control = (...args: readonly string[]) => {
      const [file = '', ...as] = AS_NOBODY;
      execFileSync(file, [...as, join(postgresql.publicPrograms, 'pg_ctl'), '-D', data, '-w', ...args], { stdio: 'ignore' }); // prettier-ignore
    };
    const between = (what: () => void) => {
      control('stop');
      what();
      const options = `-p ${String(postgresql.port)} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${data}`;
      control('-o', options, '-l', join(data, 'log'), 'start');
    };
    // So that it has an identity, which backups of then and of later have.
    await backupOfAll(release);
    between(() => {
      cpSync(data, then, { recursive: true });
    });
    // Of the day on which everything is lost.
    for (let count = 0; count < 10; count++) await release.sql(`UPDATE experiments SET name = 'name ${String(count)}' WHERE experiment_id = 1`); // prettier-ignore
    const { name } = await backupOfAll(release);
    between(() => {
      renameSync(data, `${data}-lost`);
      renameSync(then, data);
      giveToNobody(data);
    });
    await release.sql("INSERT INTO trace_tags (request_id, key, value) VALUES ('tr-1', 'note', 'since')");
    // Until the numbers are past those that the backup has.
    await release.sql('SELECT pg_current_xact_id();'.repeat(500));
    await isRefused(release, `the database does not remember the backup ${name}: its disk was set back to an earlier moment`); // prettier-ignore
    await backupOfAll(release);
    expect((await sweep(release, SWEEPS_BY_BACKUP)).said).toContain('traces: deleted 1 trace, with ');
  });
});

test('by an owner of the tables who may do nothing else; where the server does not tell which one it is, a report goes on', async () => {
  const own = await ownedBy(newest);
  await own.sql(`${A_TRACE}; REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC`);
  const { name } = await backupOfAll(own);
  const right = `let it, as the server's administrator, in the database ${own.name}: GRANT EXECUTE ON FUNCTION pg_control_system() TO ${own.name}_owner`;
  await isRefused(own, `the database does not tell which server it is: ${right}\n`);
  const report = await sweep(own, { TRACES_OLDER_THAN: '30d', TRACES_BACKUP_HOURS: '48' });
  expect(report.said).toContain(`traces: NOTHING WOULD BE DELETED without a backup: the database does not tell which server it is: ${right}\n`); // prettier-ignore
  expect(report.said).toContain('traces: would delete 1 trace, with ');
  expect(report.code).toBe(0);
  await own.sql(`GRANT EXECUTE ON FUNCTION pg_control_system() TO ${own.name}_owner`);
  await isRefused(own, `the database did not tell the backup ${name} which server it is: ${right}. The next backup is the first that counts\n`); // prettier-ignore
  await backupOfAll(own);
  expect((await sweep(own, SWEEPS_BY_BACKUP)).said).toContain('traces: deleted 1 trace, with ');
});

test('numbers of transactions come round after 4 billion of them, and rows of long ago have none', async () => {
  const own = await Release.make(oldest);
  await own.sql(A_TRACE);
  const xmin = async () => BigInt(await own.sql('SELECT xmin FROM trace_info'));
  const isWrittenSince = async (...transactions: readonly bigint[]) =>
    JSON.parse(
      await asked(
        own,
        `import json, sqlalchemy
from aged import Traces
from tracking import Tracking
tracking = Tracking()
traces = Traces(sqlalchemy.inspect(tracking.engine).get_table_names(), False)
with tracking.transaction() as session:
    print(json.dumps([traces.written_since(session, each, ["tr-1"]) == {"tr-1"} for each in (${transactions.join(', ')},)]))`,
      ),
    ) as unknown;
  const its = await xmin();
  const ROUND = 4294967296n;
  const HALF = ROUND / 2n;
  // By this one or a later one; of what is half a round away, nobody can tell, and it counts as earlier.
  expect(await isWrittenSince(its - 1n, its, its + 1n)).toEqual([true, true, false]);
  expect(await isWrittenSince(its - 1n + ROUND, its + ROUND, its + 1n + ROUND)).toEqual([true, true, false]);
  expect(await isWrittenSince(its + ROUND - HALF + 1n, its + ROUND - HALF)).toEqual([true, false]);
  await own.sql(
    `CREATE EXTENSION pg_surgery; SELECT heap_force_freeze('trace_info', ARRAY(SELECT ctid FROM trace_info))`,
  );
  expect(await xmin()).toBe(2n);
  expect(await isWrittenSince(1n, 2n, 2n + ROUND)).toEqual([false, false, false]);
});
