/** Killed at any moment and started again, in a new pod or the same: the next run succeeds, and nothing half counts. */
import { writeFileSync } from 'node:fs';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { relayForTests } from '../local/relay-for-tests';
import { rowsOf } from '../local/postgresql';
import { closeStores, instead, oldest, Release, runs, servers, type Container, type Pod } from './pod';

const relay = relayForTests(servers.destination);
afterAll(closeStores);

/** Of the destination, at which the container that sends it is killed: before it arrives, or before its answer comes back. */
interface Moment {
  readonly during: Container;
  readonly when: 'before' | 'after';
  readonly request: RegExp;
}

const MOMENTS: readonly (Moment & { readonly title: string })[] = [
  { title: 'what is there is listed', during: 'list', when: 'after', request: /^GET .*prefix=.*\/artifacts\// },
  { title: 'some artefacts are copied', during: 'copy', when: 'after', request: /^PUT .*\/artifacts\/c/ },
  {
    title: 'an artefact with an odd name is sent',
    during: 'finish',
    when: 'before',
    request: /^PUT .*\/artifacts\/odd/,
  },
  { title: 'the index is there', during: 'finish', when: 'after', request: /^PUT .*\/artifacts\.jsonl\.gz/ },
  { title: 'the dump is sent', during: 'finish', when: 'before', request: /^PUT .*\/database\.dump/ },
  { title: 'the manifest is sent', during: 'finish', when: 'before', request: /^PUT .*\/manifest\.json/ },
  { title: 'the manifest is there', during: 'finish', when: 'after', request: /^PUT .*\/manifest\.json/ },
  { title: 'an old manifest is deleted', during: 'finish', when: 'after', request: /^POST .*\?delete/ },
];

/** Runs the pod's containers, the last of them until it is killed. */
async function runUntilKilled(pod: Pod, { during, when, request }: Moment): Promise<void> {
  const order: readonly Container[] = ['dump', 'list', 'copy', 'finish'];
  for (const container of order.slice(0, order.indexOf(during)))
    expect(await pod.run(container)).toMatchObject({ code: 0 });
  const killed = pod.start(during);
  let isKilled = false;
  relay()[when] = (text) => {
    if (request.test(text) && !isKilled) {
      isKilled = true;
      killed.kill();
      // It is dead before anything else happens.
      return killed.ended.then(() => undefined);
    }
    return Promise.resolve();
  };
  expect(await killed.ended).toMatchObject({ code: -1 });
  expect(isKilled).toBe(true);
  relay().quiet();
}

describe('a backup that was killed when', () => {
  let release: Release;
  let before: string;

  beforeEach(async () => {
    release = await Release.make(oldest, {
      env: { BACKUP_ENDPOINT: relay().endpoint, RETENTION_COUNT: '1', ACTIVE_SECONDS: '0' },
    });
    await release.sql(runs(3));
    await release.put({ a: 'a', 'odd\nname': 'odd' });
    before = (await release.backup()).name;
    await release.put({ b: 'b', c1: 'c1', c2: 'c2', 'odd\nother': 'odd' });
  });

  async function nothingHalf(): Promise<void> {
    for (const name of await release.complete()) await release.backedUp(name);
  }

  test.each(MOMENTS)('$title: the next pod makes one', async ({ ...moment }) => {
    await runUntilKilled(release.pod(), moment);
    await nothingHalf();
    if (moment.request.source.includes('manifest') || moment.request.source.includes('delete'))
      remark(`${String((await release.complete()).length)} complete after the kill`);
    const { name } = await release.backup();
    expect(await release.backedUp(name)).toEqual(await release.live());
    expect((await release.complete()).at(-1)).toBe(name);
    await nothingHalf();
  });

  test.each(MOMENTS)('$title: the same pod goes on', async ({ ...moment }) => {
    const pod = release.pod();
    await runUntilKilled(pod, moment);
    const order: readonly Container[] = ['dump', 'list', 'copy', 'finish'];
    const { name } = await pod.all(order.slice(order.indexOf(moment.during)));
    expect(await release.backedUp(name)).toEqual(await release.live());
    expect(await release.complete()).toEqual([name]);
  });

  test('pg_dump is writing: there is no dump, and the same pod makes one', async () => {
    const pod = release.pod();
    const half = instead(
      'pg_dump',
      '[ "$1" != --version ] || exec $REAL/pg_dump --version\n$REAL/pg_dump "$@"; for last; do case $last in --file=*) truncate -s 5000 "${last#*=}";; esac; done; kill -KILL 0\n',
    );
    const killed = await pod.run('dump', {
      PATH: `${half}:${release.env['PATH'] ?? ''}`,
      REAL: release.postgresql.programs,
    });
    expect(killed.code).toBe(-1);
    const early = await pod.run('list');
    expect(early.code).toBe(1);
    expect(early.said).toMatch(/^backup: failed: there is no dump in /m);
    const rows = await rowsOf(oldest, release.name);
    const { name } = await pod.all();
    expect(await release.backedUp(name)).toEqual(await release.live());
    expect(await rowsOf(oldest, release.name)).toBe(rows);
    expect(await release.complete()).toEqual([name]);
  });

  test('artefacts are copied: the next pod takes over those that it has', async () => {
    const pod = release.pod();
    for (const container of ['dump', 'list', 'copy'] as const) await pod.run(container);
    const { name } = await release.backup();
    expect((await release.manifest(name)).artifacts).toMatchObject({ objects: 6, copied: 1 });
    expect(await release.backedUp(name)).toEqual(await release.live());
    expect(before).not.toBe(name);
  });

  test('files of the pod were torn: they are made again', async () => {
    const pod = release.pod();
    writeFileSync(`${pod.work}/dump.json.part`, '{');
    writeFileSync(`${pod.work}/listing.part`, 'torn');
    const { name } = await pod.all();
    expect(await release.backedUp(name)).toEqual(await release.live());
  });
});
