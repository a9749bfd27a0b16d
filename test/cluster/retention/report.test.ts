/** What `mlflow-chart report` says, to the byte, of what is there; and that it agrees with what would be deleted. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../operations/report/answer';
import { COMMAND, inputFor, type Asked } from '../../../operations/report/programs';
import { execute } from '../../support/execute';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { closeStores, newest, oldest, Release, runs, servers, store, type Variables } from '../backup/pod';
import { inMlflow } from '../local/prepare';
import { answer, report, type Said } from './installation';
import { age, ageTraces, collect, People, startProgram, sweep } from './pod';

afterAll(closeStores);

const text = (length: number) => 'x'.repeat(length);
const of = (said: Said, id: string) => said.experiments.find((experiment) => experiment.id === id);
const amount = (objects: number, bytes: number, day = bytes, week = day, month = week) => ({
  objects,
  bytes,
  written: { day, week, month },
});
const REPORT = { GC_OLDER_THAN: '30d', GC_MODELS: 'true' };

describe.each([
  { postgresql: newest, version: MLFLOW },
  { postgresql: oldest, version: MLFLOW_BEFORE },
])('PostgreSQL $postgresql.major, MLflow $version, as people use it', ({ postgresql, version }) => {
  let people: People;
  let release: Release;
  let said: Said;
  let large: string, small: string, elsewhere: string;

  beforeAll(async () => {
    release = await Release.make(postgresql, { version });
    people = await People.of(release);
    large = await people.do('experiment', 'large');
    small = await people.do('experiment', 'small');
    await people.do('run', large, { 'a/model': text(40_000), notes: text(500) });
    const gone = await people.do('run', large, { model: text(3000) });
    const yesterday = await people.do('run', large, { model: text(7) });
    const model = await people.do('model', small, { MLmodel: text(1234) });
    await people.do('model', small, { MLmodel: text(99) });
    await people.do('trace', small);
    const [old = '', other = '', needed = ''] = await people.do<string[]>('traces', large, 3);
    await people.do('expect', needed);
    await ageTraces(release, 100, old, other, needed);
    elsewhere = other;
    await release.sql(
      `UPDATE trace_tags SET value = 's3://elsewhere/x' WHERE key = 'mlflow.artifactLocation' AND request_id = '${other}'`,
    );
    await store.do('put', release.artifacts, {
      [`some/path/${large}/traces/${old}/artifacts/a`]: text(11),
      [`some/path/${large}/traces/${old}/artifacts/folder/a`]: text(200),
      [`some/path/${large}/traces/${needed}/artifacts/a`]: text(3000),
    }); // prettier-ignore
    await people.do('delete', 'run', gone, yesterday);
    await people.do('delete', 'model', model);
    await age(release, 40, 'run', gone);
    await age(release, 1, 'run', yesterday);
    await age(release, 40, 'model', model);
    said = await answer(release);
  });
  afterAll(() => {
    people.close();
  });

  test('each experiment has what was put there', async () => {
    const begun = (count: number) => ({ day: count, week: count, month: count });
    const sizes = await store.do<Record<string, number>>('sizes', release.artifacts, `some/path/${small}/`);
    const bytes = Object.values(sizes).reduce((total, size) => total + size, 0);
    expect(bytes).toBeGreaterThanOrEqual(1333);
    expect(said.problems).toEqual([]);
    expect(said.mlflow).toBe(version);
    const whole = Object.values(
      await store.do<Record<string, number>>('sizes', release.artifacts, `some/path/${large}/`),
    );
    const ofLarge = amount(
      whole.length,
      whole.reduce((total, size) => total + size, 0),
    );
    expect(ofLarge.bytes).toBeGreaterThanOrEqual(43_507 + 3211);
    expect(of(said, large)).toMatchObject({
      name: 'large',
      state: 'active',
      location: `mlflow-artifacts:/${large}`,
      isHere: true,
      sharedWith: null,
      runs: { active: 1, deleted: 2, begun: begun(3) },
      models: { active: 0, deleted: 0 },
      traces: { count: 3, begun: begun(0) },
      artifacts: ofLarge,
    });
    expect(of(said, small)).toMatchObject({
      runs: { active: 0, deleted: 0 },
      models: { active: 1, deleted: 1, begun: begun(2) },
      traces: { count: 1, begun: begun(1) },
      artifacts: amount(Object.keys(sizes).length, bytes),
    });
    expect(of(said, '0')).toMatchObject({ name: 'Default', artifacts: amount(0, 0), databaseBytes: 0 });
    expect(said.bucket).toMatchObject({
      ...amount(ofLarge.objects + Object.keys(sizes).length, ofLarge.bytes + bytes),
      complete: true,
    });
    expect(said.others).toEqual([]);
  });

  test('the database has what PostgreSQL says, and who has it', async () => {
    const size = 'SELECT pg_total_relation_size(oid) FROM pg_class WHERE relname = ';
    const { tables = [], logBytes } = said.database ?? {};
    const table = (name: string) => tables.find((one) => one.name === name);
    expect(table('metrics')).toMatchObject({ bytes: Number(await release.sql(`${size}'metrics'`)), of: 'runs' });
    expect(table('trace_info')).toMatchObject({
      bytes: Number(await release.sql(`${size}'trace_info'`)),
      of: 'traces',
    });
    expect(table('model_versions')?.of).toBeNull();
    expect(tables.map(({ bytes }) => bytes)).toEqual(tables.map(({ bytes }) => bytes).sort((a, b) => b - a));
    expect(logBytes).toBeGreaterThan(0);
    expect(of(said, large)?.databaseBytes).toBeGreaterThan(0);
    expect(of(said, small)?.databaseBytes).toBeGreaterThan(0);
  });

  test('what would be deleted for good is what retention.gc says', async () => {
    const { said: words } = await collect(release, REPORT);
    expect(words).toContain('gc: would delete 1 logged model, 1 run: 2 objects (4.1 KiB)\n');
    expect(said.free.gc).toEqual({ experiments: 0, runs: 1, models: 1, jobs: 0, objects: 2, bytes: 4234, stay: 0, failed: 0, reason: null, unseen: 0 }); // prettier-ignore
  });

  test('which traces would go by their age is what retention.traces says', async () => {
    const { said: words } = await sweep(release, { TRACES_OLDER_THAN: '90d' });
    const [, objects = '', size = ''] = /would delete 1 trace, with (\d+) objects \(([^)]*)\)\n/.exec(words) ?? [];
    expect(words).toContain('stays: its artefacts are elsewhere');
    expect(words).toContain('stays: somebody has said what is expected of it');
    const { traces } = said.free;
    expect(traces).toMatchObject({ traces: 1, objects: Number(objects), stay: 2, failed: 0, reason: null, unseen: 0, experiments: [{ id: large, traces: 1 }] });
    expect(`${String(traces?.bytes)} bytes`).toBe(size);
    expect(traces?.bytes).toBeGreaterThanOrEqual(211);
    // A third of what the traces of this experiment take.
    expect(traces?.databaseBytes).toBeGreaterThan(0);
    expect(traces?.databaseBytes).toBeLessThan((of(said, large)?.databaseBytes ?? 0) / 3);
    const of90 = (more: string) => valued(`retention: {traces: {olderThan: 90d, ${more}}}`);
    expect((await answer(release, await of90('linked: true'))).free.traces).toMatchObject({ traces: 2, stay: 1 });
    expect((await answer(release, await valued('retention: {traces: {olderThan: 101d}}'))).free.traces).toMatchObject({ traces: 0, stay: 0, objects: 0, experiments: [] });
    expect((await answer(release, await of90('experiments: [{name: large, olderThan: never}]'))).free.traces).toMatchObject({ traces: 0, stay: 0 });
    // Which experiments names lead to, is for retention.traces to remember.
    expect(await release.sql("SELECT to_regclass('mlflow_chart.trace_experiments') IS NULL")).toBe('t');
    const tomorrow = String(Date.now() + 2 * 86_400_000);
    await release.sql(`UPDATE trace_info SET timestamp_ms = ${tomorrow} WHERE request_id = '${elsewhere}'`);
    expect((await answer(release)).free.traces).toMatchObject({ traces: 1, stay: 2, unseen: 0 });
    expect((await sweep(release, { TRACES_OLDER_THAN: '90d' })).said.match(/ stays: /g)).toHaveLength(2);
    const { stdout } = await report(release);
    expect(stdout).toMatch(/\n {2}retention\.traces, those that began more than 90d ago: 1 trace: \d+ B in \d+ objects, and some .* of the database\n {4}1 of experiment \d+, large\n {4}2 more stay: /);
    const gone = await report(release, ['--json', ...(await of90('experiments: [{name: gone, olderThan: never}]'))]);
    expect(gone.exit).toBe(1);
    expect((JSON.parse(gone.stdout) as Said).problems).toEqual([{ what: 'traces that would be deleted by their age', reason: expect.stringContaining("there is no experiment 'gone'") }]);
  }); // prettier-ignore

  test('it takes little memory, for MLflow is not loaded', () => {
    expect(said.took.memoryBytes).toBeLessThan(120 * 1024 ** 2);
  });
});

describe('where things are', () => {
  let release: Release;
  const objects = (found: Readonly<Record<string, string | number>>) => release.put(found);
  const experiment = (id: number, location: string, state = 'active') =>
    release.sql(
      `INSERT INTO experiments (experiment_id, name, lifecycle_stage, artifact_location, last_update_time) VALUES (${String(id)}, 'e${String(id)}', '${state}', '${location}', 1)`,
    );
  const run = (id: string, of: number, uri: string, state = 'active') =>
    release.sql(
      `INSERT INTO runs (run_uuid, experiment_id, name, lifecycle_stage, status, source_type, artifact_uri, start_time, deleted_time) VALUES ('${id}', ${String(of)}, '${id}', '${state}', 'FINISHED', 'LOCAL', '${uri}', ${String(Date.now() - 3 * 86_400_000)}, 1)`,
    );
  const version = (name: string, source: string, run: string | null = null) =>
    release.sql(`INSERT INTO registered_models (name, creation_time) VALUES ('${name}', 1);
      INSERT INTO model_versions (name, version, source, run_id) VALUES ('${name}', 1, '${source}', ${run === null ? 'NULL' : `'${run}'`})`);

  beforeEach(async () => {
    release = await Release.make(newest);
  });

  test('below each experiment’s own folder, the inner one of two; what is nobody’s is said, and other folders of the bucket are not', async () => {
    const bucket = `s3://${release.artifacts}/some/path`;
    await experiment(1, 'mlflow-artifacts:/1');
    await experiment(2, `${bucket}/shared/two/`);
    await experiment(3, `${bucket}/shared/two`);
    await experiment(4, 's3://another/place');
    await experiment(5, `${bucket}/1/inner`, 'deleted');
    await run('apart', 4, 'mlflow-artifacts:/brought/apart/artifacts');
    await version('registered', `${bucket}/registry/model`);
    await version('of a run', 'mlflow-artifacts:/1/r/artifacts');
    await objects({
      ...{
        '1/r/artifacts/model': 100,
        '1/inner/r/artifacts/x': 30,
        'shared/two/x': 7,
        'brought/apart/artifacts/x': 11,
      },
      ...{ 'registry/model/MLmodel': 13, '77/r/artifacts/x': 17, '.mlflow-chart/moving/state.json': 19, notes: 23 },
    });
    await store.do('put', release.artifacts, { 'some/pathological': 1000, '1/r/artifacts/x': 1000 });
    const said = await answer(release);
    expect(said.problems).toEqual([]);
    expect(said.experiments.map(({ id, state, isHere, sharedWith, artifacts }) => [id, state, isHere, sharedWith, artifacts?.objects, artifacts?.bytes])).toEqual([
      ['1', 'active', true, null, 1, 100],
      ['2', 'active', true, null, 1, 7],
      ['3', 'active', true, '2', 0, 0],
      ['4', 'active', false, null, 1, 11],
      ['5', 'deleted', true, null, 1, 30],
    ]); // prettier-ignore
    expect(said.others).toEqual([
      { what: 'chart', ...amount(1, 19) },
      { what: 'gone', ...amount(1, 17) },
      { what: 'other', ...amount(1, 23) },
      { what: 'registry', ...amount(1, 13) },
    ]);
    expect(said.bucket).toMatchObject({ prefix: 'some/path/', ...amount(8, 220) });
    const { stdout } = await report(release);
    expect(stdout).toContain('elsewhere: s3://another/place\n');
    expect(stdout).toContain('in the folder of experiment 2, and counted there\n');
    // A registry of its own has its sources elsewhere.
    const apart = await answer(release, [], { MLFLOW_REGISTRY_STORE_URI: 'postgresql://elsewhere/registry' });
    expect(apart.others.map(({ what }) => what)).toEqual(['chart', 'gone', 'other']);
    expect(apart.problems.map(({ what }) => what)).toEqual(['registered models']);
  });

  test('when it was written, and when runs began', async () => {
    await experiment(1, 'mlflow-artifacts:/1');
    await run('one', 1, 'mlflow-artifacts:/1/one/artifacts');
    for (const [days, size] of [
      [0.5, 1],
      [1.5, 10],
      [6.5, 100],
      [7.5, 1000],
      [29.5, 10_000],
      [30.5, 100_000],
    ] as const) {
      await store.do('put_before', release.artifacts, `some/path/1/${String(days)}`, size, days);
    }
    const said = await answer(release);
    expect(of(said, '1')).toMatchObject({
      artifacts: amount(6, 111_111, 1, 111, 11_111),
      runs: { active: 1, deleted: 0, begun: { day: 0, week: 1, month: 1 } },
    });
    expect(said.bucket?.written).toEqual({ day: 1, week: 111, month: 11_111 });
    const [database, artefacts] = said.volumes;
    expect(artefacts).toMatchObject({ holds: 'artefacts', claim: 'data-mlflow-minio-0', capacityBytes: 1024 ** 3, availableBytes: 768_000 });
    // 11111 in 30 days is faster than 111 in 7.
    expect(artefacts?.forecast).toEqual({ bytesPerDay: 370, ofDays: 30, days: 2075 });
    expect(database).toMatchObject({ holds: 'database', claim: 'data-mlflow-postgresql-0', usedBytes: 256_000 });
    expect(database?.forecast?.ofDays).toBe(7);
  }); // prettier-ignore

  test('what is deleted, as retention.gc counts it: what is needed stays, what lies in two folders counts once', async () => {
    await experiment(1, 'mlflow-artifacts:/1');
    await experiment(2, 'mlflow-artifacts:/2', 'deleted');
    await experiment(3, 'mlflow-artifacts:/3', 'deleted');
    await experiment(4, 's3://another/place', 'deleted');
    await run('plain', 1, 'mlflow-artifacts:/1/plain/artifacts', 'deleted');
    await run('needed', 1, 'mlflow-artifacts:/1/needed/artifacts', 'deleted');
    await run('outer', 1, 'mlflow-artifacts:/1/outer/artifacts', 'deleted');
    await run('inner', 1, 'mlflow-artifacts:/1/outer/artifacts/inner/artifacts', 'deleted');
    // Before the inner one, and after it.
    await run('aa', 1, 'mlflow-artifacts:/1/aa/artifacts', 'deleted');
    await run('bb', 1, 'mlflow-artifacts:/1/aa/artifacts/bb/artifacts', 'deleted');
    await run('strange', 1, 'mlflow-artifacts:/1/other/artifacts', 'deleted');
    await run('whole', 2, 'mlflow-artifacts:/2/whole/artifacts', 'deleted');
    await run('kept', 3, 'mlflow-artifacts:/3/kept/artifacts');
    await version('registered', 's3://x/y', 'needed');
    await objects({
      ...{ '1/plain/artifacts/a': 1, '1/plain/artifacts-of-others': 1000, '1/needed/artifacts/a': 2 },
      ...{ '1/outer/artifacts/a': 4, '1/outer/artifacts/inner/artifacts/a': 8, '1/other/artifacts/a': 16 },
      ...{ '1/aa/artifacts/a': 256, '1/aa/artifacts/bb/artifacts/a': 512 },
      ...{ '2/whole/artifacts/a': 32, '2/traces/t/artifacts/a': 64, '3/kept/artifacts/a': 128 },
    });
    const { said: words } = await collect(release, REPORT);
    expect(words).toContain('gc: would delete 1 experiment, 6 runs: 7 objects (877 bytes)\ngc: 4 more stay,');
    const { free } = await answer(release);
    expect(free.gc).toEqual({ experiments: 1, runs: 6, models: 0, jobs: 0, objects: 7, bytes: 877, stay: 4, failed: 0, reason: null, unseen: 0 }); // prettier-ignore
    const younger = await valued('retention: {gc: {olderThan: 99999d}}');
    expect((await answer(release, younger)).free.gc).toMatchObject({ runs: 0, experiments: 0, objects: 0, bytes: 0, stay: 0 });
    const workspaces = await answer(release, [], { MLFLOW_ENABLE_WORKSPACES: 'true' });
    expect(workspaces.free.gc).toBeNull();
    const ofWorkspaces = (what: string) => `MLflow has workspaces (MLFLOW_ENABLE_WORKSPACES), which ${what} does not know`;
    expect(workspaces.problems).toEqual([
      { what: 'what would be deleted for good', reason: ofWorkspaces('retention.gc') },
      { what: 'traces that would be deleted by their age', reason: ofWorkspaces('retention.traces') },
    ]);
    expect(workspaces.free.traces).toBeNull();
  }); // prettier-ignore

  test('uploads that nobody has completed, as retention.lifecycle counts them', async () => {
    for (const key of ['some/path/1/a', 'some/path/2', 'some/pathological'])
      await store.do('upload_begun', release.artifacts, key);
    const { bucket, free } = await answer(release);
    expect(bucket?.uploads).toEqual({ count: 2, bytes: 8, complete: true });
    expect(free.lifecycle).toEqual({ uploads: { count: 0, bytes: 0 }, noncurrent: null });
    const { answered } = await look(release, { ...ASKED, uploadDays: 0 });
    expect(answered).toMatchObject({ free: { lifecycle: { uploads: { count: 2, bytes: 8 } } } });
    const lifecycle = await startProgram(release, 'lifecycle.py', { LIFECYCLE_UPLOAD_DAYS: '0' }).ended;
    expect(lifecycle.said).toContain('lifecycle: 2 uploads that nobody has completed\n');
    for (const requests of [/[?&]uploads/, /[?&]uploadId=/]) {
      const relay = await refusing(requests);
      const refused = await report(release, [], { MLFLOW_S3_ENDPOINT_URL: relay.url });
      relay.close();
      expect([refused.exit, refused.stdout]).toEqual([
        1,
        expect.stringMatching(
          /\nNOT KNOWN: uploads that nobody has completed: .*AccessDenied.*; the server's keys need s3:ListBucketMultipartUploads and s3:ListMultipartUploadParts\n$/,
        ),
      ]);
    }
  });

  test('an upload that somebody completes meanwhile takes nothing', async () => {
    for (const key of ['some/path/1/a', 'some/path/2']) await store.do('upload_begun', release.artifacts, key);
    const relay = await refusing(/path\/2\?.*uploadId=/, 404);
    const said = await answer(release, [], { MLFLOW_S3_ENDPOINT_URL: relay.url });
    relay.close();
    expect(said.problems).toEqual([]);
    expect(said.bucket?.uploads).toEqual({ count: 2, bytes: 4, complete: true });
  });

  test('older versions, by when another took their place', async () => {
    const bucket = `${release.name}-versions`;
    await store.do('make', bucket, 'versioning');
    release = release.with({ ARTIFACTS_URI: `s3://${bucket}/some/path` });
    await experiment(1, 'mlflow-artifacts:/1');
    for (const [size, days] of [
      [1, 100],
      [20, 50],
      [300, 10],
    ] as const)
      await store.do('put_before', bucket, 'some/path/1/a', size, days);
    await store.do('put_before', bucket, 'some/path/1/deleted', 4000, 5);
    await store.do('delete', bucket, 'some/path/1/deleted');
    const after = async (days: number) =>
      answer(release, await valued(`retention: {lifecycle: {noncurrentDays: ${String(days)}}}`));
    const said = await after(40);
    expect(said.bucket).toMatchObject({ ...amount(1, 300, 0, 0, 300), versioning: 'enabled', noncurrent: { objects: 3, bytes: 4021 } }); // prettier-ignore
    expect(said.free.lifecycle?.noncurrent).toEqual({ objects: 1, bytes: 1 });
    // Exactly as long ago as one was replaced, and a day more.
    expect((await after(50)).free.lifecycle?.noncurrent).toEqual({ objects: 1, bytes: 1 });
    expect((await after(51)).free.lifecycle?.noncurrent).toEqual({ objects: 0, bytes: 0 });
    expect((await answer(release)).free.lifecycle?.noncurrent).toBeNull();
    // MinIO lets who may list objects list versions, too.
    const relay = await refusing(/[?&]versions/);
    const without = async (url: string) => {
      const { exit, stdout } = await report(release, ['--json', ...(await valued('retention: {lifecycle: {noncurrentDays: 40}}'))], { MLFLOW_S3_ENDPOINT_URL: url });
      return { exit, said: JSON.parse(stdout) as Said };
    };
    const unseen = await without(relay.url);
    expect(unseen.exit).toBe(1);
    expect(unseen.said.problems).toEqual([{ what: 'older versions in the bucket', reason: expect.stringMatching(/AccessDenied.*; the server's keys need s3:ListBucketVersions$/) }]);
    expect(unseen.said.bucket).toMatchObject({ objects: 1, bytes: 300, versioning: 'enabled', noncurrent: null });
    expect(unseen.said.free.lifecycle?.noncurrent).toBeNull();
    relay.close();
    const blind = await refusing(/[?&]versioning/);
    const unknown = await without(blind.url);
    expect(unknown.exit).toBe(1);
    expect(unknown.said.problems).toEqual([{ what: 'older versions in the bucket', reason: expect.stringMatching(/AccessDenied.*; the server's keys need s3:GetBucketVersioning$/) }]);
    expect(unknown.said.bucket).toMatchObject({ objects: 1, bytes: 300, versioning: 'unknown', noncurrent: null });
    blind.close();
  }); // prettier-ignore

  test('what cannot be read is said, and the rest is there', async () => {
    await experiment(1, 'mlflow-artifacts:/1');
    await objects({ '1/r/artifacts/x': 5, '77/x': 6, other: 7 });
    const noDatabase = await report(release, ['--json'], { PGPORT: '9' });
    const said = JSON.parse(noDatabase.stdout) as Said;
    expect(noDatabase.exit).toBe(1);
    expect(said.problems).toEqual([{ what: 'the database', reason: expect.stringContaining('Connection refused') }]);
    expect(said.experiments.map(({ id, name, artifacts }) => [id, name, artifacts?.bytes])).toEqual([['1', null, 5], ['77', null, 6]]); // prettier-ignore
    expect(said.others).toEqual([{ what: 'other', ...amount(1, 7) }]);
    expect([said.database, said.free.gc]).toEqual([null, null]);

    const noStore = await report(release, [], { MLFLOW_S3_ENDPOINT_URL: 'http://me:hunter2@127.0.0.1:9' });
    expect(noStore.exit).toBe(1);
    expect(noStore.stdout).toMatch(/\n {2} 1 {2}e1 +0 +0 +0 +0 +0 B\n/);
    expect(noStore.stdout).toMatch(/\nNOT KNOWN: the bucket: Could not connect to the endpoint URL: "http:\/\/…@127[^@]*\n$/);

    const nothing = await report(release, [], { PGPORT: '9', MLFLOW_S3_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect([nothing.exit, nothing.stdout]).toEqual([2, '']);
    expect(nothing.stderr).toMatch(/^nobody could look: the database: .*Connection refused.*; the bucket: Could not connect/);

    const noRight = await report(release, [], await userWho('s3:GetObject'));
    expect([noRight.exit, noRight.stdout]).toEqual([1, expect.stringMatching(/NOT KNOWN: the bucket: .*AccessDenied.*; the server's keys need s3:ListBucket\n/)]);
    const files = await report(release, [], { MLFLOW_ARTIFACTS_DESTINATION: '/mnt/artefacts' });
    expect([files.exit, files.stdout]).toEqual([1, expect.stringContaining("NOT KNOWN: the bucket: artefacts are in '/mnt/artefacts', which is no bucket\n")]);
    const sqlite = await report(release, [], { MLFLOW_BACKEND_STORE_URI: 'sqlite:///mlflow.db' });
    expect([sqlite.exit, sqlite.stdout]).toEqual([1, expect.stringContaining('NOT KNOWN: the database: MLFLOW_BACKEND_STORE_URI is none of PostgreSQL\n')]);
  }); // prettier-ignore

  test('a table that somebody holds is not waited for', async () => {
    await experiment(1, 'mlflow-artifacts:/1');
    const held = release.sql('BEGIN; LOCK TABLE runs; SELECT pg_sleep(25); COMMIT');
    const said = await answer(release);
    await held;
    expect(said.problems.map(({ what, reason }) => `${what}: ${reason}`)).toContain('runs of each experiment: canceling statement due to lock timeout');
    expect(of(said, '1')).toMatchObject({ runs: null, models: { active: 0 }, artifacts: amount(0, 0) });
  }); // prettier-ignore

  test('an MLflow without logged models and traces has neither', async () => {
    await experiment(1, 'mlflow-artifacts:/1', 'deleted');
    const names = (await release.sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(logged_model|trace_|span|assessments|jobs)'")).split('\n'); // prettier-ignore
    await release.sql(`DROP TABLE ${names.join(', ')} CASCADE`);
    const said = await answer(release);
    expect(of(said, '1')).toMatchObject({ models: null, traces: null, runs: { active: 0, deleted: 0 } });
    // retention.gc has no answer for it either.
    expect(said.free.gc).toMatchObject({ experiments: 0, failed: 1, reason: expect.stringContaining('trace_info') });
    expect(said.problems).toEqual([
      { what: 'whether 1 things that are deleted would go', reason: expect.stringContaining('trace_info') },
    ]);
    expect(said.free.traces).toBeNull();
    // Not even to see what has failed.
    expect(said.took.memoryBytes).toBeLessThan(120 * 1024 ** 2);
    const { stdout } = await report(release);
    expect(stdout).toMatch(/\n {2} 1 {2}e1 +0 +0 {2,}0 +0 B +\S+ \S+ +deleted\n/);
    await release.sql('DROP TABLE alembic_version');
    const empty = await answer(release);
    expect(empty.problems[0]?.reason).toBe('the database has no tables of MLflow yet: has a server been started?');
  });

  test('a large table is sampled', async () => {
    await experiment(0, 'mlflow-artifacts:/0');
    await release.sql(`${runs(100)} UPDATE runs SET experiment_id = 0 WHERE right(run_uuid, 1) IN ('0', '1', '2');
      INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
        SELECT 'loss', n, n, 'run' || (n % 100 + 1), n, false FROM generate_series(1, 150000) n; ANALYZE`);
    const said = await answer(release);
    const metrics = said.database?.tables.find(({ name }) => name === 'metrics');
    expect(metrics?.bytes).toBeGreaterThan(8 * 1024 ** 2);
    const [default_, one] = [of(said, '0')?.databaseBytes ?? 0, of(said, '1')?.databaseBytes ?? 0];
    expect(default_ / (default_ + one)).toBeGreaterThan(0.25);
    expect(default_ / (default_ + one)).toBeLessThan(0.35);
  });
});

const ASKED: Asked = {
  olderThan: '30d',
  loggedModels: true,
  jobs: false,
  tracesOlderThan: '90d',
  tracesLinked: false,
  tracesExperiments: [],
  uploadDays: 7,
  noncurrentDays: 0,
  seconds: 60,
};

/** The program alone, with what the command does not let people ask. */
async function look(release: Release, asked: Asked, change: (program: string) => string = (program) => program) {
  const [, ...args] = COMMAND;
  const { ARTIFACTS_URI: destination = '', ...env } = release.env;
  const { stdout, stderr } = await execute(inMlflow(MLFLOW, 'python'), args.map(change), {
    env: { ...env, MLFLOW_ARTIFACTS_DESTINATION: destination },
    stdin: change(inputFor(asked)),
  });
  if (stderr !== '') throw new Error(stderr);
  if (stdout === '') throw new Error('it ended with nothing');
  return { answered: JSON.parse(stdout) as unknown };
} // prettier-ignore

