/** What is lost, or wrong, while a backup is made or before it: no backup calls itself complete that is not. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { over } from '../restore/pod';
import { MLFLOW, MLFLOW_BEFORE } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { closeStores, destination, newest, Release, runs } from './pod';

afterAll(closeStores);

const binOf = (version: string) => inMlflow(version, 'python').replace(/\/python$/, '');
const objects = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`object${String(index)}`, 'x']));

describe('artefacts that are gone when they are copied', () => {
  async function listed(count: number) {
    const release = await Release.make(newest);
    await release.put(objects(count));
    const pod = release.pod();
    await pod.all(['dump', 'list']);
    return { release, pod };
  }

  test('more than are left: it fails', async () => {
    const { release, pod } = await listed(5);
    await release.remove('object0', 'object1', 'object2');
    await expect(pod.all(['copy', 'finish'])).rejects.toThrow(
      'backup: failed: of 5 artefacts 3 were deleted while they were copied: the next backup is of what is left, if that was meant',
    );
    expect(await release.complete()).toEqual([]);
  });

  test('no more than are left: it says how many', async () => {
    const { release, pod } = await listed(4);
    await release.remove('object0', 'object1');
    const { name, said } = await pod.all(['copy', 'finish']);
    expect(said).toMatch(/is complete: .*, of which 2 objects \(2 bytes\) copied, 2 deleted meanwhile; \d+ s/);
    expect((await release.manifest(name)).artifacts.vanished).toBe(2);
  });
});

test('a large artefact that was another while it was copied, and is itself again, is copied as it is', async () => {
  const release = await Release.make(newest);
  const size = 17 * 1024 * 1024;
  await release.put({ large: size });
  const before = await release.live();
  const pod = release.pod();
  await pod.all(['dump', 'list']);
  const other = 'y'.repeat(size);
  await release.put({ large: other });
  await pod.all(['copy']);
  await release.put({ large: size });
  const { name } = await pod.all(['finish']);
  expect(await release.backedUp(name)).toEqual(before);
});

test('an artefact whose name is too long for the bucket of backups is left out, and said', async () => {
  const release = await Release.make(newest);
  const long = Array.from({ length: 5 }, () => 'n'.repeat(195)).join('/');
  await release.put({ [long]: 'long', short: 'short' });
  const { name, said } = await release.backup();
  expect(said).toContain('is left out: its name is too long for a key in the bucket of backups');
  expect(said).toMatch(/is complete: .*, 1 left out, because their names are too long; \d+ s/);
  expect(Object.keys(await release.backedUp(name))).toEqual(['short']);
});

test('a backup of a later time than now: none is made while it is there', async () => {
  const release = await Release.make(newest);
  const { name } = await release.backup();
  const late = name.replace(/\d{8}T\d{6}Z/, '29990101T000000Z');
  await destination.do('put', release.backups, { [`${late}/manifest.json`]: '{}' });
  await expect(release.backup()).rejects.toThrow(
    new RegExp(
      `backup: failed: it is \\d{4}-.*, and there is the backup ${late}: a clock was wrong when it was made, or is now`,
    ),
  );
  await destination.do('delete', release.backups, `${late}/manifest.json`);
  expect((await release.backup()).name).not.toBe('');
});

test('experiments whose artefacts lie elsewhere are said', async () => {
  const release = await Release.make(newest);
  await release.sql(`${runs(1)} UPDATE experiments SET artifact_location = 's3://other/place' WHERE experiment_id = 1`);
  expect((await release.backup()).said).toContain(
    'backup: 1 experiments have their artefacts elsewhere, such as s3://other/place: those are in no backup of this chart\n',
  );
});

test('before a migration, right after a restore, it has the artefacts of what was restored', async () => {
  const made = await Release.make(newest, { version: MLFLOW_BEFORE });
  await made.put(objects(3));
  const { name } = await made.backup();
  await over(made, name).all();
  const later = made.with({ PATH: (made.env['PATH'] ?? '').replace(binOf(MLFLOW_BEFORE), binOf(MLFLOW)) });
  const backup = await later.beforeMigration();
  expect(backup.said).toContain(`backup: the artefacts are those of ${name}\n`);
  expect((await made.manifest(backup.name)).artifacts).toMatchObject({
    objects: 3,
    copied: 0,
    index: { backup: name },
  });
});

describe('whoever can write to the bucket', () => {
  test.each([
    ['a dump elsewhere', (manifest: Forged) => ({ ...manifest, database: { ...manifest.database, file: '/tmp/x' } })],
    [
      'an index elsewhere',
      (manifest: Forged) => ({
        ...manifest,
        artifacts: { ...manifest.artifacts, index: { backup: '../x', sha256: '' } },
      }),
    ],
  ])('makes no restore read %s', async (_, forge) => {
    const release = await Release.make(newest);
    const { name } = await release.backup();
    await destination.do(
      'write_manifest',
      release.backups,
      name,
      forge((await release.manifest(name)) as unknown as Forged),
    );
    const { code, said } = await over(release, name).run('check');
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(`the manifest of backup ${name} names files that no backup has`),
    ]);
  });

  test('makes no backup that looks like one of this installation', async () => {
    const release = await Release.make(newest);
    const { name } = await release.backup();
    expect((await over(release, name).run('check')).said).not.toContain('is not signed');
    await destination.do('write_manifest', release.backups, name, {
      ...(await release.manifest(name)),
      mlflow: '3.0.0',
    });
    expect((await over(release, name).run('check')).said).toContain(
      `${name} is not signed with the password that the database has here.`,
    );
  });
});

interface Forged {
  readonly database: object;
  readonly artifacts: object;
}
