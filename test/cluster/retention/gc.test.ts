/** Deleting for good: exactly what was deleted long enough ago, and nothing that something else needs. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, oldest, Release } from '../backup/pod';
import { age, collect, objectsOf, People, rowsOf } from './pod';

afterAll(closeStores);

/** Names that other programs would take for something else. */
const ODD = { 'a b/ü+%25&=?.txt': 'odd', 'quote\'"<>.txt': 'quoted', 'plain.txt': 'plain' };

describe.each([oldest, newest])('PostgreSQL $major', (postgresql) => {
  let people: People;
  let release: Release;
  beforeAll(async () => {
    release = await Release.make(postgresql);
    people = await People.of(release);
  });
  afterAll(() => {
    people.close();
  });

  test('what was deleted 40 days ago goes, with all that it has; what was deleted yesterday, restored or never deleted stays', async () => {
    const experiment = await people.do('experiment', 'odd names: ü %41 \' " \\ \n.');
    const run = () => people.do('run', experiment, ODD, 'a "run"');
    const [old, yesterday, restored, kept] = [await run(), await run(), await run(), await run()];
    const oldModel = await people.do('model', experiment, { MLmodel: 'old' });
    const keptModel = await people.do('model', experiment, { MLmodel: 'kept' });
    await people.do('delete', 'run', old, yesterday, restored);
    await people.do('delete', 'model', oldModel);
    await age(release, 40, 'run', old, restored);
    await age(release, 1, 'run', yesterday);
    await age(release, 40, 'model', oldModel);
    await people.do('restore', 'run', restored);
    const before = await objectsOf(release);

    const report = await collect(release, { GC_OLDER_THAN: '30d', GC_MODELS: 'true' });
    expect(report.code).toBe(0);
    expect(report.said).toContain('gc: would delete 1 logged model, 1 run: 4 objects (');
    expect(report.said).toContain('gc: nothing was changed: with retention.gc.delete: true it would be\n');
    expect(await objectsOf(release)).toEqual(before);

    const { code, said } = await collect(release);
    expect(said).toContain('gc: deleted 1 logged model, 1 run: 4 objects (');
    expect(code).toBe(0);
    const goes = (path: string) => path.startsWith(`${experiment}/${old}/`) || path.includes(`/models/${oldModel}/`);
    expect(await objectsOf(release)).toEqual(before.filter((path) => !goes(path)));
    expect(before.filter(goes)).toHaveLength(4);
    const { runs } = await people.do<{ runs: string[] }>('known');
    expect(runs).toEqual([yesterday, restored, kept].sort());
    expect(await release.sql('SELECT model_id FROM logged_models')).toBe(keptModel);
    expect(await rowsOf(release, 'metrics', 'latest_metrics', 'params')).toEqual({ metrics: 6, latest_metrics: 3, params: 3 }); // prettier-ignore
    for (const one of [yesterday, restored, kept])
      expect(await people.do('read_run', one)).toEqual({
        params: { rate: '0.1' },
        history: [0.5, 0.25],
        artifacts: ['a b', 'plain.txt', 'quote\'"<>.txt'],
      });

    expect((await collect(release)).said).toContain('gc: deleted nothing: 0 objects (0 bytes)\n');
  });
});
