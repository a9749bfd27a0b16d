/** Going back to a second: everything that was committed by then is there, and nothing that came later. */
import { afterAll, describe, expect, test } from '@jest/globals';
import { destination, makeRelease, second, servers, Volume } from './volume';

describe.each(servers.postgresql)('PostgreSQL $major', (postgresql) => {
  const volumes: Volume[] = [];
  const volume = async (...[of]: readonly Awaited<ReturnType<typeof makeRelease>>[]) => {
    const made = new Volume(postgresql, of ?? (await makeRelease()));
    volumes.push(made);
    return made;
  };
  afterAll(() => {
    for (const one of volumes) one.stop('immediate');
  });

  test('to a second between two runs, into an empty volume; and then on as ever', async () => {
    const old = await volume();
    await old.make();
    const archive = old.archive();
    await archive.reach();
    await old.write('before the base backup');
    await old.base();
    await old.write('first');
    const between = await second();
    await old.write('second');
    await archive.reach();
    await archive.kill();
    old.stop('immediate');
    const restored = await volume(old.release);
    const said = await restored.restore({ from: between });
    expect(said).toMatch(/base backup \d{8}T\d{6}Z-\w{4}, and \d+ files/);
    expect(said).toContain('point in time: restored\n');
    await restored.start();
    expect(await restored.written()).toEqual(['before the base backup', 'first']);
  });
});

afterAll(() => {
  destination.close();
});
