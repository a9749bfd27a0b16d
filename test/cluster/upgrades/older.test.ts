/** Servers that share a database: of one MLflow, and an older one that goes on after a newer one has migrated it. */
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { closeStores, newest, Release } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { sql } from '../local/postgresql';
import { ask, startMlflow } from '../restore/mlflow';
import { Upgraded } from './upgraded';

afterAll(closeStores);

type Works = Readonly<Record<'runs' | 'models' | 'written' | 'searched' | 'read', true | string>>;
const ALL: Works = { runs: true, models: true, written: true, searched: true, read: true };

/** As a client of this version meets the server. */
async function works(upgraded: Upgraded, version: string, url: string, trace: string): Promise<Works> {
  const said = await upgraded.python(version, join(__dirname, 'works.py'), url, trace);
  return JSON.parse(said.trim().split('\n').at(-1) ?? '') as Works;
}

const traceIn = ({ traces }: { readonly traces: unknown }) => (traces as { readonly id: string }).id;

test(`MLflow ${MLFLOW_BEFORE} serves while ${MLFLOW} migrates: runs and models go on, traces do not`, async () => {
  const upgraded = await Upgraded.make(newest);
  await upgraded.migrate(MLFLOW_BEFORE);
  const trace = traceIn(await upgraded.kept(MLFLOW_BEFORE, 'write'));
  const server = await startMlflow(upgraded.release.with({ MLFLOW_VERSION: MLFLOW_BEFORE }));
  try {
    expect(await works(upgraded, MLFLOW_BEFORE, server.url, trace)).toEqual(ALL);
    await upgraded.migrate(MLFLOW);
    const broken = expect.stringContaining('column spans_1.dimension_attributes does not exist') as unknown as string;
    expect(await works(upgraded, MLFLOW_BEFORE, server.url, trace)).toEqual({ ...ALL, searched: broken, read: broken });
  } finally {
    server.stop();
  }
  // What the old one has written since is there for the new one.
  const newer = await startMlflow(upgraded.release);
  try {
    expect(await works(upgraded, MLFLOW, newer.url, trace)).toEqual(ALL);
  } finally {
    newer.stop();
  }
});

test(`two servers of MLflow ${MLFLOW}, with other settings, on one database and one bucket`, async () => {
  const upgraded = await Upgraded.make(newest);
  await upgraded.migrate(MLFLOW);
  const trace = traceIn(await upgraded.kept(MLFLOW, 'write'));
  const first = await startMlflow(upgraded.release);
  const second = await startMlflow(upgraded.release, ['--workers', '2']);
  try {
    const [one, other] = [
      await works(upgraded, MLFLOW, first.url, trace),
      await works(upgraded, MLFLOW, second.url, trace),
    ];
    expect([one, other]).toEqual([ALL, ALL]);
    const made = await ask<{ readonly experiment_id: string }>(second.url, '2.0/mlflow/experiments/create', {
      name: 'of the canary',
    });
    const there = await fetch(`${first.url}/api/2.0/mlflow/experiments/get?experiment_id=${made?.experiment_id ?? ''}`);
    expect(await there.json()).toMatchObject({ experiment: { name: 'of the canary' } });
  } finally {
    first.stop();
    second.stop();
  }
});

test(`MLflow ${MLFLOW} on a copy of the database of ${MLFLOW_BEFORE}, which goes on as it was`, async () => {
  const upgraded = await Upgraded.make(newest);
  await upgraded.migrate(MLFLOW_BEFORE);
  const before = await upgraded.kept(MLFLOW_BEFORE, 'write');
  const schema = () => upgraded.release.sql('SELECT version_num FROM alembic_version');
  const at = await schema();
  const { release } = upgraded;
  const copy = await Release.make(newest);
  await sql(newest, 'postgres', `DROP DATABASE ${copy.name}; CREATE DATABASE ${copy.name} TEMPLATE ${release.name}`);
  const canary = upgraded.with(release.with({ PGDATABASE: copy.name }));
  const seconds = await canary.migrate(MLFLOW);
  remark(`migrated in ${seconds.toFixed(1)} s`);
  expect((await canary.kept(MLFLOW, 'read')).kept).toEqual(before.kept);
  expect(await schema()).toBe(at);
  expect(await upgraded.kept(MLFLOW_BEFORE, 'read')).toEqual(before);
});
