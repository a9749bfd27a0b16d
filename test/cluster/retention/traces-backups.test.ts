/** With backups, no trace goes that the newest one has not: each of its rows as it is, and each artefact. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closeStores, destination, newest, Release } from '../backup/pod';
import { over, stateOf } from '../restore/pod';
import { ageTraces, atWork, objectsOf, People, sweep, SWEEPS_BY_BACKUP } from './pod';

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
  expect(report.code).toBe(0);
  expect(await left()).toEqual([trace]);
});

test('whatever was written since stays: a tag, an assessment, a span, metadata, a link, an artefact; what goes comes back by a restore', async () => {
  const ids = await people.do<string[]>('traces', experiment, 8);
  const [tagged = '', assessed = '', spanned = '', noted = '', linked = '', grown = '', other = '', same = ''] = ids;
  for (const id of [assessed, same]) await people.do('praise', id);
  await ageTraces(release, 40, ...ids);
  const prompt = (id: string) => release.sql(`INSERT INTO entity_associations (association_id, source_type, source_id, destination_type, destination_id)
    VALUES ('${id}', 'trace', '${id}', 'prompt_version', 'p/1')`); // prettier-ignore
  await prompt(same);
  await release.put(Object.fromEntries([other, same].map((id) => [`${experiment}/traces/${id}/artifacts/a`, 'text'])));
  const { name } = await release.backup();
  const before = await stateOf(release);
  const files = before.artifacts;

  await people.do('tag', tagged, 'later');
  await release.sql(`UPDATE assessments SET rationale = 'later' WHERE trace_id = '${assessed}';
    UPDATE spans SET name = 'later' WHERE trace_id = '${spanned}';
    INSERT INTO trace_request_metadata (request_id, key, value) VALUES ('${noted}', 'note', 'later')`);
  await prompt(linked);
  await release.put({
    [`${experiment}/traces/${grown}/artifacts/later`]: 'later',
    [`${experiment}/traces/${other}/artifacts/a`]: 'another',
  });

  const { code, said } = await sweep(release, SWEEPS_BY_BACKUP);
  expect(said).toContain(`, and are in the backup ${name}\n`);
  for (const id of [tagged, assessed, spanned, noted, linked])
    expect(said).toContain(`trace ${id} of experiment ${experiment} stays: it was written after the newest backup had begun\n`); // prettier-ignore
  expect(said).toContain(`trace ${grown} of experiment ${experiment} stays: the newest backup has not all of it: the backup ${name} has no artefact '${experiment}/traces/${grown}/artifacts/later'\n`); // prettier-ignore
  expect(said).toContain(`trace ${other} of experiment ${experiment} stays: the newest backup has not all of it: the backup ${name} has another artefact `); // prettier-ignore
  expect(code).toBe(0);
  expect(await left()).toEqual([tagged, assessed, spanned, noted, linked, grown, other].sort());
  expect((await objectsOf(release)).filter((path) => path.includes(same))).toEqual([]);

  // After the next backup, they go.
  await release.backup();
  expect((await sweep(release, SWEEPS_BY_BACKUP)).said).toContain('traces: deleted 7 traces, with ');
  people.close();
  await over(release, name).all();
  const after = await stateOf(release);
  expect(after.rows).toBe(before.rows);
  expect(after.artifacts).toMatchObject(files);
});

test('a backup that does not say which rows it has, or of another history, is none', async () => {
  const own = await Release.make(newest);
  await own.sql(`INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'one', 'active');
    INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status) VALUES ('tr-1', 1, 1, 'OK')`);
  const { name } = await own.backup();
  const manifest = JSON.parse(await destination.do<string>('text', own.backups, `${name}/manifest.json`)) as {
    readonly rows: { readonly before: string; readonly history: string };
  };
  expect(manifest.rows).toEqual({
    before: expect.stringMatching(/^\d+$/),
    history: expect.stringMatching(/^\d+\/[0-9A-F]{8}$/),
  });
  const from = async (rows: unknown, env = {}) => {
    await destination.do('write_manifest', own.backups, name, { ...manifest, rows });
    const { code, said } = await sweep(own, { ...SWEEPS_BY_BACKUP, PGPASSWORD: '', ...env });
    return [code, said.replace(/^.*Warning.*\n.*\n/gm, '')];
  };
  const failed = 'traces: failed: nothing is deleted without a backup: ';
  const silent = `the backup ${name} does not say until when it has rows`;
  expect(await from(null)).toEqual([1, expect.stringContaining(failed + silent)]);
  expect(await from({ before: manifest.rows.before, history: null })).toEqual([1, expect.stringContaining(silent)]);
  for (const history of [manifest.rows.history.replace(/^./, '9'), manifest.rows.history.replace(/.$/, '9')])
    expect(await from({ before: manifest.rows.before, history })).toEqual([1, expect.stringContaining(`${failed}since the backup ${name} the database has moved, or a standby has taken over`)]); // prettier-ignore
  expect(await from(manifest.rows, { TRACES_BACKUP_HOURS: '0.0' })).toEqual([1, expect.stringContaining('began more than 0.0 hours ago')]); // prettier-ignore
  expect(await own.sql('SELECT request_id FROM trace_info')).toBe('tr-1');
  // Numbers of transactions come round: of a backup 2³² of them later, the same row is as old.
  const later = String(BigInt(manifest.rows.before) + 4294967296n);
  expect(await from({ before: later, history: manifest.rows.history })).toEqual([0, expect.stringContaining('traces: deleted 1 trace, with ')]); // prettier-ignore
});