async function valued(yaml: string): Promise<readonly string[]> {
  const file = join(mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'values-')), 'values.yaml');
  writeFileSync(file, `${yaml}\n`);
  return await Promise.resolve(['--values', file]);
}

let users = 0;
async function userWho(...actions: readonly string[]): Promise<Variables> {
  const name = `reader${String(users++)}`;
  await store.do('user', name, 'a long password', actions);
  return { AWS_ACCESS_KEY_ID: name, AWS_SECRET_ACCESS_KEY: 'a long password' };
}

/** What stands before the store, and refuses some requests as AWS does without the right. */
async function refusing(requests: RegExp, status = 403) {
  const { hostname, port } = new URL(servers.store);
  const relay = createServer((asked, answered) => {
    if (requests.test(asked.url ?? '')) {
      const code = status === 403 ? 'AccessDenied' : 'NoSuchUpload';
      answered.writeHead(status).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
      return;
    }
    const { method, headers, url } = asked;
    const passed = request({ hostname, port, method, headers, path: url }, (found) => {
      answered.writeHead(found.statusCode ?? 500, found.headers);
      found.pipe(answered);
    });
    asked.pipe(passed);
  });
  await new Promise<void>((listens) => relay.listen(0, '127.0.0.1', listens));
  return { url: `http://127.0.0.1:${String((relay.address() as AddressInfo).port)}`, close: () => relay.close() };
}

