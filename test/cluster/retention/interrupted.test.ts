/** What comes between: a kill, a restoration at the same moment, a store or a database that is away, others at work. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { relayForTests } from '../local/relay-for-tests';
import { sql, toDatabase } from '../local/postgresql';
import { MLFLOW_BEFORE } from '../images/versions';
import { closeStores, newest, oldest, Release, servers, store } from '../backup/pod';
import { ownedBy } from '../restore/pod';
import { age, atWork, collect, DELETES, meanwhile, objectsOf, People, startProgram } from './pod';

afterAll(closeStores);
const relay = relayForTests(servers.store);

let people: People;
let release: Release;
let experiment: string;
beforeAll(async () => {
  ({ people, release, experiment } = await atWork());
});
afterAll(() => {
  people.close();
});

const through = () => ({ ...DELETES, MLFLOW_S3_ENDPOINT_URL: relay().endpoint });

/** Deleted one after the other, so that it is known which goes first. */
async function deletedRuns(count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const id = await people.do('run', experiment, { file: 'text', 'folder/another': 'text' });
    await people.do('delete', 'run', id);
    await age(release, 50 - index, 'run', id);
    ids.push(id);
  }
  return ids;
}
const left = async () => (await release.sql('SELECT run_uuid FROM runs ORDER BY deleted_time, 1')).split('\n');
const objects = async (id: string) => (await objectsOf(release)).filter((path) => path.includes(id)).length;

test.each([
  ['before its artefacts go', 'before'],
  ['after they went', 'after'],
] as const)('killed at the second of three runs, %s: the next time goes on', async (_, moment) => {
  const [first = '', second = '', third = ''] = await deletedRuns(3);
  let deletions = 0;
  const running = startProgram(release, 'collect.py', through());
  relay()[moment] = (text) => {
    if (!text.startsWith('POST') || !text.includes('?delete') || ++deletions !== 2) return Promise.resolve();
    running.kill();
    // The store never hears of what was about to be asked.
    return moment === 'before' ? new Promise(() => undefined) : Promise.resolve();
  };
  expect((await running.ended).code).toBe(-1);
  expect(await left()).toEqual([second, third]);
  expect(await objects(first)).toBe(0);
  if (moment === 'before') expect(await objects(third)).toBe(2);
  relay().quiet();
  const { code, said } = await collect(release);
  expect(said).toContain(`gc: deleted 2 runs: ${moment === 'before' ? '4' : '2'} objects (`);
  expect(code).toBe(0);
  expect(await left()).toEqual(['']);
  expect(await objectsOf(release)).toEqual([]);
});

test('restored after it was found, before its turn: it stays, whole', async () => {
  const [first = '', second = ''] = await deletedRuns(2);
  let isRestored = false;
  relay().before = async (text) => {
    if (isRestored || !text.startsWith('GET') || !text.includes(first)) return;
    isRestored = true;
    await people.do('restore', 'run', second);
  };
  const { said } = await collect(release, through());
  expect(isRestored).toBe(true);
  expect(said).toMatch(new RegExp(`run ${second} .* stays: it has been restored, or is gone\n`));
  expect(await left()).toEqual([second]);
  expect(await objects(second)).toBe(2);
  expect(await people.do('read_run', second)).toMatchObject({ artifacts: ['file', 'folder'], history: [0.5, 0.25] });
  await people.do('delete', 'run', second);
  await age(release, 40, 'run', second);
  await collect(release);
});

test('restored while its artefacts go: whoever restores it waits, and then it is gone, not broken', async () => {
  const [only = ''] = await deletedRuns(1);
  let restoring: Promise<unknown> | undefined;
  relay().before = async (text) => {
    if (restoring !== undefined || !text.includes('?delete')) return;
    restoring = people.do('restore', 'run', only).then(
      () => 'restored',
      () => 'refused',
    );
    // Until it waits for the row.
    for (let waits = '0'; waits === '0'; )
      waits = await release.sql("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"); // prettier-ignore
  };
  const { said } = await collect(release, through());
  expect(said).toContain('gc: deleted 1 run: 2 objects (');
  expect(await restoring).toBe('refused');
  expect(await left()).toEqual(['']);
});

