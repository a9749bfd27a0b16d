/** The newest backup is restored into a database beside the real one, compared, and dropped; the bucket says what came of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { closeStores, destination, newest, Release, runs } from '../backup/pod';
import { databasesOf, ownedBy, RestorePod, stateOf } from './pod';

afterAll(closeStores);

describe('a rehearsal', () => {
  let release: Release;
  let name: string;

  beforeAll(async () => {
    release = await Release.make(newest);
    await release.sql(runs(50));
    await release.put({ a: 'a', 'b\nodd': 'b' });
  });
  beforeEach(async () => {
    name = (await release.backup()).name;
  });

  async function rehearse(
    of = release,
  ): Promise<{ readonly said: string; readonly result: Readonly<Record<string, unknown>> }> {
    const said = await new RestorePod({ ...of.env, REHEARSAL: '1' }).all(['fetch', 'load', 'compare']);
    const [newestOne = ''] = [...(await of.complete())].sort().reverse();
    const text = await destination.do<string>('text', of.backups, `${newestOne}/rehearsal.json`);
    return { said, result: JSON.parse(text) as Record<string, unknown> };
  }

  test('of a good backup leaves nothing but its result', async () => {
    const before = await stateOf(release);
    const { said, result } = await rehearse();
    const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(result).toEqual({ ok: true, reason: null, started: moment, finished: moment });
    expect(said).toContain('restore: all 2 artefacts are there, and 2 that were read are what was written\n');
    expect(said).toContain(`restore: ${name} can be restored\n`);
    expect(await databasesOf(release)).toEqual([release.name]);
    expect(await stateOf(release)).toEqual(before);
  });

  test.each([
    ['a damaged dump', 'database.dump', /the dump of \S+ is damaged/],
    ['a damaged manifest', 'manifest.json', /the manifest of backup \S+ is damaged/],
    ['an object that is another', 'artifacts/a', /the copy of the artefact 'a' is gone or changed/],
  ])('of %s says so', async (_title, path, reason) => {
    const holder = path.startsWith('artifacts/') ? ((await release.complete())[0] ?? '') : name;
    await destination.do('put', release.backups, { [`${holder}/${path}`]: '{}' });
    const { result } = await rehearse();
    expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
    expect(await databasesOf(release)).toEqual([release.name]);
  });

  test('of one that somebody else has made is none: what it loads may do what it wants', async () => {
    await destination.do('write_manifest', release.backups, name, {
      ...(await release.manifest(name)),
      mlflow: '3.0.0',
    });
    expect((await rehearse()).result).toMatchObject({
      ok: false,
      reason:
        'it is not signed with the password that the database has now: somebody else has made it, or the password was changed since',
    });
  });

  test('by a user who may create no database', async () => {
    const owned = await ownedBy(newest);
    await owned.backup();
    expect((await rehearse(owned)).result).toMatchObject({
      ok: false,
      reason: 'it needs a database of its own, which the user may not create',
    });
  });

  test('without a backup', async () => {
    const fresh = await Release.make(newest);
    expect(await new RestorePod({ ...fresh.env, REHEARSAL: '1' }).all(['fetch', 'load', 'compare'])).toBe(
      'restore: there is no complete backup yet: nothing can be rehearsed\n',
    );
  });
});
