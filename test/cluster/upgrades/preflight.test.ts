/** What `mlflow-chart preflight` asks from inside, with each MLflow that a release may have: real databases, as kubectl exec asks them. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { COMMAND } from '../../../operations/doctor/programs';
import type { Database } from '../../../operations/preflight/facts';
import { schemasOf } from '../../../operations/preflight/migrations';
import { input } from '../../../operations/preflight/programs';
import { closeStores, newest, oldest, Release, type Variables } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE } from '../images/versions';
import { Upgraded } from './upgraded';

afterAll(closeStores);

interface Answer {
  readonly format: 1;
  readonly mlflow: string;
  readonly database: Database | null;
  readonly unseen: readonly { readonly what: string; readonly reason: string }[];
}

async function look({ env }: { readonly env: Variables }, more: Variables = {}): Promise<Answer> {
  const said = outputOf(await execute(COMMAND[0], COMMAND.slice(1), { env: { ...env, ...more }, stdin: input() }));
  return JSON.parse(said) as Answer;
}

describe.each([MLFLOW_GUIDE, MLFLOW_BEFORE, MLFLOW])('a database of MLflow %s', (version) => {
  test.each([oldest, newest])('PostgreSQL $major', async (postgresql) => {
    const upgraded = await Upgraded.make(postgresql);
    await upgraded.migrate(version);
    const { mlflow, database, unseen } = await look(upgraded.release);
    expect([mlflow, unseen]).toEqual([MLFLOW, []]);
    expect(database).toMatchObject({
      tracking: [schemasOf(version)?.tracking],
      users: schemasOf(version)?.users,
      migrating: false,
      jobs: 0,
      strange: 0,
      tables: { experiments: { rows: 0 }, metrics: { rows: 0 } },
    });
    expect([Math.floor((database?.server ?? 0) / 10_000), (database?.bytes ?? 0) > 1024 ** 2]).toEqual([
      postgresql.major,
      true,
    ]);
  });
});

describe(`a database of MLflow ${MLFLOW_BEFORE}`, () => {
  test('rows that nobody has analysed are counted, jobs that have not ended, and spans that are strange', async () => {
    const release = await Release.make(newest, { version: MLFLOW_BEFORE });
    await release.sql(`
      INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'e', 'active');
      INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) SELECT 'tr' || n, 1, n, 'OK' FROM generate_series(1, 7) n;
      INSERT INTO spans (trace_id, experiment_id, span_id, status, start_time_unix_nano, content, dimension_attributes)
        SELECT request_id, 1, 's', 'OK', 1, '{}', (ARRAY[NULL, 'null', '{}', '{"mlflow.llm.model": "m"}', '{"mlflow.llm.model": 1}', '{"other": "x"}', '[]'])[timestamp_ms]::json FROM trace_info;
      INSERT INTO jobs (id, creation_time, job_name, params, status, retry_count, last_update_time, workspace)
        SELECT 'j' || n, 0, 'job', '{}', n, 0, 0, 'default' FROM generate_series(0, 3) n;`);
    const { database } = await look(release);
    expect(database).toMatchObject({ strange: 3, jobs: 2, tables: { spans: { rows: 7 }, trace_info: { rows: 7 } } });
    // MLflow's own migration refuses what is strange, in words of its own.
    const upgraded = Upgraded.of(release);
    await expect(upgraded.migrate(MLFLOW)).rejects.toThrow(
      'Cannot drop spans.dimension_attributes: unsupported content',
    );
    await release.sql("UPDATE spans SET dimension_attributes = NULL WHERE trace_id IN ('tr5', 'tr6', 'tr7')");
    expect((await look(release)).database).toMatchObject({ strange: 0 });
    await upgraded.migrate(MLFLOW);
    expect(await release.sql('SELECT status, count(*) FROM jobs GROUP BY 1 ORDER BY 1')).toBe('2|1\n3|1\n5|2');
    // A column that is gone is asked for no more.
    expect((await look(release)).database).toMatchObject({ strange: 0, jobs: 0 });
  });

  test('nothing is written', async () => {
    const release = await Release.make(newest, { version: MLFLOW_BEFORE });
    const of = () => release.sql('SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables');
    const before = await of();
    await look(release);
    expect(await of()).toBe(before);
  });
});

test('a database that does not answer is said, without its password', async () => {
  const release = await Release.make(newest);
  const { database, unseen } = await look(release, { PGPORT: '1', PGPASSWORD: 'a secret of ours' });
  expect(database).toBeNull();
  expect(unseen).toEqual([
    { what: 'database', reason: expect.stringMatching(/port 1 failed: Connection refused/) as unknown },
  ]);
  expect(JSON.stringify(unseen)).not.toContain('a secret of ours');
});

test('of another database than PostgreSQL nothing is known', async () => {
  const release = await Release.make(newest);
  const { database, unseen } = await look(release, { MLFLOW_BACKEND_STORE_URI: 'sqlite:///x.db' });
  expect([database, unseen.length]).toEqual([null, 1]);
});
