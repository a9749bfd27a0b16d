/** Traces by age: exactly those that began long enough ago, and that nothing else needs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, oldest, Release, store } from '../backup/pod';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { ageTraces, atWork, objectsOf, People, rowsOf, sweep, SWEEPS } from './pod';

afterAll(closeStores);

/** In 2017, in milliseconds: for traces that no client has made. */
const LONG_AGO = '1500000000000';
const OF_TRACES = ['trace_info', 'spans', 'trace_tags', 'trace_request_metadata', 'assessments', 'entity_associations'];
const traces = async (release: Release) => (await release.sql('SELECT request_id FROM trace_info ORDER BY 1')).split('\n').filter((id) => id !== ''); // prettier-ignore

describe.each([
  { postgresql: oldest, major: oldest.major, version: MLFLOW },
  { postgresql: newest, major: newest.major, version: MLFLOW },
  { postgresql: newest, major: newest.major, version: MLFLOW_BEFORE },
])('PostgreSQL $major, MLflow $version', ({ postgresql, version }) => {
  let people: People;
  let release: Release;
  beforeAll(async () => {
    release = await Release.make(postgresql, { version });
    people = await People.of(release);
  });
  afterAll(() => {
    people.close();
  });

  test('those of 40 days ago go, with all that they have; younger ones, and runs and experiments, stay', async () => {
    const experiment = await people.do('experiment', 'odd names: ü %41 \' " \\ \n.');
    const run = await people.do('run', experiment, { file: 'text' });
    const [old, praised] = await people.do<string[]>('traces', experiment, 2);
    const young = await people.do('trace', experiment);
    // The MLflow before has no attachments.
    const attached = await (version === MLFLOW
      ? people.do('trace_with_attachment', experiment, 'attached')
      : people.do('trace', experiment));
    await people.do('praise', praised);
    await people.do('tag', old, 'a note');
    await people.do('praise', young);
    const kept = await rowsOf(release, ...OF_TRACES);
    await ageTraces(release, 40, old ?? '', praised ?? '', attached);
    await ageTraces(release, 29, young);
    await store.do('put', release.artifacts, {
      [`some/path/${experiment}/traces/${attached}/artifacts/more`]: 'text',
      [`some/path/${experiment}/traces/${attached}/artifacts/folder/more`]: 'text',
    });
    const before = await objectsOf(release);
    const goes = (path: string) => [old, praised, attached].some((id) => path.includes(`/traces/${id ?? ''}/`));
    const count = before.filter(goes).length;

    const report = await sweep(release, { TRACES_OLDER_THAN: '30d' });
    expect(report.said).toContain('traces: only says which traces that began longer than 30d ago\n');
    expect(report.said).toContain(`traces: experiment ${experiment} ('odd names: \\xfc %41 \\' " \\\\ \\n.'): would delete 3 traces, with ${String(count)} objects (`); // prettier-ignore
    expect(report.said).toContain(`traces: would delete 3 traces, with ${String(count)} objects (`);
    expect(report.said).toContain('traces: nothing was changed: with retention.traces.delete: true it would be\n');
    expect(report.code).toBe(0);
    expect(await objectsOf(release)).toEqual(before);
    expect(await rowsOf(release, ...OF_TRACES)).toEqual(kept);

    const { code, said } = await sweep(release);
    expect(said).toContain('traces: deletes for good traces that began longer than 30d ago\n');
    expect(said).toContain(`traces: deleted 3 traces, with ${String(count)} objects (`);
    expect(code).toBe(0);
    expect(await objectsOf(release)).toEqual(before.filter((path) => !goes(path)));
    expect(count).toBeGreaterThan(1);
    expect(await traces(release)).toEqual([young]);
    for (const table of ['spans', 'assessments'])
      expect([table, await release.sql(`SELECT DISTINCT trace_id FROM ${table}`)]).toEqual([table, young]);
    for (const table of ['trace_tags', 'trace_request_metadata'])
      expect([table, await release.sql(`SELECT DISTINCT request_id FROM ${table}`)]).toEqual([table, young]);
    expect(await people.do('read_trace', young)).toEqual([['asked', { question: 'why' }, { answer: 'because' }]]);
    expect(await people.do('read_run', run)).toMatchObject({ artifacts: ['file'] });
    expect((await sweep(release)).said).toContain('traces: deleted 0 traces, with 0 objects (0 bytes)\n');
  });

  test('more than a batch, and the one that the database does not let go stays alone', async () => {
    const experiment = await people.do('experiment', 'many');
    const seed = await people.do('trace', experiment);
    await release.sql(`INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status)
        SELECT 'tr-' || lpad(n::text, 32, '0'), ${experiment}, ${LONG_AGO} + n / 3, 'OK' FROM generate_series(1, 1234) n;
      INSERT INTO trace_tags (request_id, key, value) SELECT request_id, 'mlflow.artifactLocation', 'mlflow-artifacts:/${experiment}/traces/' || request_id || '/artifacts'
        FROM trace_info WHERE timestamp_ms < ${LONG_AGO} + 1000;
      CREATE TABLE refers (trace text REFERENCES trace_info (request_id)); INSERT INTO refers VALUES ('tr-' || lpad('777', 32, '0'))`);
    const refused = `tr-${'777'.padStart(32, '0')}`;
    await store.do('put', release.artifacts, Object.fromEntries(['1', '777', '1234'].map((n) => [`some/path/${experiment}/traces/tr-${n.padStart(32, '0')}/artifacts/a`, 'text']))); // prettier-ignore
    const { code, said } = await sweep(release);
    expect(said).toMatch(new RegExp(`trace ${refused} of experiment ${experiment} CANNOT GO, and stays: .*violates foreign key constraint`)); // prettier-ignore
    expect(said).toContain(`traces: experiment ${experiment} ('many'): deleted 1,233 traces, with 2 objects (`);
    expect(said).toContain('traces: failed: 1 traces CANNOT GO, for the reasons above; they are tried again the next time\n'); // prettier-ignore
    expect(code).toBe(1);
    const own = (await objectsOf(release)).filter((path) => path.startsWith(`${experiment}/traces/tr-0`));
    expect(own).toEqual([`${experiment}/traces/${refused}/artifacts/a`]);
    expect(await release.sql(`SELECT request_id FROM trace_info WHERE experiment_id = ${experiment} ORDER BY 1`)).toBe([refused, seed].sort().join('\n')); // prettier-ignore
    await release.sql('DROP TABLE refers');
    expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with 1 object (');
  });
});

describe('what is needed elsewhere', () => {
  let people: People;
  let release: Release;
  let experiment: string;
  beforeAll(async () => {
    ({ people, release, experiment } = await atWork());
  });
  afterAll(() => {
    people.close();
  });

  /** That this trace stays for this reason, and goes with retention.traces.linked. */
  async function stays(trace: string, words: string, linked = true): Promise<void> {
    const { code, said } = await sweep(release);
    expect(said).toContain(`traces: trace ${trace} of experiment ${experiment} stays: ${words}`);
    expect(code).toBe(0);
    expect(await traces(release)).toContain(trace);
    const { said: all } = await sweep(release, { ...SWEEPS, TRACES_LINKED: 'true' });
    expect(all).toContain(`traces: deleted ${linked ? '1 trace' : '0 traces'}, with `);
    if (linked) expect(await release.sql(`SELECT count(*) FROM entity_associations WHERE source_id = '${trace}'`)).toBe('0'); // prettier-ignore
  }
  const old = async (trace: string) => {
    await ageTraces(release, 40, trace);
    return trace;
  };

  test('linked to a run, as the results of an evaluation are', async () => {
    const run = await people.do('run', experiment, {});
    await stays(await old(await people.do('trace_of_run', experiment, run)), `it is linked to a run: '${run}'\n`);
  });

  test('made within a run', async () => {
    const [trace = '', run = ''] = await people.do<string[]>('trace_within_run', experiment);
    await stays(await old(trace), `a run made it: '${run}'\n`);
  });

  test('assessed by a run', async () => {
    const trace = await people.do('trace', experiment);
    const run = await people.do('run', experiment, {});
    await people.do('praise', trace);
    await release.sql(`UPDATE assessments SET run_id = '${run}'`);
    await stays(await old(trace), `a run has assessed it: '${run}'\n`);
  });

  test('of a run that is gone, it goes', async () => {
    const run = await people.do('run', experiment, {});
    const trace = await old(await people.do('trace_of_run', experiment, run));
    await release.sql(`DELETE FROM metrics WHERE run_uuid = '${run}'; DELETE FROM latest_metrics WHERE run_uuid = '${run}';
      DELETE FROM params WHERE run_uuid = '${run}'; DELETE FROM tags WHERE run_uuid = '${run}'; DELETE FROM runs WHERE run_uuid = '${run}'`);
    expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with ');
    expect(await traces(release)).not.toContain(trace);
  });

  test('the source of a record of an evaluation dataset', async () => {
    const trace = await people.do('trace', experiment);
    await people.do('dataset_of', experiment, trace);
    await stays(await old(trace), "a record of an evaluation dataset was made of it: 'asked often'\n");
  });

  test('of which somebody has said what is expected', async () => {
    const trace = await people.do('trace', experiment);
    await people.do('expect', trace);
    await stays(await old(trace), "somebody has said what is expected of it: 'answer'\n");
  });

  test('an issue that is open, and not one that is resolved or rejected', async () => {
    const trace = await people.do('trace', experiment);
    await people.do('praise', trace);
    await old(trace);
    await release.sql(`INSERT INTO issues (issue_id, experiment_id, name, description, status, created_timestamp, last_updated_timestamp)
        VALUES ('iss-1', ${experiment}, 'slow', 'text', 'pending', 1, 1);
      UPDATE assessments SET assessment_type = 'issue', name = 'iss-1' WHERE trace_id = '${trace}'`);
    const { said } = await sweep(release);
    expect(said).toContain(`stays: it shows an issue that is open: 'slow'\n`);
    await release.sql("UPDATE issues SET status = 'resolved'");
    expect((await sweep(release, { TRACES_OLDER_THAN: '30d' })).said).toContain('traces: would delete 1 trace, with ');
    await release.sql("UPDATE issues SET status = 'rejected'");
    expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with ');
  });

  test('in a queue for review, until that is done or declined; its place there goes with it', async () => {
    const trace = await old(await people.do('trace', experiment));
    await release.sql(`INSERT INTO review_queues (queue_id, experiment_id, name, name_key, queue_type, creation_time_ms, last_update_time_ms)
        VALUES ('q-1', ${experiment}, 'first look', 'first look', 'custom', 1, 1);
      INSERT INTO review_queue_items (queue_id, item_type, item_id, status, creation_time_ms, last_update_time_ms) VALUES ('q-1', 'trace', '${trace}', 'pending', 1, 1)`);
    expect((await sweep(release)).said).toContain("stays: it waits for a review: 'first look'\n");
    await release.sql("UPDATE review_queue_items SET status = 'declined'");
    expect((await sweep(release, { TRACES_OLDER_THAN: '30d' })).said).toContain('traces: would delete 1 trace, with ');
    await release.sql("UPDATE review_queue_items SET status = 'complete'");
    expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with ');
    expect(await rowsOf(release, 'review_queue_items')).toEqual({ review_queue_items: 0 });
  });

  test('linked to what this chart has never heard of', async () => {
    const trace = await old(await people.do('trace', experiment));
    const link = (from: string, to: string) =>
      release.sql(`INSERT INTO entity_associations (association_id, source_type, source_id, destination_type, destination_id)
        VALUES ('a-${from}', '${from}', '${from === 'trace' ? trace : 'x'}', '${to}', '${to === 'trace' ? trace : 'x'}')`);
    await link('trace', 'prompt_version');
    await link('trace', 'novelty');
    expect((await sweep(release)).said).toContain("stays: something is linked to it: 'novelty x'\n");
    await release.sql("DELETE FROM entity_associations WHERE destination_type = 'novelty'");
    await link('novelty', 'trace');
    await stays(trace, "something is linked to it: 'novelty x'\n");
  });

  test('of a run that began long ago, but was at work, extended or assessed lately: nothing switches that off', async () => {
    const working = await old(await people.do('trace', experiment));
    await release.sql(
      `UPDATE trace_info SET execution_time_ms = 30 * 86400000::bigint WHERE request_id = '${working}'`,
    );
    await stays(working, 'it was still at work later than that\n', false);
    // As clients say it.
    await release.sql(`UPDATE trace_info SET execution_time_ms = 9223372036854775807 WHERE request_id = '${working}'`);
    await stays(working, 'it was still at work later than that\n', false);
    await release.sql(
      `UPDATE trace_info SET execution_time_ms = 30 * 86400000::bigint WHERE request_id = '${working}'`,
    );
    await ageTraces(release, 40, working);
    const extended = await old(await people.do('trace', experiment));
    await release.sql(
      `UPDATE spans SET end_time_unix_nano = end_time_unix_nano + 30 * 86400000000000::bigint WHERE trace_id = '${extended}'`,
    );
    await sweep(release);
    await stays(extended, 'spans of it are younger\n', false);
    await ageTraces(release, 40, extended);
    await sweep(release);
    const praised = await old(await people.do('trace', experiment));
    await people.do('praise', praised);
    await stays(praised, 'it was assessed later than that\n', false);
    await ageTraces(release, 40, praised);
    expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with ');
  });

  test('one that nobody has ended goes as others do', async () => {
    const trace = await old(await people.do('trace', experiment));
    await release.sql(`UPDATE trace_info SET status = 'IN_PROGRESS', execution_time_ms = NULL WHERE request_id = '${trace}';
      UPDATE spans SET end_time_unix_nano = NULL WHERE trace_id = '${trace}'`);
    expect((await sweep(release)).said).toContain('traces: deleted 1 trace, with ');
  });

  test('many for the same reason: ten are named, and all are counted', async () => {
    await release.sql(`INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) SELECT 'tr-many-' || lpad(n::text, 3, '0'), ${experiment}, ${LONG_AGO} + n, 'OK' FROM generate_series(1, 25) n;
      INSERT INTO assessments (assessment_id, trace_id, name, assessment_type, value, created_timestamp, last_updated_timestamp, source_type, valid)
        SELECT 'e-' || request_id, request_id, 'answer', 'expectation', '1', 1, 1, 'HUMAN', true FROM trace_info WHERE request_id LIKE 'tr-many-%'`);
    const { said } = await sweep(release);
    expect(said.match(/^traces: trace tr-many-\d+ of experiment \d+ stays: /gm)).toHaveLength(10);
    expect(said).toContain(`traces: experiment ${experiment}: 25 traces stay, the 10 above among them: somebody has said what is expected of it\n`); // prettier-ignore
    await release.sql("DELETE FROM trace_info WHERE request_id LIKE 'tr-many-%'");
  });
});

describe('places', () => {
  let people: People;
  let release: Release;
  beforeAll(async () => {
    release = await Release.make(newest);
    people = await People.of(release);
  });
  afterAll(() => {
    people.close();
  });
  const put = (...paths: readonly string[]) =>
    store.do('put', release.artifacts, Object.fromEntries(paths.map((path) => [`some/path/${path}`, 'text'])));

  test('a trace whose URI leads anywhere else stays, among others that go', async () => {
    const experiment = await people.do('experiment', 'one');
    const victim = await people.do('run', experiment, { file: 'text' });
    const beside = await people.do('trace', experiment);
    const bad = [
      ['', 'not in the store of this installation'],
      ['s3://elsewhere/1/traces/ID/artifacts', 'not in the store of this installation'],
      [`mlflow-artifacts:/${experiment}/${victim}/artifacts`, 'not in a folder of its own'],
      [`mlflow-artifacts:/${experiment}/traces/${beside}/artifacts`, 'not in a folder of its own'],
      [`mlflow-artifacts:/${experiment}/ID/artifacts`, 'not in a folder of its own'],
      [`mlflow-artifacts:/${experiment}/traces/ID`, 'not in a folder of its own'],
      [`mlflow-artifacts:/${experiment}/traces/../traces/ID/artifacts`, 'can be read in more than one way'],
      [`mlflow-artifacts:/${experiment}%2Ftraces/ID/artifacts`, 'can be read in more than one way'],
      // As MLflow makes them, in the folder of another experiment, and of none.
      ['mlflow-artifacts:/0/traces/ID/artifacts', 'not in a folder of its own'],
      [`mlflow-artifacts:/${experiment}/theirs/traces/ID/artifacts`, 'not in a folder of its own'],
    ] as const;
    const ids = await people.do<string[]>('traces', experiment, bad.length);
    for (const [index, [uri]] of bad.entries())
      await release.sql(`UPDATE trace_tags SET value = '${uri.replace('ID', ids[index] ?? '')}' WHERE key = 'mlflow.artifactLocation' AND request_id = '${ids[index] ?? ''}'`); // prettier-ignore
    const good = await people.do('trace', experiment);
    await ageTraces(release, 40, ...ids, good);
    const { code, said } = await sweep(release);
    for (const [index, [, words]] of bad.entries())
      expect(said).toMatch(new RegExp(`^traces: trace ${ids[index] ?? ''} .* stays: its artefacts are elsewhere: .*${words}`, 'm')); // prettier-ignore
    expect(said).toContain(`traces: deleted 1 trace, with `);
    expect(code).toBe(0);
    expect(await traces(release)).toEqual([...ids, beside].sort());
    expect(await objectsOf(release)).toContain(`${experiment}/${victim}/artifacts/file`);
    await release.sql(`DELETE FROM trace_info WHERE experiment_id = ${experiment}`);
  });

  test('one in whose folder another experiment has its artefacts', async () => {
    const experiment = await people.do('experiment', 'two');
    const trace = await people.do('trace', experiment);
    await ageTraces(release, 40, trace);
    const inside = await people.do(
      'experiment',
      'inside',
      `mlflow-artifacts:/${experiment}/traces/${trace}/artifacts/a`,
    );
    const run = await people.do('run', inside, { file: 'text' });
    expect((await sweep(release)).said).toContain(`stays: its artefacts are elsewhere: experiment ${inside} has its artefacts in the same folder: ${experiment}/traces/${trace}/artifacts\n`); // prettier-ignore
    expect(await people.do('read_run', run)).toMatchObject({ artifacts: ['file'] });
  });

  test('an experiment in a folder that somebody has chosen: its traces go, and what else is there stays', async () => {
    const experiment = await people.do('experiment', 'three', 'mlflow-artifacts:/shared');
    const trace = await people.do('trace', experiment);
    await ageTraces(release, 40, trace);
    await put(
      'shared/theirs',
      'shared/traces/theirs',
      `shared/traces/${trace}/artifacts/a`,
      `shared/traces/${trace}0/artifacts/a`,
    );
    expect((await sweep(release)).said).toContain("('three'): deleted 1 trace, with ");
    expect((await objectsOf(release)).filter((path) => path.startsWith('shared/'))).toEqual([
      'shared/theirs',
      'shared/traces/theirs',
      `shared/traces/${trace}0/artifacts/a`,
    ]);
  });

  test('an experiment in the folder of all artefacts itself', async () => {
    const experiment = await people.do('experiment', 'at the root', 'mlflow-artifacts:/');
    const trace = await people.do('trace', experiment);
    await ageTraces(release, 40, trace);
    await put(`traces/${trace}/artifacts/a`);
    expect((await sweep(release)).said).toContain("('at the root'): deleted 1 trace, with ");
    expect((await objectsOf(release)).filter((path) => path.startsWith('traces/'))).toEqual([]);
  });

  test('archived: what lies in this store goes with it, what lies elsewhere keeps it', async () => {
    const experiment = await people.do('experiment', 'four');
    const ids = await people.do<string[]>('traces', experiment, 3);
    const [here = '', elsewhere = '', other = ''] = ids;
    const archive = (id: string, location: string) => `('${id}', 'mlflow.trace.spansLocation', 'ARCHIVE_REPO'), ('${id}', 'mlflow.trace.archiveLocation', '${location}/${experiment}/traces/${id}/artifacts')`; // prettier-ignore
    await release.sql(`DELETE FROM trace_tags WHERE key = 'mlflow.trace.spansLocation';
      INSERT INTO trace_tags (request_id, key, value) VALUES ${archive(here, `s3://${release.artifacts}/some/path/archive`)}, ${archive(elsewhere, 's3://another/archive')},
        ${archive(other, `s3://${release.artifacts}/some/path/archive`).replace(`/${experiment}/traces`, '/0/traces')}`);
    await put(`archive/${experiment}/traces/${here}/artifacts/traces.pb`);
    await ageTraces(release, 40, ...ids);
    const { said } = await sweep(release);
    expect(said).toContain(`trace ${elsewhere} of experiment ${experiment} stays: its artefacts are elsewhere: its artefacts are not in the store of this installation: `); // prettier-ignore
    expect(said).toContain(`trace ${other} of experiment ${experiment} stays: its artefacts are elsewhere: they are not in a folder of its own: `); // prettier-ignore
    expect(said).toContain("('four'): deleted 1 trace, with ");
    expect((await objectsOf(release)).filter((path) => path.includes(here))).toEqual([]);
    expect((await traces(release)).filter((id) => ids.includes(id))).toEqual([elsewhere, other].sort());
    await release.sql(`DELETE FROM trace_info WHERE experiment_id = ${experiment}`);
  });
});
