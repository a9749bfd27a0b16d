/** With backups, nothing is deleted that the newest one has not: each way not to have it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, destination, newest, Release, store } from '../backup/pod';
import { over, stateOf } from '../restore/pod';
import { age, atWork, collect, objectsOf, People, WITH_BACKUP } from './pod';

afterAll(closeStores);

let people: People;
let release: Release;
let experiment: string;
let run: string;

/** A run that was deleted 40 days ago, and nothing else. */
beforeAll(async () => {
  ({ people, release, experiment } = await atWork());
  run = await people.do('run', experiment, { 'ü + %41': 'odd', file: 'text' });
  await people.do('delete', 'run', run);
  await age(release, 40, 'run', run);
});
afterAll(() => {
  people.close();
});

async function refused(words: string | RegExp, env = {}): Promise<void> {
  const { code, said } = await collect(release, { ...WITH_BACKUP, ...env });
  expect(said).toMatch(words);
  expect(said).toContain('gc: failed: nothing is deleted without a backup: ');
  expect(code).toBe(1);
  await nothingIsGone();
}

async function nothingIsGone(): Promise<void> {
  expect(await release.sql('SELECT run_uuid FROM runs')).toBe(run);
  expect(await objectsOf(release)).toEqual(expect.arrayContaining([`${experiment}/${run}/artifacts/file`]));
}

test('before there is any; a report says so, and what would go with one', async () => {
  await refused('no backup of this database has been made');
  const { code, said } = await collect(release, { GC_OLDER_THAN: '30d', GC_BACKUP_HOURS: '48' });
  expect(said).toContain('gc: NOTHING WOULD BE DELETED without a backup: no backup of this database has been made\n');
  expect(said).toContain('gc: would delete 1 run: 2 objects (');
  expect(said).toContain('gc: nothing was changed, and with retention.gc.delete: true nothing would be, without a backup\n'); // prettier-ignore
  expect(code).toBe(0);
});

describe('with one', () => {
  let name: string;
  let saved: string;
  beforeAll(async () => {
    ({ name } = await release.backup());
    saved = await destination.do<string>('text', release.backups, `${name}/manifest.json`);
  });
  const write = (content: object) => destination.do('write_manifest', release.backups, name, content);
  const restoreManifest = () => destination.do('put', release.backups, { [`${name}/manifest.json`]: saved });

  test('that is not complete', async () => {
    await destination.do('delete', release.backups, `${name}/manifest.json`);
    await refused('no backup of this database is complete');
    await destination.do('put', release.backups, { [`${name}/manifest.json`]: saved.slice(1) });
    await refused('no backup of this database is complete');
    await restoreManifest();
  });

  test('of another database alone', async () => {
    await release.sql("UPDATE mlflow_chart.identity SET id = '0123456789ab'");
    await refused('no backup of this database is complete');
    await release.sql(`UPDATE mlflow_chart.identity SET id = '${name.split('/')[2] ?? ''}'`);
  });

  test('that was made before a migration: it copies no artefacts', async () => {
    const manifest = JSON.parse(saved) as Record<string, unknown>;
    await write({ ...manifest, kind: 'before-migration' });
    await refused('no backup of this database is complete');
    await restoreManifest();
  });

  test('that is not signed with the password of now', async () => {
    await refused(/backup, \S+, is not signed with the password that the database has now/, { PGPASSWORD: 'another' });
    const manifest = JSON.parse(saved) as Record<string, unknown>;
    await write({ ...manifest, chart: '6.6.6' });
    await refused('is not signed with the password that the database has now');
    await restoreManifest();
  });

  test('that is too old', async () => {
    await refused(/the newest complete backup, \S+, began more than 0.0 hours ago/, { GC_BACKUP_HOURS: '0.0' });
  });

  test('whose dump, or index, is gone or another', async () => {
    for (const [file, words] of [
      ['database.dump', /the dump of the newest backup is gone: \S+database.dump/],
      ['artifacts.jsonl.gz', /the index of backup \S+ is gone/],
    ] as const) {
      const kept = `${process.env['LOCAL_FOLDER'] ?? ''}/${file}`;
      await destination.do('save', release.backups, `${name}/${file}`, kept);
      await destination.do('delete', release.backups, `${name}/${file}`);
      const gone = await collect(release, WITH_BACKUP);
      expect([gone.code, gone.said]).toEqual([1, expect.stringMatching(words)]);
      await destination.do('put', release.backups, { [`${name}/${file}`]: 'another' });
      const other = await collect(release, WITH_BACKUP);
      expect([other.code, other.said]).toEqual([1, expect.stringMatching(/has 7 bytes instead of|is damaged/)]);
      await destination.do('restore_file', release.backups, `${name}/${file}`, kept);
      await nothingIsGone();
    }
  });

  test('a backup from the future', async () => {
    const late = name.replace(/\d{8}T\d{6}Z/, '29990101T000000Z');
    await destination.do('put', release.backups, { [`${late}/manifest.json`]: '{}' });
    await refused('a clock was wrong when it was made, or is now');
    await destination.do('delete', release.backups, `${late}/manifest.json`);
  });

  test('that is out of reach', async () => {
    await refused(/Could not connect to the endpoint URL/, { BACKUP_ENDPOINT: 'http://127.0.0.1:9' });
  });

  test('that began before something was deleted', async () => {
    // 12 hours by the clock of the server, while the backup is of now: a backup of a later state than the deletion’s.
    const later = await people.do('run', experiment, {});
    await people.do('delete', 'run', later);
    await release.sql(`UPDATE runs SET deleted_time = (extract(epoch FROM now() - interval '2 hours') * 1000)::bigint WHERE run_uuid = '${later}'`); // prettier-ignore
    const { started } = JSON.parse(saved) as { readonly started: string };
    const manifest = JSON.parse(saved) as Record<string, unknown>;
    const old = new Date(Date.parse(started) - 3 * 3_600_000).toISOString().replace(/\.\d+/, '');
    await write({ ...manifest, started: old });
    const { code, said } = await collect(release, { ...WITH_BACKUP, GC_OLDER_THAN: '1h', PGPASSWORD: '' });
    expect(said).toContain(`gc: run ${later}`);
    expect(said).toMatch(new RegExp(`run ${later} .* stays: it was deleted after the newest backup had begun\n`));
    expect(said).toMatch(new RegExp(`deleted run ${run} .*, with 2 objects`));
    expect(code).toBe(0);
    expect(await release.sql('SELECT run_uuid FROM runs')).toBe(later);
  });
});

