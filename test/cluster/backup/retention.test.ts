/** Which backups go, and what of them stays because others refer to it. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { OWNER } from '../local/minio';
import { sql } from '../local/postgresql';
import {
  closeStores,
  destination,
  newest,
  oldest,
  Release,
  runs,
  type Manifest,
  type ReleaseOptions,
  type Variables,
} from './pod';

afterAll(closeStores);

const IDENTITY = 'aaaaaaaaaaaa';
const DAY = 86_400_000;

/** As a backup of so many days ago would be called. */
function stamp(days: number, end = '0000'): string {
  const [moment = ''] = new Date(Date.now() - days * DAY).toISOString().replaceAll(/[-:]/g, '').split('.');
  return `${moment}Z-${end}`;
}

class Past {
  private constructor(readonly release: Release) {}

  static async of(options: ReleaseOptions = {}): Promise<Past> {
    const release = await Release.make(oldest, options);
    await release.sql(`CREATE SCHEMA mlflow_chart; CREATE TABLE mlflow_chart.identity (id text PRIMARY KEY);
      INSERT INTO mlflow_chart.identity VALUES ('${IDENTITY}')`);
    return new Past(release);
  }

  get folder(): string {
    return `team/${this.release.name}/${IDENTITY}/`;
  }

  /** A backup of the past; gives its stamp. */
  async forge(days: number, changes: object = {}, objects: Readonly<Record<string, string>> = {}): Promise<string> {
    const name = stamp(days);
    const own = Object.fromEntries(
      Object.entries(objects).map(([path, location]) => [path, location === '' ? name : location]),
    );
    await destination.do('forge', this.release.backups, this.folder + name, changes, own);
    return name;
  }

  /** Makes a real backup; gives what it says, and the stamps that are complete then, without its own. */
  async prune(
    env: Variables = {},
  ): Promise<{ readonly said: string; readonly left: readonly string[]; readonly name: string }> {
    const { name, said } = await this.release.backup(env);
    const names = await this.release.complete(this.folder);
    return { said, name, left: names.filter((one) => one !== name).map((one) => one.slice(this.folder.length)) };
  }
}

const beforeMigration: Partial<Manifest> = { kind: 'before-migration' };
const withRuns = (count: number) => ({ database: { tables: { 'public.runs': count } } });

describe('by count and days', () => {
  test.each<[count: string, days: string, left: readonly number[]]>([
    ['1', '', []],
    ['2', '0', [1]],
    ['3', '0', [1, 2]],
    ['1', '1.5', [1]],
    ['1', '2.5', [1, 2]],
    ['3', '1.5', [1, 2]],
    ['9', '0', [1, 2, 3, 4]],
  ])('count %s, days %s', async (RETENTION_COUNT, RETENTION_DAYS, left) => {
    const past = await Past.of();
    const stamps = new Map<number, string>();
    for (const days of [4, 3, 2, 1]) stamps.set(days, await past.forge(days));
    const pruned = await past.prune({ RETENTION_COUNT, RETENTION_DAYS });
    expect(new Set(pruned.left)).toEqual(new Set(left.map((days) => stamps.get(days))));
    const folders = new Set(
      (await past.release.keys(past.folder)).map((key) => key.slice(past.folder.length).split('/')[0]),
    );
    expect(folders.size).toBe(left.length + 1);
  });

  test('one before a migration counts for nothing, and goes by days', async () => {
    const past = await Past.of();
    const [, old, , young, one] = [
      await past.forge(6),
      await past.forge(5),
      await past.forge(4, beforeMigration),
      await past.forge(2, beforeMigration),
      await past.forge(1),
    ];
    expect((await past.prune({ RETENTION_COUNT: '3', RETENTION_DAYS: '3' })).left).toEqual([old, young, one]);
  });

  test('nothing of another database, release or name is touched', async () => {
    const past = await Past.of();
    const others = [
      `team/${past.release.name}/bbbbbbbbbbbb/`,
      `team/another/${IDENTITY}/`,
      `other/${past.release.name}/${IDENTITY}/`,
    ];
    for (const folder of others)
      for (const days of [9, 8, 7]) await destination.do('forge', past.release.backups, folder + stamp(days), {}, {});
    await destination.do('put', past.release.backups, { [`${past.folder}notes/manifest.json`]: 'mine' });
    await past.forge(3);
    expect((await past.prune({ RETENTION_COUNT: '1' })).left).toEqual(['notes']);
    for (const folder of others) expect(await past.release.complete(folder)).toHaveLength(3);
  });

  test('who loses the volume and backs up `count` + 1 times still has the backups from before', async () => {
    const release = await Release.make(newest, { env: { RETENTION_COUNT: '2' } });
    await release.sql(runs(40));
    await release.put({ artifact: 'text' });
    const before = [(await release.backup()).name, (await release.backup()).name];
    const artifacts = await release.backedUp(before[1] ?? '');
    const lost = await release.identity();
    await sql(newest, 'postgres', `DROP DATABASE ${release.name}; CREATE DATABASE ${release.name}`);
    await release.remove('artifact');
    const after = [];
    for (let times = 0; times < 3; times += 1) after.push((await release.backup()).name);
    expect(await release.identity()).not.toBe(lost);
    expect(new Set(await release.complete())).toEqual(new Set([...before, ...after.slice(1)]));
    for (const name of before) expect(await release.backedUp(name)).toEqual(artifacts);
    remark(`identity ${lost} is kept beside ${await release.identity()}`);
  });
});

