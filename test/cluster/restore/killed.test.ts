/** Killed at any moment: then the old state or the new, open to its servers, and the next run succeeds. */
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { closeStores, instead, newest, oldest, Release, runs, servers } from '../backup/pod';
import { sql } from '../local/postgresql';
import { relayForTests } from '../local/relay-for-tests';
import {
  creating,
  databasesOf,
  over,
  ownedBy,
  stateOf,
  type Container,
  type Moment,
  type RestorePod,
  type State,
} from './pod';

const relay = relayForTests(servers.store);
afterAll(closeStores);

interface Kill {
  readonly title: string;
  readonly during: Container;
  /** A statement, a request to the artefact store, or a program that ends with its container. */
  readonly at: Moment | { readonly when: 'before' | 'after'; readonly request: RegExp } | { readonly program: string };
  /** Whether it had been committed. */
  readonly isNew?: boolean;
}

const LOADING = { title: 'the dump is loaded', during: 'load', at: { program: 'pg_restore' } } as const;
const ARTIFACTS: readonly Kill[] = [
  { title: 'some artefacts are copied', during: 'copy', at: { when: 'after', request: /^PUT .*\/gone1/ } },
  {
    title: 'one was set aside',
    during: 'finish',
    at: { when: 'after', request: /^PUT .*\/replaced\/\w+\/\w+\/other1/ },
  },
  { title: 'one was replaced', during: 'finish', at: { when: 'after', request: /^PUT .*path\/other1/ } },
];
const RENAMED: readonly Kill[] = [
  LOADING,
  ...ARTIFACTS,
  { title: 'connections are refused', during: 'finish', at: { when: 'after', statement: 'ALLOW_CONNECTIONS false' } },
  {
    title: 'the old one has its other name',
    during: 'finish',
    at: { when: 'after', statement: 'RENAME TO .*_replaced_' },
  },
  { title: 'it is looked at', during: 'finish', at: { when: 'after', statement: 'ALLOW_CONNECTIONS true' } },
  {
    title: 'the new one has its name',
    during: 'finish',
    at: { when: 'after', statement: 'ALTER DATABASE "\\w+_restoring_\\w+" RENAME' },
    isNew: true,
  },
];
const IN_TRANSACTION: readonly Kill[] = [
  LOADING,
  ...ARTIFACTS,
  {
    title: 'the tables were moved',
    during: 'finish',
    at: { when: 'after', statement: 'ALTER TABLE "public"."runs" SET SCHEMA' },
  },
  {
    title: 'all is there but the record',
    during: 'finish',
    at: { when: 'before', statement: 'INSERT INTO mlflow_chart.restores' },
  },
  { title: 'it was committed', during: 'finish', at: { when: 'before', statement: 'SET finished = now' }, isNew: true },
];

async function runUntilKilled(pod: RestorePod, { during, at }: Kill): Promise<void> {
  const order: readonly Container[] = ['check', 'load', 'copy', 'finish'];
  await pod.all(order.slice(0, order.indexOf(during)));
  if ('program' in at) {
    const real = `${pod.env['PATH']?.split(':')[0] ?? ''}/${at.program}`;
    const half = instead(
      at.program,
      `case $* in *--version|*--list*) exec ${real} "$@";; esac\n${real} "$@"; kill -KILL 0\n`,
    );
    expect((await pod.run(during, { PATH: `${half}:${pod.env['PATH'] ?? ''}` })).code).toBe(-1);
    return;
  }
  if ('statement' in at) {
    const { code, said } = await pod.run(during, {}, at);
    expect([code, said]).toEqual([-1, expect.anything()]);
    return;
  }
  const killed = pod.start(during);
  let isKilled = false;
  relay()[at.when] = (text) => {
    if (!at.request.test(text) || isKilled) return Promise.resolve();
    isKilled = true;
    killed.kill();
    return killed.ended.then(() => undefined);
  };
  const { code, said } = await killed.ended;
  expect([code, said]).toEqual([-1, expect.anything()]);
  relay().quiet();
}

describe.each([
  { way: 'a new name', postgresql: newest, make: creating, kills: RENAMED },
  { way: 'one transaction', postgresql: oldest, make: ownedBy, kills: IN_TRANSACTION },
])('$way, PostgreSQL $postgresql.major: a restore that was killed when', ({ make, postgresql, kills }) => {
  let release: Release;
  let backup: string;
  let old: State;
  let then: State;

  beforeEach(async () => {
    release = await make(postgresql, { env: { MLFLOW_S3_ENDPOINT_URL: relay().endpoint } });
    await release.sql(runs(20));
    await release.put({ gone1: 'gone', gone2: 'gone', other1: 'then', other2: 'then', same: 'same' });
    backup = (await release.backup()).name;
    then = await stateOf(release);
    await release.remove('gone1', 'gone2');
    await release.put({ other1: 'now', other2: 'now', later: 'later' });
    await release.sql(`UPDATE runs SET name = 'now'; ${runs(1, 'later')}`);
    old = await stateOf(release);
    then = { ...then, artifacts: { ...then.artifacts, ...only(old, 'later') } };
  });

  /** What is added is no harm, and stays. */
  const only = ({ artifacts }: State, ...paths: readonly string[]) =>
    Object.fromEntries(Object.entries(artifacts).filter(([path]) => paths.includes(path)));
  const unharmed = (state: State) => ({ ...state, artifacts: only(state, ...Object.keys(old.artifacts)) });

  /** What it has to be, and open. */
  async function isWhole(isNew: boolean): Promise<void> {
    const state = await stateOf(release);
    expect(isNew ? state : unharmed(state)).toEqual(isNew ? then : old);
    expect(
      await sql(postgresql, 'postgres', `SELECT datallowconn FROM pg_database WHERE datname = '${release.name}'`),
    ).toBe('t');
  }

  async function isRestored(): Promise<void> {
    expect(await stateOf(release)).toEqual(then);
    expect((await databasesOf(release)).filter((name) => name.includes('restoring'))).toEqual([]);
    expect(await release.sql('SELECT count(*) FROM mlflow_chart.restores WHERE finished IS NOT NULL')).toBe('1');
  }

  test.each(kills)('$title: a server’s pod finds one state or the other, and the next pod succeeds', async (kill) => {
    await runUntilKilled(over(release, backup), kill);
    // Of a server whose release asks for nothing any more.
    const { code, said } = await over(release, backup).run('reopen', { RESTORE_FROM: '' });
    expect([code, said]).toEqual([0, expect.anything()]);
    await isWhole(kill.isNew ?? false);
    await over(release, backup).all();
    await isRestored();
  });

  // In the other moments nothing is left of it but a database that is loaded anew.
  test.each(kills.filter(({ during }) => during === 'finish').slice(1, 4))(
    '$title: the next pod goes on',
    async (kill) => {
      await runUntilKilled(over(release, backup), kill);
      await over(release, backup).all();
      await isRestored();
      await isWhole(true);
    },
  );
});
