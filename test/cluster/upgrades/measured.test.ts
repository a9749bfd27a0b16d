/** How long the migrations of large tables take, and what can be done beforehand: the figures of docs/upgrading.md. It takes minutes: it runs when it is asked for. */
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { schemasOf, TRACKING } from '../../../operations/preflight/migrations';
import { closeStores, newest } from '../backup/pod';
import { MLFLOW, MLFLOW_GUIDE } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { sql } from '../local/postgresql';
import { execute, outputOf } from '../../support/execute';
import { traced, tracked, type Amounts } from './filling';
import { Upgraded } from './upgraded';

afterAll(closeStores);

const AMOUNTS: Amounts = { runs: 50_000, metrics: 40, traces: 20_000, spans: 10 };
/** The first that has all tables of traces; and the one before their analytics, of MLflow 3.16. */
const TRACES = '1b5f0d9ad7c1';
const PREPARED = 'b7e2c1a4d9f3';

interface Applied {
  readonly revision: string;
  readonly seconds: number;
  readonly grown: number;
}

async function to(upgraded: Upgraded, revision: string): Promise<readonly Applied[]> {
  const said = await upgraded.python(MLFLOW, join(__dirname, 'migrations.py'), revision);
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as readonly Applied[];
}

const rowsIn = async (upgraded: Upgraded, table: string) =>
  Number(await upgraded.release.sql(`SELECT count(*) FROM ${table}`));

function remarkLong(all: readonly Applied[]): void {
  for (const { revision, seconds, grown } of all.filter((one) => one.seconds >= 0.5)) {
    const { title = '' } = TRACKING.find((one) => one.revision === revision) ?? {};
    remark(`${revision} (${title}): ${seconds.toFixed(1)} s, ${String(Math.round(grown / 2 ** 20))} MiB`);
  }
}

test(`${String(AMOUNTS.runs * AMOUNTS.metrics)} metrics, ${String(AMOUNTS.traces)} traces with ${String(AMOUNTS.spans)} spans each: with and without mlflow db prepopulate-trace-analytics`, async () => {
  // What nobody waits for on the disk is no figure.
  await sql(newest, 'postgres', 'ALTER SYSTEM SET fsync = on');
  await sql(newest, 'postgres', 'SELECT pg_reload_conf()');
  const upgraded = await Upgraded.make(newest);
  await upgraded.migrate(MLFLOW_GUIDE);
  await upgraded.release.sql(tracked(AMOUNTS));
  await to(upgraded, TRACES);
  await upgraded.release.sql(traced(AMOUNTS));
  remarkLong(await to(upgraded, PREPARED));

  const copy = upgraded.with(upgraded.release.with({ PGDATABASE: `${upgraded.release.name}_prepared` }));
  await sql(newest, 'postgres', `CREATE DATABASE ${upgraded.release.name}_prepared TEMPLATE ${upgraded.release.name}`);
  const head = schemasOf(MLFLOW)?.tracking ?? '';
  const plain = await to(upgraded, head);
  remarkLong(plain);

  const started = performance.now();
  const args = ['db', 'prepopulate-trace-analytics', 'postgresql+psycopg2://'];
  const said = outputOf(await execute(inMlflow(MLFLOW, 'mlflow'), args, { env: copy.env }));
  remark(`prepopulated in ${((performance.now() - started) / 1000).toFixed(1)} s; then:`);
  expect(said).toContain(`Traces: scanned=${String(AMOUNTS.traces)}, updated=${String(AMOUNTS.traces)}`);
  const prepared = await to(copy, head);
  remarkLong(prepared);
  const secondsOf = (all: readonly Applied[]) => all.reduce((sum, { seconds }) => sum + seconds, 0);
  remark(`all together ${secondsOf(plain).toFixed(0)} s without, and ${secondsOf(prepared).toFixed(0)} s with it`);
  expect(await rowsIn(upgraded, 'spans')).toBe(AMOUNTS.traces * AMOUNTS.spans);
}, 3_600_000);

test('at another schema than that of MLflow 3.16, it refuses', async () => {
  const upgraded = await Upgraded.make(newest);
  await upgraded.migrate(MLFLOW_GUIDE);
  const args = ['db', 'prepopulate-trace-analytics', 'postgresql+psycopg2://'];
  const { code, stderr } = await execute(inMlflow(MLFLOW, 'mlflow'), args, { env: upgraded.env });
  expect([code, stderr]).toEqual([1, expect.stringContaining(`requires database revision '${PREPARED}'`)]);
});