describe('objects', () => {
  test('that a kept backup refers to stay, and go with the last of these', async () => {
    const past = await Past.of();
    const first = await past.forge(5, {}, { a: '', b: '', c: '' });
    const second = await past.forge(4, {}, { a: first, b: '', d: '' });
    const third = await past.forge(3, {}, { a: first, b: second, 'd/e': '' });
    const artifacts = async () =>
      (await past.release.keys(past.folder))
        .filter((key) => key.includes('/artifacts/'))
        .map((key) => key.slice(past.folder.length).replace('/artifacts/', ' '));
    await past.prune({ RETENTION_COUNT: '2' });
    expect(await artifacts()).toEqual([`${first} a`, `${second} b`, `${third} d/e`]);
    await past.prune({ RETENTION_COUNT: '2' });
    expect(await artifacts()).toEqual([]);
  });

  test('that only a backup before a migration names stay, and so does the index', async () => {
    const past = await Past.of();
    const first = await past.forge(5, {}, { a: '' });
    const { artifacts } = await past.release.manifest(past.folder + first);
    const named = await past.forge(2, { ...beforeMigration, artifacts });
    const { left } = await past.prune({ RETENTION_COUNT: '1', RETENTION_DAYS: '3' });
    expect(left).toEqual([named]);
    expect(await past.release.keys(past.folder + first)).toEqual([
      `${past.folder}${first}/artifacts.jsonl.gz`,
      `${past.folder}${first}/artifacts/a`,
    ]);
    expect(Object.keys(await past.release.backedUp(past.folder + named))).toEqual(['a']);
  });

  test('of a backup that never was completed go after a day', async () => {
    const past = await Past.of();
    const [old, young] = [stamp(1.1), stamp(0.9)];
    await destination.do('put', past.release.backups, {
      [`${past.folder}${old}/artifacts/x`]: 'x',
      [`${past.folder}${old}/database.dump`]: 'x',
      [`${past.folder}${young}/artifacts/y`]: 'y',
    });
    await past.prune();
    const keys = await past.release.keys(past.folder);
    expect(keys.filter((key) => key.includes(old))).toEqual([]);
    expect(keys.filter((key) => key.includes(young))).toHaveLength(1);
  });

  test('more than a request can delete go, too', async () => {
    const past = await Past.of();
    const old = stamp(2);
    await destination.do('put_many', past.release.backups, `${past.folder}${old}/artifacts/`, 1201);
    await past.prune();
    expect(await past.release.keys(past.folder + old)).toEqual([]);
  });
});