test('an artefact that it has not, or has as another: the run stays; what it has comes back by a restore', async () => {
  const own = await Release.make(newest);
  const theirs = await People.of(own);
  const one = await theirs.do('experiment', 'one');
  const make = () => theirs.do('run', one, { 'ü + %41': 'odd', file: 'text' });
  const [first, second, third] = [await make(), await make(), await make()];
  const kept = await make();
  const model = await theirs.do('model', one, { MLmodel: 'a' });
  await theirs.do('trace', one);
  await theirs.do('delete', 'run', first, second, third);
  await theirs.do('delete', 'model', model);
  await age(own, 40, 'run', first, second, third);
  await age(own, 40, 'model', model);
  const { name } = await own.backup();
  const before = await stateOf(own);
  await own.put({ [`${one}/${second}/artifacts/later`]: 'later', [`${one}/${third}/artifacts/file`]: 'test' });

  const { code, said } = await collect(own, WITH_BACKUP);
  expect(said).toContain(`, and is in the backup ${name}\n`);
  expect(said).toContain(`stays: the backup ${name} has no artefact '${one}/${second}/artifacts/later'\n`);
  expect(said).toContain(`stays: the backup ${name} has another artefact '${one}/${third}/artifacts/file'\n`);
  expect(said).toContain('gc: deleted 1 logged model, 1 run: 3 objects (');
  expect(code).toBe(0);
  expect((await own.sql('SELECT run_uuid FROM runs ORDER BY 1')).split('\n')).toEqual([second, third, kept].sort());
  expect((await objectsOf(own)).filter((path) => path.includes(first) || path.includes(model))).toEqual([]);

  theirs.close();
  await over(own, name).all();
  const after = await stateOf(own);
  expect(after.rows).toBe(before.rows);
  // What came later is not taken away by a restore.
  expect(after.artifacts).toMatchObject(before.artifacts);
  expect(await store.do('keys_below', own.artifacts, `some/path/${one}/${first}/`)).toHaveLength(2);
});
