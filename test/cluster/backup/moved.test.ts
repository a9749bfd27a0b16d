/** Where artefacts are on their way from one store to another, neither a backup nor a restore takes the store for what it will be. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { restorePod } from '../restore/pod';
import { closeStores, newest, Release, store } from './pod';

afterAll(closeStores);

const STATE = '.mlflow-chart/moving/state.json';

describe.each([
  ['copying', 'artefacts are being moved to bucket BUCKET, and the last pass (objectStore.finalPass) is not done'],
  ['moved', 'the artefacts of bucket BUCKET were moved to another store, and what was written since is there'],
])('%s', (state, words) => {
  test('no backup, and no restore', async () => {
    const release = await Release.make(newest);
    await release.put({ a: 'a' });
    const { name } = await release.backup();
    const said = words.replace('BUCKET', release.artifacts);
    // At the bucket's own root, whatever mlflow.artifacts.path is.
    await store.do('put', release.artifacts, { [STATE]: JSON.stringify({ state }) });
    const pod = release.pod();
    expect((await pod.run('dump')).code).toBe(0);
    const listed = await pod.run('list');
    expect([listed.code, listed.said]).toEqual([1, expect.stringContaining(said)]);
    const restore = restorePod(release, { from: name, overwrite: name });
    const checked = await restore.run('check');
    expect([checked.code, checked.said]).toEqual([1, expect.stringContaining(said)]);
    expect(await release.complete()).toEqual([name]);
  });
});

test.each(['{"state": "done"}', 'no JSON', '[]', '{}', ''])('%s is no reason', async (text) => {
  const release = await Release.make(newest);
  await store.do('put', release.artifacts, { [STATE]: text });
  expect((await release.backup()).name).not.toBe('');
});
