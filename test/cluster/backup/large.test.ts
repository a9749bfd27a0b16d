/** The memory of a backup does not grow with the number of objects. It takes minutes: it runs when it is asked for. */
import { afterAll, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { closeStores, newest, Release, store, type Backup } from './pod';

afterAll(closeStores);

const FEW = 10_000;
const MANY = 100_000;
/** MiB by which one may need more than the other. */
const NOISE = 30;

test(`${String(MANY)} objects take the memory of ${String(FEW)}`, async () => {
  const release = await Release.make(newest);
  const seconds: number[] = [];
  const backup = async (): Promise<Backup> => {
    const begun = Date.now();
    const made = await release.backup();
    seconds.push(Math.round((Date.now() - begun) / 1000));
    return made;
  };
  await store.do('put_many', release.artifacts, 'some/path/', FEW);
  const few = await backup();
  await store.do('put_many', release.artifacts, 'some/path/', MANY);
  await release.put({ large: 200_000_000 });
  const many = await backup();
  const again = await backup();
  expect((await release.manifest(again.name)).artifacts).toMatchObject({ objects: MANY + 1, copied: 0 });
  for (const container of ['list', 'copy', 'finish'] as const) {
    const [small = 0, large = 0, next = 0] = [few, many, again].map(({ peaks }) => peaks[container]);
    remark(
      `${container}: ${String(small)} MiB for ${String(FEW)}, ${String(large)} for ${String(MANY)}, ${String(next)} with nothing new`,
    );
    expect(large - small).toBeLessThan(container === 'copy' ? 4 * NOISE : NOISE);
    expect(next - small).toBeLessThan(NOISE);
  }
  remark(`${seconds.join(', ')} s`);
}, 1_800_000);
