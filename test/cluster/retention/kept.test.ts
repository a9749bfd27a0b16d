/** What is never deleted, although it, or what it belongs to, was: each way to delete something wrong. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, Release, store } from '../backup/pod';
import { age, collect, DELETES, objectsOf, People, rowsOf } from './pod';

let people: People;
let release: Release;
beforeAll(async () => {
  release = await Release.make(newest);
  people = await People.of(release);
});
afterAll(() => {
  people.close();
  closeStores();
});

let count = 0;
const experiment = (location?: string) => people.do('experiment', `experiment ${String(count++)}`, location ?? null);
const run = (of: string) => people.do('run', of, { file: 'text' });
async function deleted(kind: 'run' | 'experiment' | 'model', ...ids: readonly string[]): Promise<void> {
  await people.do('delete', kind, ...ids);
  await age(release, 40, kind, ...ids);
}
const runs = async () => (await people.do<{ runs: string[] }>('known')).runs;
const below = async (...folders: readonly string[]) =>
  (await objectsOf(release)).filter((path) => folders.some((folder) => path.startsWith(folder)));
const put = (...paths: readonly string[]) =>
  store.do('put', release.artifacts, Object.fromEntries(paths.map((path) => [`some/path/${path}`, 'text'])));

describe('what a registered model was made of', () => {
  test.each([
    ['its run', (id: string) => ['s3://elsewhere/model', id]],
    ['the artefacts of a run', (id: string) => [`mlflow-artifacts:/9/${id}/artifacts/model`, null]],
    ['a URI with the run', (id: string) => [`runs:/${id}/model`, null]],
  ])('%s', async (what, version) => {
    const one = await experiment();
    const made = await run(one);
    await release.sql(`INSERT INTO registered_models (name, creation_time) VALUES ('${what}', 1)`);
    const [source, of] = version(made);
    await release.sql(
      `INSERT INTO model_versions (name, version, source, run_id) VALUES ('${what}', 1, '${String(source)}', ${of == null ? 'NULL' : `'${of}'`})`,
    );
    await deleted('run', made);
    const { code, said } = await collect(release);
    expect(said).toContain(`gc: run ${made} (`);
    expect(said).toContain(`stays: version 1 of the registered model '${what}' was made of it`);
    expect(code).toBe(0);
    expect(await runs()).toContain(made);
    expect(await below(`${one}/${made}/`)).toHaveLength(1);
  });

  test('a logged model, by the registry itself; when the version is deleted, it goes', async () => {
    const one = await experiment();
    const model = await people.do('model', one, { MLmodel: 'a' });
    await people.do('register', 'registered', `models:/${model}`, model);
    await deleted('model', model);
    const { said } = await collect(release);
    expect(said).toContain("stays: version 1 of the registered model 'registered' was made of it");
    expect(await below(`${one}/models/${model}/`)).toHaveLength(1);
    await release.sql("DELETE FROM model_versions WHERE name = 'registered'");
    await collect(release);
    expect(await below(`${one}/models/`)).toEqual([]);
    expect(await release.sql(`SELECT count(*) FROM logged_models WHERE model_id = '${model}'`)).toBe('0');
  });
});

test('a run whose metrics are a logged model’s, until that is deleted, too', async () => {
  const one = await experiment();
  const made = await run(one);
  const model = await people.do('model', one, { MLmodel: 'a' }, made);
  await people.do('measure', made, model);
  await deleted('run', made);
  expect((await collect(release)).said).toContain(
    `stays: the logged model ${model}, which is not deleted, has metrics or artefacts of it\n`,
  );
  expect(await runs()).toContain(made);
  expect(await release.sql(`SELECT metric_value FROM logged_model_metrics WHERE model_id = '${model}'`)).toBe('0.9');
  await people.do('delete', 'model', model);
  expect((await collect(release)).said).toContain(`stays: the logged model ${model}`);
  await age(release, 40, 'model', model);
  expect((await collect(release)).said).toContain('gc: deleted 1 logged model, 1 run: 2 objects (');
});

test('a logged model without GC_MODELS, and the experiment that it is in', async () => {
  const one = await experiment();
  const model = await people.do('model', one, { MLmodel: 'a' });
  await deleted('experiment', one);
  const { said } = await collect(release, { ...DELETES, GC_MODELS: '' });
  expect(said).toContain('stays: 1 of its logged models stay\n');
  expect(await below(`${one}/`)).toEqual([`${one}/models/${model}/artifacts/MLmodel`]);
  expect((await collect(release)).said).toContain('gc: deleted 1 experiment, 1 logged model: 1 object (');
});

describe('an experiment', () => {
  test('goes with everything in it, and nothing beside it', async () => {
    const one = await experiment();
    const [first, second] = [await run(one), await run(one)];
    const model = await people.do('model', one, { MLmodel: 'a' }, first);
    await people.do('measure', first, model);
    const trace = await people.do('trace', one);
    await put(`${one}/traces/${trace}/artifacts/attachments/a`);
    const beside = [`${one}0/file`, `${one}-file`, `0/${one}/file`];
    await put(...beside);
    await deleted('experiment', one);
    await age(release, 40, 'run', first, second);
    const before = await objectsOf(release);
    const own = before.filter((path) => path.startsWith(`${one}/`));
    // Two of them are of the trace.
    expect(own).toHaveLength(5);

    const report = await collect(release, { GC_OLDER_THAN: '30d', GC_MODELS: 'true' });
    expect(report.said).toContain('gc: would delete 1 experiment, 1 logged model, 2 runs: 5 objects (');
    expect(await objectsOf(release)).toEqual(before);
    const { said } = await collect(release);
    expect(said).toContain('gc: deleted 1 experiment, 1 logged model, 2 runs: 5 objects (');
    expect(await objectsOf(release)).toEqual(before.filter((path) => !own.includes(path)));
    const of = `WHERE experiment_id = ${one}`;
    for (const table of ['experiments', 'runs', 'logged_models', 'trace_info', 'spans'])
      expect([table, await release.sql(`SELECT count(*) FROM ${table} ${of}`)]).toEqual([table, '0']);
    await store.do('delete', release.artifacts, ...beside.map((path) => `some/path/${path}`));
  });

  test('with a run that somebody has restored, stays, and so does that', async () => {
    const one = await experiment();
    const [gone, restored] = [await run(one), await run(one)];
    await deleted('experiment', one);
    await age(release, 40, 'run', gone, restored);
    await people.do('restore', 'run', restored);
    expect((await collect(release)).said).toContain('stays: 1 of its runs stay\n');
    expect(await runs()).toContain(restored);
    expect(await runs()).not.toContain(gone);
    expect(await below(`${one}/`)).toEqual([`${one}/${restored}/artifacts/file`]);
  });

  test('deleted yesterday, with runs that were deleted long before', async () => {
    const one = await experiment();
    const old = await run(one);
    await people.do('delete', 'experiment', one);
    await age(release, 40, 'run', old);
    await age(release, 1, 'experiment', one);
    const model = await people.do('model', '0', { MLmodel: 'a' });
    await release.sql(`UPDATE logged_models SET experiment_id = ${one} WHERE model_id = '${model}'`);
    await collect(release);
    expect(await release.sql(`SELECT count(*) FROM experiments WHERE experiment_id = ${one}`)).toBe('1');
    expect(await release.sql(`SELECT count(*) FROM logged_models WHERE model_id = '${model}'`)).toBe('1');
    expect(await below(`0/models/${model}/`)).toHaveLength(1);
  });

  test('whose traces are archived elsewhere, stays with them', async () => {
    const one = await experiment();
    const trace = await people.do('trace', one);
    await release.sql(`INSERT INTO trace_tags (request_id, key, value) VALUES ('${trace}', 'mlflow.trace.spansLocation', 'ARCHIVE_REPO')
      ON CONFLICT (request_id, key) DO UPDATE SET value = 'ARCHIVE_REPO'`);
    await deleted('experiment', one);
    expect((await collect(release)).said).toContain('stays: 1 of its traces are archived elsewhere\n');
    expect(await release.sql(`SELECT count(*) FROM trace_info WHERE experiment_id = ${one}`)).toBe('1');
  });

  test('that MLflow needs, the first', async () => {
    await deleted('experiment', '0');
    await collect(release);
    expect(await release.sql('SELECT lifecycle_stage FROM experiments WHERE experiment_id = 0')).toBe('deleted');
    await people.do('restore', 'experiment', '0');
  });

  test('in a folder that somebody has chosen: its runs go, and what else is there stays', async () => {
    const one = await experiment('mlflow-artifacts:/shared');
    const made = await run(one);
    await put('shared/theirs', `shared/${made}/theirs`);
    await deleted('experiment', one);
    await age(release, 40, 'run', made);
    expect(await below('shared/')).toContain(`shared/${made}/artifacts/file`);
    const { said } = await collect(release);
    expect(said).toContain("have in 'mlflow-artifacts:/shared' stays there: that folder is not its own\n");
    expect(said).toContain('gc: deleted 1 experiment, 1 run: 1 object (');
    expect(await below('shared/')).toEqual([`shared/${made}/theirs`, 'shared/theirs']);
  });
});

test('a run in whose folder another experiment has its artefacts', async () => {
  const one = await experiment();
  const made = await run(one);
  const inside = await experiment(`mlflow-artifacts:/${one}/${made}/artifacts/inside`);
  const other = await run(inside);
  await deleted('run', made);
  expect((await collect(release)).said).toContain(`stays: experiment ${inside} has its artefacts in the same folder: ${one}/${made}/artifacts\n`); // prettier-ignore
  expect(await below(`${one}/${made}/`)).toEqual([
    `${one}/${made}/artifacts/file`,
    `${one}/${made}/artifacts/inside/${other}/artifacts/file`,
  ]);
});

test('what was deleted when MLflow did not note it yet', async () => {
  const one = await experiment();
  const made = await run(one);
  await people.do('delete', 'run', made);
  await release.sql(`UPDATE runs SET deleted_time = NULL WHERE run_uuid = '${made}'`);
  expect((await collect(release)).said).toContain('gc: 1 are deleted, but MLflow has not noted when: they stay\n');
  expect(await runs()).toContain(made);
  await people.do('restore', 'run', made);
});

test('runs whose URI leads anywhere else, among others that go', async () => {
  const one = await experiment();
  const victim = await run(one);
  const ids = [];
  const bad: readonly (readonly [string | null, string])[] = [
    [null, 'not in the store of this installation'],
    ['', 'not in the store of this installation'],
    ['s3://elsewhere/1/ID/artifacts', 'not in the store of this installation'],
    [`s3://${release.artifacts}/some/path`, 'not in the store of this installation'],
    [`s3://${release.artifacts}/some/pathological/ID/artifacts`, 'not in the store of this installation'],
    ['file:///some/path/ID/artifacts', 'not in the store of this installation'],
    [`mlflow-artifacts://other/${one}/ID/artifacts`, 'not in the store of this installation'],
    [`mlflow-artifacts:/${one}/${victim}/artifacts`, 'not in a folder of its own'],
    [`mlflow-artifacts:/${one}/ID`, 'not in a folder of its own'],
    [`mlflow-artifacts:/${one}`, 'not in a folder of its own'],
    ['mlflow-artifacts:/', 'not in the store of this installation'],
    [`mlflow-artifacts:/${one}//ID/artifacts`, 'can be read in more than one way'],
    [`mlflow-artifacts:/${one}/../ID/artifacts`, 'can be read in more than one way'],
    [`mlflow-artifacts:/${one}%2F/ID/artifacts`, 'can be read in more than one way'],
  ];
  for (const [uri] of bad) {
    const id = await people.do('run', one, {});
    const value = uri === null ? 'NULL' : `'${uri.replace('ID', id)}'`;
    await people.do('delete', 'run', id);
    await release.sql(`UPDATE runs SET artifact_uri = ${value} WHERE run_uuid = '${id}'`);
    ids.push(id);
  }
  const good = await run(one);
  await people.do('delete', 'run', good);
  await age(release, 50, 'run', ...ids);
  await age(release, 40, 'run', good);
  const { code, said } = await collect(release);
  for (const [index, [, words]] of bad.entries())
    expect(said).toMatch(new RegExp(`^gc: run ${ids[index] ?? ''} .* stays: .*${words}`, 'm'));
  expect(said).toContain('gc: deleted 1 run: 1 object (');
  expect(code).toBe(0);
  const left = await release.sql(`SELECT run_uuid FROM runs WHERE experiment_id = ${one} ORDER BY 1`);
  expect(left.split('\n')).toEqual([...ids, victim].sort());
  expect(await below(`${one}/`)).toEqual([`${one}/${victim}/artifacts/file`]);
});

test('jobs that run, are young or have changed lately; those that ended long ago go, if that is asked for', async () => {
  const days = (count: number) => `(extract(epoch FROM now() - interval '${String(count)} days') * 1000)::bigint`;
  const job = (id: string, status: number, made: number, changed: number) =>
    `('${id}', ${days(made)}, ${days(changed)}, 'job', '{}', ${String(status)}, 0, 'default')`;
  await release.sql(`INSERT INTO jobs (id, creation_time, last_update_time, job_name, params, status, retry_count, workspace) VALUES
    ${job('succeeded', 2, 40, 40)}, ${job('failed', 3, 40, 40)}, ${job('timeout', 4, 40, 40)}, ${job('canceled', 5, 40, 40)},
    ${job('pending', 0, 40, 40)}, ${job('running', 1, 40, 40)}, ${job('recovery', 6, 40, 40)}, ${job('young', 2, 1, 1)}, ${job('changed', 2, 40, 1)}`);
  expect((await collect(release)).said).not.toContain('job');
  expect(await rowsOf(release, 'jobs')).toEqual({ jobs: 9 });
  expect((await collect(release, { GC_OLDER_THAN: '30d', GC_JOBS: 'true' })).said).toMatch(
    /^gc: would delete .*4 jobs/m,
  );
  expect(await rowsOf(release, 'jobs')).toEqual({ jobs: 9 });
  expect((await collect(release, { ...DELETES, GC_JOBS: 'true' })).said).toContain('gc: deleted 4 jobs: 0 objects');
  expect(await release.sql('SELECT id FROM jobs ORDER BY id')).toBe('changed\npending\nrecovery\nrunning\nyoung');
});
