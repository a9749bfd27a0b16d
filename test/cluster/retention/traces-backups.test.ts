/** With backups, no trace goes that the newest one has not: each of its rows as it is, and each artefact. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closeStores, type Release } from '../backup/pod';
import { over, stateOf } from '../restore/pod';
import { ageTraces, atWork, objectsOf, backupOfAll, type People, sweep, SWEEPS_BY_BACKUP } from './pod';

afterAll(closeStores);

let people: People;
let release: Release;
let experiment: string;
beforeAll(async () => {
  ({ people, release, experiment } = await atWork());
});
afterAll(() => {
  people.close();
});

const left = async () => (await release.sql('SELECT request_id FROM trace_info ORDER BY 1')).split('\n');

test('before there is any; a report says so, and what would go with one', async () => {
  const trace = await people.do('trace', experiment);
  await ageTraces(release, 40, trace);
  const { code, said } = await sweep(release, SWEEPS_BY_BACKUP);
  expect(said).toContain('traces: failed: nothing is deleted without a backup: no backup of this database has been made\n'); // prettier-ignore
  expect(code).toBe(1);
  const report = await sweep(release, { TRACES_OLDER_THAN: '30d', TRACES_BACKUP_HOURS: '48' });
  expect(report.said).toContain('traces: NOTHING WOULD BE DELETED without a backup: no backup of this database has been made\n'); // prettier-ignore
  expect(report.said).toContain('traces: would delete 1 trace, with ');
  expect(report.said).toContain('traces: nothing was changed, and with retention.traces.delete: true nothing would be, without a backup\n'); // prettier-ignore
  expect(report.code).toBe(0);
  expect(await left()).toEqual([trace]);
  await release.sql('DELETE FROM trace_info');
});

/** Rows of each table that a trace has some in. */
const OF_ANY: Readonly<Record<string, string>> = {
  trace_info: 'request_id',
  trace_tags: 'request_id',
  trace_request_metadata: 'request_id',
  trace_metrics: 'request_id',
  spans: 'trace_id',
  span_metrics: 'trace_id',
  assessments: 'trace_id',
  entity_associations: 'source_id',
  review_queue_items: 'item_id',
};

test('whatever was written since stays, in whatever table, or as an artefact; what goes comes back by a restore', async () => {
  const ids = await people.do<string[]>('traces', experiment, 12);
  const [tagged = '', assessed = '', spanned = '', noted = '', linked = '', shown = '', measured = '', timed = '', reviewed = '', grown = '', other = '', same = ''] = ids; // prettier-ignore
  const later = [tagged, assessed, spanned, noted, linked, shown, measured, timed, reviewed];
  const measure = (id: string) => release.sql(`INSERT INTO trace_metrics (request_id, key, value) VALUES ('${id}', 'tokens', 1)`); // prettier-ignore
  const time = (id: string) => release.sql(`INSERT INTO span_metrics (trace_id, span_id, key, value) SELECT trace_id, span_id, 'tokens', 1 FROM spans WHERE trace_id = '${id}'`); // prettier-ignore
  const review = (id: string) => release.sql(`INSERT INTO review_queues (queue_id, experiment_id, name, name_key, queue_type, creation_time_ms, last_update_time_ms)
      VALUES ('q-1', ${experiment}, 'first look', 'first look', 'custom', 1, 1) ON CONFLICT DO NOTHING;
    INSERT INTO review_queue_items (queue_id, item_type, item_id, status, creation_time_ms, last_update_time_ms) VALUES ('q-1', 'trace', '${id}', 'complete', 1, 1)`); // prettier-ignore
  for (const id of [assessed, same]) await people.do('praise', id);
  await ageTraces(release, 40, ...ids);
  const prompt = (id: string) => release.sql(`INSERT INTO entity_associations (association_id, source_type, source_id, destination_type, destination_id)
    VALUES ('${id}', 'trace', '${id}', 'prompt_version', 'p/1')`); // prettier-ignore
  for (const write of [prompt, measure, time, review]) await write(same);
  const rowsOfSame = async () => {
    const counts = Object.entries(OF_ANY).map(([table, column]) => `SELECT '${table}' FROM ${table} WHERE ${column} = '${same}' GROUP BY 1`); // prettier-ignore
    return (await release.sql(`${counts.join(' UNION ')} ORDER BY 1`)).split('\n');
  };
  expect(await rowsOfSame()).toEqual(Object.keys(OF_ANY).sort());
  await release.put(Object.fromEntries([other, same].map((id) => [`${experiment}/traces/${id}/artifacts/a`, 'text'])));
  const { name } = await backupOfAll(release);
  const before = await stateOf(release);
  const files = before.artifacts;

  await people.do('tag', tagged, 'later');
  await release.sql(`UPDATE assessments SET rationale = 'later' WHERE trace_id = '${assessed}';
    UPDATE spans SET name = 'later' WHERE trace_id = '${spanned}';
    INSERT INTO trace_request_metadata (request_id, key, value) VALUES ('${noted}', 'note', 'later');
    UPDATE trace_info SET request_preview = 'later' WHERE request_id = '${shown}'`);
  await prompt(linked);
  await measure(measured);
  await time(timed);
  await review(reviewed);
  await release.put({
    [`${experiment}/traces/${grown}/artifacts/later`]: 'later',
    // As large as it was.
    [`${experiment}/traces/${other}/artifacts/a`]: 'test',
  });

  const { code, said } = await sweep(release, SWEEPS_BY_BACKUP);
  expect(said).toContain(`, and are in the backup ${name}\n`);
  for (const id of later)
    expect(said).toContain(`trace ${id} of experiment ${experiment} stays: it was written after the newest backup had begun\n`); // prettier-ignore
  expect(said).toContain(`trace ${grown} of experiment ${experiment} stays: the newest backup has not all of it: the backup ${name} has no artefact '${experiment}/traces/${grown}/artifacts/later'\n`); // prettier-ignore
  expect(said).toContain(`trace ${other} of experiment ${experiment} stays: the newest backup has not all of it: the backup ${name} has another artefact `); // prettier-ignore
  expect(code).toBe(0);
  expect(await left()).toEqual([...later, grown, other].sort());
  expect(await rowsOfSame()).toEqual(['']);
  expect((await objectsOf(release)).filter((path) => path.includes(same))).toEqual([]);

  // After the next backup, they go.
  await backupOfAll(release);
  expect((await sweep(release, SWEEPS_BY_BACKUP)).said).toContain('traces: deleted 11 traces, with ');
  for (const [table, column] of Object.entries(OF_ANY))
    expect([table, await release.sql(`SELECT ${column} FROM ${table}`)]).toEqual([table, '']);
  people.close();
  await over(release, name).all();
  const after = await stateOf(release);
  expect(after.rows).toBe(before.rows);
  expect(after.artifacts).toMatchObject(files);
});
