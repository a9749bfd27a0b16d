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

/** A manifest, as far as retention reads it. */
function manifest(days: number, count = 0, kind = 'scheduled', objects = 0): object {
  return { name: `team/r/${IDENTITY}/${stamp(days)}`, kind, ...withRuns(count), artifacts: { objects } };
}

describe('by count and days', () => {
  test.each<[count: number, days: number, gone: readonly number[]]>([
    [0, 0, [4, 3, 2, 1]],
    [1, 0, [4, 3, 2, 1]],
    [2, 0, [4, 3, 2]],
    [4, 0, [4]],
    [5, 0, []],
    [9, 0, []],
    [1, 1.5, [4, 3, 2]],
    [1, 2.5, [4, 3]],
    [4, 1.5, [4]],
    [1, 9, []],
  ])('count %d, days %d: of 4, 3, 2, 1 and 0 days ago these go: %p', async (count, days, gone) => {
    const manifests = [4, 3, 2, 1, 0].map((age) => manifest(age));
    const names = await destination.do<readonly string[]>('expired', manifests, count, days);
    expect(names.map((name) => name.slice(-21, -12))).toEqual(gone.map((age) => stamp(age).slice(0, 9)));
  });

  test('the newest stays, of whichever kind, and so does the newest scheduled one', async () => {
    const manifests = [
      manifest(9),
      manifest(8),
      manifest(7, 0, 'before-migration'),
      manifest(6, 0, 'before-migration'),
    ];
    expect(await destination.do('expired', manifests, 1, 0)).toEqual(
      [0, 2].map((index) => (manifests[index] as Manifest).name),
    );
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
    const first = await past.forge(15, {}, { a: '', b: '', c: '' });
    const second = await past.forge(14, {}, { a: first, b: '', d: '' });
    const third = await past.forge(13, {}, { a: first, b: second, 'd/e': '' });
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

  test('of a backup that never was completed go after a week', async () => {
    const past = await Past.of();
    const [old, young] = [stamp(7.1), stamp(6.9)];
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
    const old = stamp(8);
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
    expect((await past.prune({ RETENTION_ACKNOWLEDGE: lost.name })).left).toEqual([]);
    // It speaks of that loss alone.
    await past.release.sql(runs(30));
    // As mlflow-chart backups prints it.
    await past.prune({ RETENTION_ACKNOWLEDGE: lost.name.split('/').slice(2).join('/') });
    await past.release.sql('DELETE FROM runs');
    expect((await past.prune({ RETENTION_ACKNOWLEDGE: lost.name })).said).toContain('(0 runs instead of 30)');
  });

  test.each<[runs: readonly number[], losses: readonly number[]]>([
    [[9, 0], []],
    [[10, 0], [1]],
    [[20, 10], []],
    [[21, 10], [1]],
    [[100, 50], []],
    [[100, 49], [1]],
    [
      [100, 10, 10, 100, 0],
      [1, 4],
    ],
  ])('with %p runs, one backup after the other: the losses are %p', async (counts, losses) => {
    const manifests = counts.map((count, index) => manifest(9 - index, count));
    expect(await destination.do('losses', manifests, '')).toEqual(
      losses.map((index) => (manifests[index] as Manifest).name),
    );
  });

  test('of most objects is one, and one before a migration is no measure', async () => {
    const manifests = [
      manifest(4, 0, 'scheduled', 20),
      manifest(3, 0, 'before-migration', 0),
      manifest(2, 0, 'scheduled', 10),
      manifest(1),
    ];
    expect(await destination.do('losses', manifests, '')).toEqual([(manifests[3] as Manifest).name]);
  });

  test('is acknowledged by its own name and by those of newer ones; not by older ones, others, or such as there are none', async () => {
    const manifests = [4, 3, 2, 1].map((days) => manifest(days, days > 3 ? 100 : 0));
    const names = manifests.map((one) => (one as Manifest).name);
    const [before = '', loss = '', , last = ''] = names;
    const acknowledged = async (name: string) =>
      (await destination.do<readonly string[]>('losses', manifests, name)).length === 0;
    for (const name of [loss, last]) expect(await acknowledged(name)).toBe(true);
    const strange = [
      loss.replace(IDENTITY, 'bbbbbbbbbbbb'),
      `${last.slice(0, -21)}99991231T000000Z-0000`,
      `${last}0`,
      'latest',
      '',
    ];
    for (const name of [before, ...strange]) expect(await acknowledged(name)).toBe(false);
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
      `nothing is pruned: the index of backup ${past.folder}${damaged} is damaged`,
    );
    expect(await past.release.keys(`${past.folder}${damaged}/artifacts/`)).toHaveLength(1);
  });

  test('by credentials that may not delete: the backup is made, and the words say that old ones stay', async () => {
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