describe('a loss', () => {
  test('of most runs prunes nothing until a person has looked, however many backups follow', async () => {
    const past = await Past.of({ env: { RETENTION_COUNT: '1' } });
    const full = await past.forge(3, withRuns(20));
    const lost = await past.prune();
    expect(lost.said).toMatch(
      `nothing is pruned: ${lost.name} has far less than ${past.folder}${full} before it (0 runs instead of 20). Where that is as it should be, set backup.retention.acknowledge to ${lost.name}\n`,
    );
    expect(lost.left).toEqual([full]);
    const next = await past.prune();
    expect(next.left).toHaveLength(2);
    // The one before the loss, one of another database, and one that is to come acknowledge nothing.
    for (const RETENTION_ACKNOWLEDGE of [
      past.folder + full,
      lost.name.replace(IDENTITY, 'bbbbbbbbbbbb'),
      `${past.folder}99991231T000000Z-0000`,
      'latest',
    ])
      expect((await past.prune({ RETENTION_ACKNOWLEDGE })).said).toContain('nothing is pruned');
    expect((await past.prune({ RETENTION_ACKNOWLEDGE: lost.name })).left).toEqual([]);
    // It speaks of that loss alone.
    await past.release.sql(runs(30));
    await past.prune({ RETENTION_ACKNOWLEDGE: lost.name });
    await past.release.sql('DELETE FROM runs');
    expect((await past.prune({ RETENTION_ACKNOWLEDGE: lost.name })).said).toContain('(0 runs instead of 30)');
  });

  test('of most objects is one, and naming a newer backup than it is as good', async () => {
    const past = await Past.of({ env: { RETENTION_COUNT: '1' } });
    await past.forge(3, {}, Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`o${String(n)}`, ''])));
    expect((await past.prune()).said).toContain('(0 objects instead of 12)');
    const newer = await past.prune();
    expect((await past.prune({ RETENTION_ACKNOWLEDGE: newer.name })).left).toEqual([]);
  });

  test.each([
    [9, 0, false],
    [10, 0, true],
    [20, 10, false],
    [21, 10, true],
    [100, 50, false],
    [100, 49, true],
  ])('from %d runs to %d: %p', async (before, after, isLoss) => {
    const past = await Past.of({ env: { RETENTION_COUNT: '1' } });
    await past.forge(3, withRuns(before));
    await past.release.sql(runs(after));
    expect((await past.prune()).said.includes('nothing is pruned')).toBe(isLoss);
  });
});

describe('held back', () => {
  test('while another backup is under way, and not when its time is over', async () => {
    const past = await Past.of({ env: { RETENTION_COUNT: '1' } });
    await past.forge(3);
    const other = past.release.pod();
    await other.run('dump');
    expect(await past.prune()).toMatchObject({
      left: [expect.any(String)],
      said: expect.stringMatching(/nothing is pruned: \S+ is under way/),
    });
    await past.release.sql("UPDATE mlflow_chart.activity SET until = now() - interval '1 second'");
    expect((await past.prune()).left).toEqual([]);
  });

  test('by a manifest or an index that is damaged', async () => {
    const past = await Past.of({ env: { RETENTION_COUNT: '2' } });
    await past.forge(4);
    const damaged = await past.forge(3, {}, { a: '' });
    const manifest = `${past.folder}${damaged}/manifest.json`;
    const text = await destination.do<string>('text', past.release.backups, manifest);
    await destination.do('put', past.release.backups, { [manifest]: text.replace('"objects": 1', '"objects": 2') });
    const { said, left } = await past.prune();
    expect(said).toContain(`nothing is pruned: the manifest of backup ${past.folder}${damaged} is damaged`);
    expect(left).toHaveLength(2);
    await destination.do('put', past.release.backups, {
      [manifest]: text,
      [`${past.folder}${damaged}/artifacts.jsonl.gz`]: 'damaged',
    });
    expect((await past.prune({ RETENTION_COUNT: '3' })).said).toContain(
      `no artefacts are pruned: the index of backup ${past.folder}${damaged} is damaged`,
    );
    expect(await past.release.keys(`${past.folder}${damaged}/artifacts/`)).toHaveLength(1);
  });

  test('by credentials that may not delete: the backup is made, and the words say who ends old ones', async () => {
    const past = await Past.of();
    const user = past.release.name;
    await destination.do('user', user, OWNER.key, [
      's3:GetObject',
      's3:PutObject',
      's3:ListBucket',
      's3:GetBucketVersioning',
      's3:GetBucketObjectLockConfiguration',
    ]);
    const old = await past.forge(3, {}, { a: '' });
    const { said, left } = await past.prune({ RETENTION_COUNT: '1', BACKUP_ACCESS_KEY_ID: user });
    expect(left).toEqual([old]);
    expect(said).toMatch(/nothing more is pruned: these credentials may not delete in bucket \S+ \(AccessDenied\)/);
    expect(said).not.toContain('pruned team');
    expect(await past.release.keys(past.folder + old)).toHaveLength(4);
  });

  test('by object lock: what was deleted is still there, as a version', async () => {
    const past = await Past.of({ protection: 'lock' });
    const old = await past.forge(3, {}, { a: '' });
    expect((await past.prune({ RETENTION_COUNT: '1' })).left).toEqual([]);
    expect(await destination.do('versions', past.release.backups, past.folder + old)).toEqual(
      Object.fromEntries(
        ['artifacts.jsonl.gz', 'artifacts/a', 'database.dump', 'manifest.json'].map((file) => [
          `${past.folder}${old}/${file}`,
          [1, true],
        ]),
      ),
    );
  });
});
