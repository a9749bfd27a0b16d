/** Two pods at once: of one request, as when a node that is lost still runs its own; or a restore, and a server that starts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { closeStores, newest, oldest, Release, runs, servers } from '../backup/pod';
import { sql } from '../local/postgresql';
import { relayForTests } from '../local/relay-for-tests';
import { creating, over, ownedBy, stateOf, type RestorePod } from './pod';

const relay = relayForTests(servers.store);
afterAll(closeStores);

/** A release, a backup of it, and what was changed since. */
async function changed(make: typeof creating, postgresql: typeof newest): Promise<readonly [Release, string]> {
  const release = await make(postgresql, { env: { MLFLOW_S3_ENDPOINT_URL: relay().endpoint } });
  await release.sql(runs(20));
  await release.put({ first: 'then', second: 'then' });
  const { name } = await release.backup();
  await release.put({ first: 'now', second: 'now' });
  await release.sql("UPDATE runs SET name = 'now'");
  return [release, name];
}

/** Does something while the pod replaces the second artefact, and has replaced the first. */
async function whileItReplaces(pod: RestorePod, act: () => Promise<void>): Promise<string> {
  await pod.all(['check', 'load', 'copy']);
  let acted: Promise<void> | undefined;
  relay().before = (text) => {
    if (acted !== undefined || !/^PUT .*path\/second/.test(text)) return Promise.resolve();
    return (acted = act());
  };
  const said = await pod.all(['finish']);
  expect(acted).toBeDefined();
  // What it says, where it fails.
  await acted;
  return said;
}

describe('two pods of one request', () => {
  test('one does not take for its own what the other has begun to load', async () => {
    const [release, backup] = await changed(creating, newest);
    const [one, other] = [over(release, backup), over(release, backup)];
    await one.all(['check', 'load', 'copy']);
    const now = await stateOf(release);
    await other.all(['check', 'load']);
    const { code, said } = await one.run('finish');
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(
        /^restore: failed, and the database is as it was: another pod has made \w+_restoring_[0-9a-f]{12} anew since this one had loaded it$/m,
      ),
    ]);
    expect(await stateOf(release)).toEqual(now);
    expect(await other.all(['copy', 'finish'])).toContain(`${backup} is restored`);
  });

  test('one does not drop what the other is about to give its name', async () => {
    const [release, backup] = await changed(creating, oldest);
    const other = over(release, backup);
    await other.all(['check']);
    const said = await whileItReplaces(over(release, backup), async () => {
      const late = await other.run('load');
      expect([late.code, late.said]).toEqual([
        1,
        expect.stringMatching(
          /^restore: failed, and the database is as it was: the database \w+ cannot be made: .*a pod migrates the database, or another restores it at this moment/m,
        ),
      ]);
    });
    expect(said).toContain(`${backup} is restored`);
  });
});

/** Whose user gets into no other database: there is no lock but that in its own. */
async function alone(...[postgresql, options]: Parameters<typeof creating>): Promise<Release> {
  const release = await ownedBy(postgresql, options);
  const file = await sql(postgresql, 'postgres', 'SHOW hba_file');
  const rule = `host postgres,template1 ${release.env['PGUSER'] ?? ''} 127.0.0.1/32 reject\n`;
  writeFileSync(file, rule + readFileSync(file, 'utf8'));
  await sql(postgresql, 'postgres', 'SELECT pg_reload_conf()');
  return release;
}

describe.each([
  { way: 'a new name', make: creating },
  { way: 'one transaction', make: ownedBy },
  { way: 'one transaction, and no other database', make: alone },
])('$way: a server that starts while artefacts are replaced', ({ make }) => {
  // Its release asks for nothing any more, or for another: it would put back what was begun.
  test('waits for the restore, and puts nothing back', async () => {
    const [release, backup] = await changed(make, newest);
    const server = over(release, backup);
    const asksNothing = { RESTORE_FROM: '', RESTORE_OVERWRITE: '' };
    await whileItReplaces(over(release, backup), async () => {
      const early = await server.run('reopen', { ...asksNothing, PREPARE_TIMEOUT_SECONDS: '2' });
      expect([early.code, early.said]).toEqual([1, expect.stringContaining('restore: gave up waiting for the ')]);
    });
    const { artifacts } = await stateOf(release);
    expect((await server.run('reopen', asksNothing)).code).toBe(0);
    expect((await stateOf(release)).artifacts).toEqual(artifacts);
    expect(await release.sql("SELECT count(*) FROM runs WHERE name = 'now'")).toBe('0');
  });
});