describe('in the server’s container', () => {
  let release: Release;
  beforeAll(async () => {
    release = await Release.make(newest);
    await release.sql("UPDATE experiments SET lifecycle_stage = 'deleted', last_update_time = 1; INSERT INTO experiments (experiment_id, name, lifecycle_stage, last_update_time) VALUES (7, 'seven', 'deleted', 1)");
    await release.put({ '7/x': 5 });
  }); // prettier-ignore

  const reasons = (answered: unknown) => (answered as Answer).problems.map(({ what, reason }) => `${what}: ${reason}`);
  const NO_TIME = 'there was no time to look at them: give it more (--minutes)';

  test('it ends in its time, and says that it has not seen all', async () => {
    await release.sql("INSERT INTO experiments (experiment_id, name, lifecycle_stage, artifact_location) VALUES (8, 'eight', 'active', 'mlflow-artifacts:/8'); INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 8, 1500000000001, 'OK'), ('tr-2', 8, 1500000000002, 'OK')");
    const { answered } = await look(release, { ...ASKED, seconds: 0 });
    expect(answered).toMatchObject({ database: null, bucket: { complete: false, objects: 0 } });
    expect(reasons(answered)).toEqual([
      'the database: there was no time for it: give it more (--minutes)',
      'the rest of the bucket: there was no time to list it to its end: give it more (--minutes)',
    ]);
    const noDeleted = await look(release, ASKED, (program) => program.replace('OF_DELETED = 0.4', 'OF_DELETED = 0'));
    expect(noDeleted.answered).toMatchObject({ bucket: { complete: true }, free: { gc: { unseen: 1, experiments: 0 }, traces: { traces: 2, unseen: 0 } } });
    expect(reasons(noDeleted.answered)).toEqual([`whether 1 things that are deleted would go: ${NO_TIME}`]);
    const noTraces = await look(release, ASKED, (program) => program.replace('self.is_over() or self.failed >=', 'True or self.failed >='));
    expect(noTraces.answered).toMatchObject({ free: { gc: { unseen: 0 }, traces: { traces: 0, unseen: 2 } } });
    expect(reasons(noTraces.answered)).toEqual([`whether 2 old traces would go: ${NO_TIME}`]);
    const noUploads = await look(release, ASKED, (program) => program.replace('number < MOST_UPLOADS and not is_over()', 'False'));
    expect(reasons(noUploads.answered)).toEqual([]);
    await store.do('upload_begun', release.artifacts, 'some/path/1');
    const someUploads = await look(release, ASKED, (program) => program.replace('number < MOST_UPLOADS and not is_over()', 'number < MOST_UPLOADS and False'));
    expect(someUploads.answered).toMatchObject({ bucket: { uploads: { count: 1, bytes: 0, complete: false } } });
    expect(reasons(someUploads.answered)).toEqual(['how large some uploads are that nobody has completed: there are too many of them, or there was no time to ask (--minutes)']);
  }); // prettier-ignore

  test('a trace that the database does not tell of does not hold up the others', async () => {
    // No row of it can be read, as by a page that is damaged.
    const broken = (program: string) => program.replace("timestamp_ms + coalesce(execution_time_ms, 0)::numeric > :before", "1 / (request_id <> 'tr-2')::int > :before");
    const { answered } = await look(release, ASKED, broken);
    expect(answered).toMatchObject({ free: { traces: { traces: 1, failed: 1, unseen: 0, reason: expect.stringContaining('division by zero') } } });
    expect(reasons(answered)).toEqual([expect.stringMatching(/^whether 1 old traces would go: of the first: .*trace tr-2 of experiment 8: .*division by zero/)]);
    const all = (program: string) => broken(program).replace("request_id <> 'tr-2'", 'false').replace('MOST_FAILURES = 20', 'MOST_FAILURES = 1');
    const { answered: none } = await look(release, ASKED, all);
    expect(none).toMatchObject({ free: { traces: { traces: 0, failed: 1, unseen: 1 } } });
  }); // prettier-ignore

  test('of very many it says that there are more, and when nobody waits any more, it ends', async () => {
    await store.do('upload_begun', release.artifacts, 'some/path/2');
    await release.sql(
      "INSERT INTO runs (run_uuid, experiment_id, artifact_uri) SELECT n, 7, 's3://x/' || n FROM generate_series(1, 2) n; UPDATE experiments SET artifact_location = 'mlflow-artifacts:/' || experiment_id;"
      + "INSERT INTO registered_models (name, creation_time) VALUES ('m', 1); INSERT INTO model_versions (name, version, source) SELECT 'm', n, 's3://x/' || n FROM generate_series(1, 2) n",
    );
    const few = (program: string) =>
      program
        .replace('MOST_PLACES = 20_000', 'MOST_PLACES = 1')
        .replace('MOST_UPLOADS = 2000', 'MOST_UPLOADS = 1')
        .replace('MOST_TRACES = 500_000', 'MOST_TRACES = 0')
        .replace('MOST = 50_000', 'MOST = 0');
    const { answered } = await look(release, ASKED, few);
    expect(answered).toMatchObject({
      bucket: { complete: true, uploads: { count: 2, bytes: 4, complete: false } },
      free: { gc: { unseen: 1 }, traces: { unseen: 2 } },
    });
    expect(reasons(answered)).toEqual([
      'runs that are not in the folder of their experiment: there are more than 1 of them',
      'registered models: there are more than 1 places of them',
      `whether 1 things that are deleted would go: ${NO_TIME}`,
      `whether 2 old traces would go: ${NO_TIME}`,
      'how large some uploads are that nobody has completed: there are too many of them, or there was no time to ask (--minutes)',
    ]);
    const hangs = (program: string) =>
      program
        .replace('return Report(asked).told()', 'time.sleep(600)')
        .replace('\\"seconds\\"] + 60', '\\"seconds\\"] + 1');
    await expect(look(release, { ...ASKED, seconds: 0 }, hangs)).rejects.toThrow('it ended with nothing');
  }); // prettier-ignore

  const limits = (limit: string, used: number, inactive = 0) => {
    const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'cgroup-'));
    writeFileSync(join(folder, 'memory.max'), `${limit}\n`);
    writeFileSync(join(folder, 'memory.current'), `${String(used * 1024 ** 2)}\n`);
    writeFileSync(join(folder, 'memory.stat'), `anon 5\ninactive_file ${String(inactive * 1024 ** 2)}\n`);
    return (program: string) => program.replaceAll('/sys/fs/cgroup/', `${folder}/`);
  };
  const GIB = String(1024 ** 3);
  const TOO_LITTLE =
    'its container has 191 MiB of memory left, and this takes up to 192: ask when it has less to do, or raise mlflow.resources.limits.memory';
  test.each([
    ['enough is left', limits(GIB, 832), undefined],
    ['too little', limits(GIB, 833), TOO_LITTLE],
    ['what is only kept counts as left', limits(GIB, 1000, 168), undefined],
    ['not all of it', limits(GIB, 1000, 167), TOO_LITTLE],
    ['no limit', limits('max', 5000), undefined],
  ])('it begins only where there is memory: %s', async (_, change, problem) => {
    const { answered } = await look(release, ASKED, change);
    expect((answered as { readonly problem?: string }).problem).toBe(problem);
  });

  test('it gives way to the server, and is the first to go', async () => {
    const show = 'def report(asked):\n    import os\n    return [os.nice(0), open("/proc/self/oom_score_adj").read().strip()]\n';
    const { stdout } = await execute(inMlflow(MLFLOW, 'python'), COMMAND.slice(1), {
      env: release.env,
      stdin: `${JSON.stringify({ programs: [['report', show]], asked: {} })}\n`,
    });
    expect(JSON.parse(stdout)).toEqual([19, '1000']);
  }); // prettier-ignore

  test('a database that goes while it is read leaves what was known by then', async () => {
    await release.put({ '8/x': 7, '9/x': 9 });
    const goes = (program: string) => program.replace('now = int(reading.now() * 1000)', 'raise Fault(\\"gone\\")');
    const { answered } = await look(release, ASKED, goes);
    const { experiments, others, problems } = answered as Answer;
    expect(problems).toEqual([{ what: 'the database', reason: 'gone' }]);
    expect(experiments.find(({ id }) => id === '8')).toMatchObject({ name: 'eight', isHere: true, runs: null, traces: null, databaseBytes: null, artifacts: { bytes: 7 } });
    expect(others).toContainEqual(expect.objectContaining({ what: 'gone', bytes: 9 }));
  }); // prettier-ignore

  test('its transaction cannot write', async () => {
    const [, ...args] = COMMAND;
    const input = JSON.parse(inputFor(ASKED)) as { readonly programs: readonly (readonly [string, string])[] };
    const attempt = `def report(asked):
    import tables
    reading = tables.Reading("postgresql+psycopg2://", 60, lambda: False)
    try:
        reading.rows("DELETE FROM experiments RETURNING 1")
    except Exception as error:
        settings = [reading.one("SELECT current_setting('%s')" % name) for name in ("statement_timeout", "lock_timeout", "transaction_isolation")]
        return [str(error.orig).strip(), *settings]
`;
    const programs = [...input.programs.slice(0, -1), ['report', attempt]];
    const { stdout } = await execute(inMlflow(MLFLOW, 'python'), args, {
      env: release.env,
      stdin: `${JSON.stringify({ programs, asked: ASKED })}\n`,
    });
    expect(JSON.parse(stdout)).toEqual(['cannot execute DELETE in a read-only transaction', '1min', '5s', 'repeatable read']);
  }); // prettier-ignore
});
