/** Maintenance of the database: what is vacuumed, rebuilt and missed, and that nobody else is touched or held up. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, oldest, Release } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { ownedBy } from '../restore/pod';
import { startProgram } from './pod';

afterAll(closeStores);

const SETTINGS = { BLOAT_PERCENT: '50', BLOAT_MEGABYTES: '1', LOCK_SECONDS: '1' };
const maintain = (release: Release, env = {}) => startProgram(release, 'maintain.py', { ...SETTINGS, ...env }).ended;

/** 60,000 metrics, of which nearly all are deleted again: their indexes stay as large as they were. */
const BLOAT = `INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'one', 'active') ON CONFLICT DO NOTHING;
  INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, source_type) VALUES ('run', 1, 'run', 'active', 'FINISHED', 'LOCAL') ON CONFLICT DO NOTHING;
  INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) SELECT md5(n::text), 1, n + latest, 'run', n, false
    FROM generate_series(1, 60000) n, (SELECT coalesce(max(timestamp), 0) AS latest FROM metrics) AS before;
  DELETE FROM metrics WHERE timestamp % 100 <> 0;`;
const size = (release: Release, index: string) => release.sql(`SELECT pg_relation_size('${index}')`).then(Number);
const invalid = (release: Release) =>
  release.sql('SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid ORDER BY 1');

describe.each([
  { postgresql: oldest, version: MLFLOW },
  { postgresql: newest, version: MLFLOW_BEFORE },
])('PostgreSQL $postgresql.major, MLflow $version, by the owner alone', ({ postgresql, version }) => {
  let release: Release;
  beforeAll(async () => {
    release = await ownedBy(postgresql, { version });
  });

  test('a new database: it lacks what MLflow’s own migrations leave out, and nothing is rebuilt', async () => {
    const { code, said } = await maintain(release);
    expect(said).not.toMatch(/rebuilt|dropped|failed/);
    // Of MLflow 3.18, no migration makes this one.
    expect(said.match(/.*lacks.*/g)).toEqual(
      version === MLFLOW
        ? [expect.stringContaining('issues lacks the index index_issues_created_by (created_by)')]
        : null,
    );
    expect(said).toMatch(/^database: metrics: vacuumed and analysed in /m);
    expect(said).toMatch(/^database: users: vacuumed|^database: webhooks: vacuumed/m);
    const count = await release.sql(
      "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tablename !~ '^alembic'",
    );
    expect(said).toMatch(new RegExp(`database: done: ${count} tables\n$`));
    expect(code).toBe(0);
  });

  test('bloated indexes are rebuilt, and their rows are the same; what is not bloated stays', async () => {
    await release.sql(BLOAT);
    const before = await size(release, 'metric_pk');
    const rows = await release.sql('SELECT md5(string_agg(m::text, chr(10) ORDER BY m::text)) FROM metrics m');
    const { code, said } = await maintain(release);
    expect(said).toMatch(/^database: metrics: vacuumed and analysed in .*, \d+ dead rows before/m);
    // By whoever asks for it: what autovacuum does is counted apart.
    const vacuumed = "SELECT vacuum_count || ' ' || analyze_count FROM pg_stat_user_tables WHERE relname = 'metrics'";
    expect(await release.sql(vacuumed)).toBe('2 2');
    expect(said).toMatch(
      /^database: metric_pk of metrics has .* MiB, of which some .* MiB are empty: rebuilt beside it$/m,
    );
    expect(code).toBe(0);
    expect(await size(release, 'metric_pk')).toBeLessThan(before / 4);
    expect(await release.sql('SELECT md5(string_agg(m::text, chr(10) ORDER BY m::text)) FROM metrics m')).toBe(rows);
    expect(await invalid(release)).toBe('');
    expect((await maintain(release)).said).not.toContain('rebuilt');
  });

  test('less than the least is not worth it', async () => {
    await release.sql(BLOAT);
    expect((await maintain(release, { BLOAT_MEGABYTES: '1000' })).said).not.toContain('rebuilt');
    expect((await maintain(release, { BLOAT_PERCENT: '100' })).said).not.toContain('rebuilt');
    expect((await maintain(release)).said).toContain('metric_pk of metrics has ');
  });
});

