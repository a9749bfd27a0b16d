/** What a restore does to the artefact store, and to what others do there at the same time. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, Release, runs, servers, store } from '../backup/pod';
import { sql } from '../local/postgresql';
import { relayForTests } from '../local/relay-for-tests';
import { creating, over, ownedBy, restorePod, setAside } from './pod';

const relay = relayForTests(servers.store);
afterAll(closeStores);

async function changed(make: typeof creating): Promise<readonly [Release, string]> {
  const release = await make(newest, { env: { MLFLOW_S3_ENDPOINT_URL: relay().endpoint } });
  await release.sql(runs(20));
  await release.put({ first: 'then', second: 'then' });
  const { name } = await release.backup();
  await release.put({ first: 'now', second: 'now' });
  return [release, name];
}
const textsOf = async (release: Release, prefix = 'some/path/') =>
  Promise.all(['first', 'second'].map((path) => store.do<string>('text', release.artifacts, prefix + path)));
/** Does something once, after a request that looks so. */
function after(request: RegExp, act: () => Promise<unknown>): void {
  let acted: Promise<unknown> | undefined;
  relay().after = async (text) => {
    if (request.test(text) && acted === undefined) await (acted = act());
  };
}

test('one that is written while it is replaced is put aside, too', async () => {
  const [release, backup] = await changed(creating);
  after(/^PUT .*replaced\/\w+\/\w+\/second/, () => release.put({ second: 'written meanwhile' }));
  const said = await over(release, backup).all();
  expect(said).toContain("restore: 'second' was written while it was replaced: that is put aside, too\n");
  expect(await textsOf(release)).toEqual(['then', 'then']);
  const keys = await store.do<string[]>('keys_below', release.artifacts, 'some/path/.mlflow-chart/');
  const aside = keys.filter((key) => key.endsWith('/second'));
  expect(await Promise.all(aside.map((key) => store.do('text', release.artifacts, key)))).toEqual([
    'written meanwhile',
  ]);
});

test('one that comes while it is missing is put aside, too', async () => {
  const [release, backup] = await changed(creating);
  await release.remove('second');
  await store.do('delete', release.artifacts, 'some/path/second');
  const pod = over(release, backup);
  await pod.all(['check', 'load']);
  // rclone has not brought it: finish has to, and somebody else is faster.
  after(/^PUT .*replaced\/\w+\/\w+\/first/, () => release.put({ second: 'written meanwhile' }));
  await pod.all(['finish']);
  expect(await textsOf(release)).toEqual(['then', 'then']);
  expect(await setAside(release)).toContainEqual(expect.stringMatching(/\/second$/));
});

describe.each([
  { way: 'a new name', make: creating },
  { way: 'one transaction', make: ownedBy },
])('$way', ({ make }) => {
  test('a restore that fails gives back what it had replaced', async () => {
    const [release, backup] = await changed(make);
    const pod = over(release, backup);
    await pod.all(['check', 'load', 'copy']);
    // Somebody else’s hand: by the time of the commit the database is another one.
    after(/^PUT .*path\/second/, () => release.sql("UPDATE mlflow_chart.identity SET id = 'another'"));
    const { code, said } = await pod.run('finish');
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(
        /restore: put 2 artefacts back, .*\n.*restore: failed, and the database is as it was: another restore has replaced the database meanwhile/s,
      ),
    ]);
    expect(await textsOf(release)).toEqual(['now', 'now']);
  });
});

test('into an empty database nothing is replaced: the store may be somebody else’s', async () => {
  const [release, backup] = await changed(creating);
  const other = (await creating(newest)).with({
    ARTIFACTS_URI: release.env['ARTIFACTS_URI'] ?? '',
    BACKUP_BUCKET: release.backups,
  });
  const pod = restorePod(other, { from: backup });
  await pod.all(['check', 'load', 'copy']);
  const { code, said } = await pod.run('finish');
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(
      `the artefact 'first' is another in the artefact store, s3://${release.artifacts}/some/path/, than in ${backup}: nobody has said that it may be replaced.`,
    ),
  ]);
  expect(await textsOf(release)).toEqual(['now', 'now']);
  await over(other, backup).all();
  expect(await textsOf(release)).toEqual(['then', 'then']);
});

test.each([
  '{',
  '{}',
  '[]',
  'null',
  '{"state": "replacing"}',
  '"',
  '{"state": "replacing", "request": 1, "backup": "a", "run": "b"}',
])('a state that somebody has uploaded keeps no server from starting: %s', async (text) => {
  const release = await Release.make(newest);
  await release.put({ '.mlflow-chart/replaced/abc/state.json': text, kept: 'kept' });
  const { code, said } = await restorePod(release, { from: '' }).run('reopen');
  expect([code, said]).toEqual([0, '']);
  expect(await store.do('text', release.artifacts, 'some/path/kept')).toBe('kept');
});

test('by its short name and by its whole one it is the same restore', async () => {
  const [release, backup] = await changed(creating);
  await over(release, backup.split('/').slice(2).join('/')).all();
  await release.sql(runs(1, 'after'));
  expect(await over(release, backup).all()).toContain('was done at');
  expect(await release.sql("SELECT count(*) FROM runs WHERE run_uuid = 'after1'")).toBe('1');
});

test('the latest is not what was backed up after a loss that retention has seen', async () => {
  const release = await creating(newest);
  await release.sql(runs(30));
  const { name: before } = await release.backup();
  await release.sql('DELETE FROM runs');
  const { name: after } = await release.backup();
  await sql(newest, 'postgres', `DROP DATABASE ${release.name}`);
  await sql(newest, 'postgres', `CREATE DATABASE ${release.name} OWNER ${release.env['PGUSER'] ?? ''}`);
  const { code, said } = await restorePod(release, { from: 'latest' }).run('check');
  expect([code, said]).toEqual([
    1,
    expect.stringContaining(
      `the latest backup, ${after}, has 0 runs and 0 artefacts, or follows one that had far less than the one before: it may be what came after a loss. Name the one that you mean in restore.from: ${before} with 30 runs and 0 artefacts`,
    ),
  ]);
  await restorePod(release, { from: 'latest' }, { RETENTION_ACKNOWLEDGE: after }).all(['check']);
});