describe('the store', () => {
  test('is away: the runs stay, and go the next time', async () => {
    const ids = await deletedRuns(2);
    const { code, said } = await collect(release, { ...DELETES, MLFLOW_S3_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(said).toMatch(
      /gc: stopped: the artefact store is away: Could not connect .*\. The rest is tried the next time\n$/,
    );
    expect(code).toBe(1);
    expect(await left()).toEqual(ids);
    expect(await objects(ids[0] ?? '')).toBe(2);
    expect((await collect(release)).said).toContain('gc: deleted 2 runs: 4 objects (');
  });

  test('lets nobody delete: each run stays, with its rows, and is said', async () => {
    const ids = await deletedRuns(2);
    await store.do('user', 'reader', 'a long password', ['s3:ListBucket', 's3:GetObject']);
    const keys = { AWS_ACCESS_KEY_ID: 'reader', AWS_SECRET_ACCESS_KEY: 'a long password' };
    const { code, said } = await collect(release, { ...DELETES, ...keys });
    for (const id of ids)
      expect(said).toMatch(new RegExp(`^gc: run ${id} .* CANNOT GO, and stays: .*Access ?Denied`, 'm'));
    expect(said).toContain('gc: failed: 2 CANNOT GO, for the reasons above; they are tried again the next time\n');
    expect(code).toBe(1);
    expect(await left()).toEqual(ids);
    expect(await release.sql('SELECT count(*) FROM metrics')).toBe('4');
    expect(await objects(ids[1] ?? '')).toBe(2);
    await collect(release);
  });
});

test('somebody registers a model of it while its artefacts are listed: it stays, whole', async () => {
  const [first = '', second = ''] = await deletedRuns(2);
  let isListed = false;
  relay().before = async (text) => {
    if (isListed || !text.startsWith('GET') || !text.includes(first)) return;
    isListed = true;
    await release.sql(`INSERT INTO registered_models (name, creation_time) VALUES ('late', 1);
      INSERT INTO model_versions (name, version, source, run_id) VALUES ('late', 1, 'runs:/${first}/model', '${first}')`);
  };
  const { code, said } = await collect(release, through());
  expect(said).toMatch(new RegExp(`run ${first} .* stays: version 1 of the registered model 'late' was made of it\n`));
  expect(said).toMatch(new RegExp(`deleted run ${second} `));
  expect(code).toBe(0);
  expect(await left()).toEqual([first]);
  expect(await objects(first)).toBe(2);
  await release.sql("DELETE FROM model_versions WHERE name = 'late'");
  await collect(release);
});

test('what is refused to all ends it after 20 times in a row; ten are named, and so are others as they can be printed', async () => {
  const own = await Release.make(newest);
  await own.sql(`INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage) VALUES (7, 'seven', 'mlflow-artifacts:/7', 'active');
    INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, source_type, artifact_uri, deleted_time)
      SELECT 'run' || n, 7, 'run', 'deleted', 'FINISHED', 'LOCAL', 'mlflow-artifacts:/7/run' || n || '/artifacts', 1500000000000 + n FROM generate_series(1, 30) n;
    INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, source_type, artifact_uri, deleted_time)
      VALUES (E'\x1b[31m\nrun', 7, 'run', 'deleted', 'FINISHED', 'LOCAL', 'mlflow-artifacts:/7', 1)`);
  await store.do('user', 'no-lists', 'a long password', ['s3:GetObject']);
  const keys = { AWS_ACCESS_KEY_ID: 'no-lists', AWS_SECRET_ACCESS_KEY: 'a long password' };
  const denied = await collect(own, { ...DELETES, ...keys });
  expect(denied.said).toContain("gc: run \\x1b[31m\\nrun ('run') stays: its artefacts are not in a folder of its own: 'mlflow-artifacts:/7'\n"); // prettier-ignore
  expect(denied.said).not.toContain('\x1b');
  expect(denied.said.match(/ CANNOT GO, and stays: .*Access ?Denied/g)).toHaveLength(10);
  expect(denied.said).toContain('gc: 19 CANNOT GO, the 10 above among them\n');
  expect(denied.said).toMatch(/gc: stopped: 20 times in a row the same: .*Access ?Denied.*\. The rest is tried the next time\n$/); // prettier-ignore
  expect(denied.code).toBe(1);
  expect(await own.sql('SELECT count(*) FROM runs')).toBe('31');
  const unknown = await collect(own, { ...DELETES, AWS_SECRET_ACCESS_KEY: 'another password' });
  expect(unknown.said).toMatch(/gc: stopped: the artefact store does not take the keys: /);
});

test('the database lets one row not go: the others go', async () => {
  const [first = '', second = ''] = await deletedRuns(2);
  await release.sql(
    `CREATE TABLE refers (run text REFERENCES runs (run_uuid)); INSERT INTO refers VALUES ('${first}')`,
  );
  const { code, said } = await collect(release);
  expect(said).toMatch(new RegExp(`run ${first} .* CANNOT GO, and stays: .*violates foreign key constraint`));
  expect(said).toMatch(new RegExp(`deleted run ${second} `));
  expect(code).toBe(1);
  expect(await left()).toEqual([first]);
  expect(await objects(first)).toBe(2);
  expect(await release.sql(`SELECT count(*) FROM metrics WHERE run_uuid = '${first}'`)).toBe('2');
  await release.sql('DROP TABLE refers');
  await collect(release);
});

test('the database is away', async () => {
  const { code, said } = await collect(release, { ...DELETES, PGPORT: '9' });
  expect(said).toMatch(/gc: failed: .*Connection refused/);
  expect(code).toBe(1);
});

describe('somebody else is at work', () => {
  const during = (what: () => Promise<void>) => meanwhile(relay(), what, () => collect(release, through()));

  test('another collection: the second says so', async () => {
    await deletedRuns(1);
    let second;
    const { said } = await during(async () => {
      second = await collect(release);
    });
    expect(second).toMatchObject({ code: 1, said: expect.stringContaining('gc: failed: another collection is at work on this database\n') }); // prettier-ignore
    expect(said).toContain('gc: deleted 1 run: 2 objects (');
  });

  test('a backup begins: what is begun is done, and nothing more', async () => {
    const [, second = ''] = await deletedRuns(2);
    await release.sql(
      'CREATE SCHEMA mlflow_chart; CREATE TABLE mlflow_chart.activity (kind text, name text, until timestamptz)',
    );
    const { code, said } = await during(async () => {
      await release.sql("INSERT INTO mlflow_chart.activity VALUES ('backup', 'this one', now() + interval '1 hour')");
    });
    expect(said).toContain('gc: deleted 1 run: 2 objects (');
    expect(said).toContain('gc: stopped: the backup this one is under way. The rest is tried the next time\n');
    expect(code).toBe(1);
    expect(await left()).toEqual([second]);
    await release.sql("UPDATE mlflow_chart.activity SET until = now() - interval '1 second'");
    expect((await collect(release)).said).toContain('gc: deleted 1 run: 2 objects (');
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.activity')).toBe('1');
  });

  test('a migration', async () => {
    const ids = await deletedRuns(1);
    const session = release
      .sql(`SELECT pg_advisory_lock(x'6d6c666c6f77'::bigint); SELECT pg_sleep(20)`)
      .catch(() => '');
    for (let count = '0'; count === '0'; ) count = await release.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"); // prettier-ignore
    const { code, said } = await collect(release);
    expect(said).toContain(
      'gc: stopped: the database is being migrated or restored. The rest is tried the next time\n',
    );
    expect(code).toBe(1);
    expect(await left()).toEqual(ids);
    await release.sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted");
    await session;
    await collect(release);
  });
});

describe('nothing is deleted, and nothing changed,', () => {
  test.each(['', '0h', '0d0h', '30', '30m', '1.5d', '-1d', '30d ', 'd', '30days'])(
    'for an age of %j',
    async (given) => {
      const ids = await deletedRuns(1);
      const { code, said } = await collect(release, { ...DELETES, GC_OLDER_THAN: given });
      expect(said).toContain(`gc: failed: GC_OLDER_THAN is '${given}': expected an age of at least an hour, such as 30d, 12h or 1d12h\n`); // prettier-ignore
      expect(code).toBe(1);
      expect(await left()).toEqual(ids);
      await collect(release);
    },
  );

  test.each([400, -400])('where the database’s clock is %d s off', async (seconds) => {
    const ids = await deletedRuns(1);
    await release.sql(`CREATE SCHEMA IF NOT EXISTS shadow; CREATE OR REPLACE FUNCTION shadow.now() RETURNS timestamptz LANGUAGE sql AS
      'SELECT pg_catalog.now() + interval ''${String(seconds)} s''';
      ALTER DATABASE ${release.name} SET search_path = shadow, pg_catalog, public`);
    const { code, said } = await collect(release);
    expect(said).toContain(`gc: failed: it is ${seconds > 0 ? '-' : '+'}`);
    expect(code).toBe(1);
    await release.sql(`ALTER DATABASE ${release.name} RESET search_path`);
    expect(await left()).toEqual(ids);
    await collect(release);
  });

  test('at tables of an older MLflow, nor at none, nor with workspaces', async () => {
    const old = await Release.make(newest, { version: MLFLOW_BEFORE });
    const mixed = old.with({ PATH: release.env['PATH'] ?? '' });
    const revision = () => old.sql('SELECT version_num FROM alembic_version');
    const before = await revision();
    const { code, said } = await collect(mixed);
    expect(said).toMatch(
      /gc: failed: the tables are at schema \w+, and MLflow \S+ is of \w+: a server has to migrate them first\n$/,
    );
    expect(code).toBe(1);
    expect(await revision()).toBe(before);
    await sql(newest, 'postgres', `CREATE DATABASE ${old.name}_empty`);
    const empty = await collect(mixed.with(toDatabase(newest, `${old.name}_empty`)));
    expect(empty.said).toContain('gc: failed: the database has no tables of MLflow yet: has a server been started?\n');
    expect(await sql(newest, `${old.name}_empty`, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).toBe(
      '0',
    );
    const many = await collect(release.with({ MLFLOW_ENABLE_WORKSPACES: 'true' }));
    expect(many.said).toContain(
      'gc: failed: MLflow has workspaces (MLFLOW_ENABLE_WORKSPACES), which this does not know',
    );
  });
});

test('by an owner of the tables who may do nothing else, with the MLflow before, and direct artefacts; 1000 runs', async () => {
  const one = await ownedBy(oldest, { version: MLFLOW_BEFORE });
  const root = one.env['ARTIFACTS_URI'] ?? '';
  await one.sql(`INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage) VALUES (1, 'one', '${root}/1', 'active');
    INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, source_type, artifact_uri, deleted_time)
      SELECT 'run' || lpad(n::text, 6, '0'), 1, 'run', CASE WHEN n < 1000 THEN 'deleted' ELSE 'active' END, 'FINISHED', 'LOCAL',
        '${root}/1/run' || lpad(n::text, 6, '0') || '/artifacts', (extract(epoch FROM now() - interval '40 days') * 1000)::bigint
      FROM generate_series(0, 1001) n;
    INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) SELECT 'loss', 1, n, run_uuid, n, false FROM runs, generate_series(1, 10) n`);
  await store.do('put_many', one.artifacts, 'some/path/1/run', 1002, '/artifacts/file');
  const { code, said } = await collect(one);
  expect(said).toContain('gc: deleted 1000 runs: 1,000 objects (');
  expect(code).toBe(0);
  expect(await one.sql('SELECT run_uuid FROM runs ORDER BY 1')).toBe('run001000\nrun001001');
  expect(await one.sql('SELECT count(*) FROM metrics')).toBe('20');
  expect(await objectsOf(one)).toEqual(['1/run001000/artifacts/file', '1/run001001/artifacts/file']);
});