describe('on the newest', () => {
  let release: Release;
  beforeAll(async () => {
    release = await Release.make(newest);
  });

  test('a missing index is said, and created where that is asked for', async () => {
    await release.sql('DROP INDEX index_params_run_uuid; DROP INDEX index_metrics_run_uuid_key_step');
    const words =
      'database: metrics lacks the index index_metrics_run_uuid_key_step (run_uuid, key, step), which MLflow has: ';
    const { code, said } = await maintain(release);
    expect(said).toContain(`${words}retention.database.createIndexes creates it\n`);
    expect(said).toContain('database: params lacks the index index_params_run_uuid (run_uuid), which MLflow has: ');
    expect(code).toBe(0);
    expect(await release.sql("SELECT to_regclass('index_params_run_uuid')")).toBe('');
    expect((await maintain(release, { CREATE_INDEXES: 'true' })).said).toContain(`${words}created\n`);
    expect(await release.sql("SELECT indexdef FROM pg_indexes WHERE indexname = 'index_metrics_run_uuid_key_step'")).toContain('(run_uuid, key, step)'); // prettier-ignore
    expect((await maintain(release)).said).not.toContain('lacks');
  });

  test('another index that begins with the same columns stands for it', async () => {
    await release.sql('DROP INDEX index_params_run_uuid; CREATE INDEX own ON params (run_uuid, value)');
    expect((await maintain(release)).said).not.toContain('lacks');
    await release.sql('DROP INDEX own; CREATE INDEX own ON params (value, run_uuid)');
    expect((await maintain(release)).said).toContain('params lacks the index index_params_run_uuid');
    await release.sql("DROP INDEX own; CREATE INDEX own ON params (run_uuid) WHERE value = 'a'");
    expect((await maintain(release)).said).toContain('params lacks the index index_params_run_uuid');
    await maintain(release, { CREATE_INDEXES: 'true' });
  });

  test('tables of others, and of the chart, are not touched', async () => {
    await release.sql(`CREATE SCHEMA mlflow_chart; CREATE TABLE mlflow_chart.activity (kind text, name text, until timestamptz);
      CREATE SCHEMA other; CREATE TABLE other.metrics (a int PRIMARY KEY); CREATE TABLE theirs (a int PRIMARY KEY);
      INSERT INTO theirs SELECT generate_series(1, 300000); DELETE FROM theirs WHERE a % 100 <> 0;
      INSERT INTO mlflow_chart.activity VALUES ('backup', 'old', now() - interval '1 day')`);
    const before = await size(release, 'theirs_pkey');
    const { code, said } = await maintain(release);
    expect(code).toBe(0);
    expect(said).not.toMatch(/theirs|activity/);
    expect(await size(release, 'theirs_pkey')).toBe(before);
    const touched = "SELECT count(*) FROM pg_stat_user_tables WHERE vacuum_count > 0 AND (schemaname <> 'public' OR relname = 'theirs')"; // prettier-ignore
    expect(await release.sql(touched)).toBe('0');
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.activity')).toBe('1');
    await release.sql('DROP SCHEMA mlflow_chart CASCADE; DROP SCHEMA other CASCADE; DROP TABLE theirs');
  });

  test('a table that somebody holds is left for the next time, and the others are not', async () => {
    const holding = release.sql('BEGIN; LOCK TABLE metrics IN SHARE UPDATE EXCLUSIVE MODE; SELECT pg_sleep(60)').catch(() => ''); // prettier-ignore
    const holder =
      "FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock' AND granted AND relation = 'metrics'::regclass";
    for (let held = '0'; held === '0';) held = await release.sql(`SELECT count(*) ${holder}`);
    const { code, said } = await maintain(release);
    expect(said).toContain('database: metrics: somebody else holds it, or an old transaction is open: left for the next time\n'); // prettier-ignore
    expect(said).toMatch(/^database: params: vacuumed/m);
    expect(code).toBe(0);
    await release.sql(`SELECT pg_terminate_backend(pid) ${holder}`);
    await holding;
  });

  test('a rebuild that has to wait for an old transaction gives up, and leaves nothing behind', async () => {
    await release.sql(BLOAT);
    await release.sql('VACUUM ANALYZE metrics');
    // Of another database none would count; this one has looked at rows.
    const old = release.sql('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM metrics; SELECT pg_sleep(60)').catch(() => ''); // prettier-ignore
    const sleeper = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"; // prettier-ignore
    for (let there = '0'; there === '0';)
      there = await release.sql(`SELECT count(*) ${sleeper} AND wait_event = 'PgSleep'`);
    const { code, said } = await maintain(release);
    expect(said).toContain(
      'metric_pk: somebody else holds it, or an old transaction is open: left for the next time\n',
    );
    expect(code).toBe(0);
    expect(await release.sql("SELECT count(*) FROM pg_index WHERE indrelid = 'metrics'::regclass AND indisvalid")).toBe('3'); // prettier-ignore
    await release.sql(`SELECT pg_terminate_backend(pid) ${sleeper}`);
    await old;
    expect((await maintain(release)).said).toMatch(/^database: metric_pk has /m);
    expect(await invalid(release)).toBe('');
  });

  test('killed while it rebuilds: the next time drops what was left, and rebuilds', async () => {
    await release.sql(BLOAT);
    await release.sql('VACUUM ANALYZE metrics');
    const old = release.sql('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM metrics; SELECT pg_sleep(60)').catch(() => ''); // prettier-ignore
    const running = startProgram(release, 'maintain.py', { ...SETTINGS, LOCK_SECONDS: '60' });
    for (let left = ''; left === '';) left = await invalid(release);
    running.kill();
    await running.ended;
    // The rebuild first: with nothing to wait for, it would end by itself.
    for (const query of ['REINDEX%', '%pg_sleep(60)%']) {
      const session = `FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '${query}' AND pid <> pg_backend_pid()`;
      await release.sql(`SELECT pg_terminate_backend(pid) ${session}`);
      for (let there = '1'; there !== '0';) there = await release.sql(`SELECT count(*) ${session}`);
    }
    await old;
    expect(await invalid(release)).toMatch(/_ccnew/);
    const { code, said } = await maintain(release);
    expect(said).toMatch(/^database: \S+_ccnew of metrics was left by a rebuild that was interrupted: dropped$/m);
    expect(said).toMatch(/^database: \S+ has \S+ \S+ now$/m);
    expect(code).toBe(0);
    expect(await invalid(release)).toBe('');
  });

  test('an invalid index of somebody else stays', async () => {
    await release.sql(BLOAT);
    await release.sql(`INSERT INTO params (key, value, run_uuid) VALUES ('a', 'same', 'run'), ('b', 'same', 'run')`);
    expect(await release.sql('CREATE UNIQUE INDEX CONCURRENTLY spoilt ON params (value)').catch(String)).toMatch(
      /could not create unique index/,
    );
    expect(await invalid(release)).toBe('spoilt');
    expect((await maintain(release, { CREATE_INDEXES: 'true' })).said).not.toContain('spoilt of params');
    expect(await invalid(release)).toBe('spoilt');
    await release.sql('DROP INDEX spoilt');
  });

  test('while a backup runs, no index is rebuilt; while a migration does, nothing is done', async () => {
    await release.sql(`${BLOAT} CREATE SCHEMA mlflow_chart; CREATE TABLE mlflow_chart.activity (kind text, name text, until timestamptz);
      INSERT INTO mlflow_chart.activity VALUES ('backup', 'this one', now() + interval '1 hour')`);
    const { code, said } = await maintain(release);
    expect(said).toContain('database: the backup this one is under way, and a rebuild would wait for it: indexes are left for the next time\n'); // prettier-ignore
    expect(said).not.toContain('rebuilt');
    expect(code).toBe(0);
    await release.sql('DROP SCHEMA mlflow_chart CASCADE');
    const session = release
      .sql(`SELECT pg_advisory_lock(x'6d6c666c6f77'::bigint); SELECT pg_sleep(60)`)
      .catch(() => '');
    const lock = "FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"; // prettier-ignore
    for (let count = '0'; count === '0';) count = await release.sql(`SELECT count(*) ${lock}`);
    const other = await maintain(release);
    expect(other.said).toContain('database: stopped: the database is being migrated or restored. The rest is done the next time\n'); // prettier-ignore
    expect(other.said).not.toMatch(/vacuumed|rebuilt/);
    expect(other.code).toBe(0);
    await release.sql(`SELECT pg_terminate_backend(pid) ${lock}`);
    await session;
  });

  test('two at a time', async () => {
    const session = release.sql(`SELECT pg_advisory_lock(x'6d6c666c6f772d76'::bigint); SELECT pg_sleep(60)`).catch(() => ''); // prettier-ignore
    const lock = "FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"; // prettier-ignore
    for (let count = '0'; count === '0';) count = await release.sql(`SELECT count(*) ${lock}`);
    expect(await maintain(release)).toMatchObject({ code: 1, said: expect.stringContaining('database: failed: another maintenance is at work on this database\n') }); // prettier-ignore
    await release.sql(`SELECT pg_terminate_backend(pid) ${lock}`);
    await session;
  });

  test('an older schema, none, or no database', async () => {
    const old = await Release.make(newest, { version: MLFLOW_BEFORE });
    const mixed = await maintain(old.with({ PATH: release.env['PATH'] ?? '' }));
    expect([mixed.code, mixed.said]).toEqual([1, expect.stringContaining('a server has to migrate them first')]);
    const none = await maintain(old.with({ PGDATABASE: 'postgres' }));
    expect([none.code, none.said]).toEqual([1, expect.stringContaining('the database has no tables of MLflow yet')]);
    const away = await maintain(release, { PGPORT: '9' });
    expect([away.code, away.said]).toEqual([1, expect.stringMatching(/database: failed: .*Connection refused/)]);
  });
});
