/** What `mlflow-chart report` says, to the byte, of what people have put there; and that it agrees with what would be deleted. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MLFLOW_BEFORE, MLFLOW } from '../images/versions';
import { closeStores, newest, oldest, Release, store } from '../backup/pod';
import { answer, report, type Said } from './installation';
import { age, collect, People, startProgram } from './pod';

afterAll(closeStores);

const text = (length: number) => 'x'.repeat(length);

describe.each([
  { postgresql: newest, version: MLFLOW },
  { postgresql: oldest, version: MLFLOW_BEFORE },
])('PostgreSQL $postgresql.major, MLflow $version', ({ postgresql, version }) => {
  let people: People;
  let release: Release;
  let said: Said;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    release = await Release.make(postgresql, { version });
    people = await People.of(release);
    ids['large'] = await people.do('experiment', 'large');
    ids['small'] = await people.do('experiment', 'small');
    const { large, small } = ids as Record<'large' | 'small', string>;
    await people.do('run', large, { 'a/model': text(40_000), notes: text(500) });
    const gone = await people.do('run', large, { model: text(3000) });
    const yesterday = await people.do('run', large, { model: text(7) });
    const model = await people.do('model', small, { MLmodel: text(1234) });
    await people.do('model', small, { MLmodel: text(99) });
    console.log(JSON.stringify(await store.do('sizes', release.artifacts)));
    await people.do('trace', small);
    await people.do('delete', 'run', gone, yesterday);
    await people.do('delete', 'model', model);
    await age(release, 40, 'run', gone);
    await age(release, 1, 'run', yesterday);
    await age(release, 40, 'model', model);
    said = await answer(release);
  });
  afterAll(() => {
    people.close();
  });

  test('prints', async () => {
    console.log(JSON.stringify(said, null, 1).slice(0, 12000));
    const { stdout, stderr, asked } = await report(release);
    console.log(stdout, stderr, asked.join('\n'));
    console.log((await collect(release, { GC_OLDER_THAN: '30d', GC_MODELS: 'true' })).said);
    console.log((await startProgram(release, 'lifecycle.py', { LIFECYCLE_UPLOAD_DAYS: '7' }).ended).said);
  });
});
