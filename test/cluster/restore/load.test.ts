/** While real MLflow servers write: no acknowledged write is in neither the old nor the new state, nothing hangs, and they go on by themselves. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { closeStores, newest, oldest, Release, runs } from '../backup/pod';
import { sql } from '../local/postgresql';
import { creating, databasesOf, over, ownedBy } from './pod';
import { ask, startMlflow, type Mlflow } from './mlflow';

/** For servers to go on by themselves. */
const PATIENCE = 60_000;
const started: Mlflow[] = [];
afterEach(() => {
  for (const server of started.splice(0)) server.stop();
});
afterAll(closeStores);

/** Clients that create runs, one after the other, and what was said yes to. */
class Writers {
  readonly acknowledged = new Map<string, number>();
  refused = 0;
  #isOver = false;
  readonly #all: readonly Promise<void>[];

  constructor(servers: readonly Mlflow[], perServer: number) {
    this.#all = servers.flatMap((server) => Array.from({ length: perServer }, () => this.#write(server)));
  }

  async #write({ url }: Mlflow): Promise<void> {
    while (!this.#isOver) {
      const answer = await ask<{ run: { info: { run_id: string } } }>(url, '2.0/mlflow/runs/create', {
        experiment_id: '1',
        start_time: Date.now(),
      });
      if (answer === undefined) {
        this.refused += 1;
        await sleep(50);
      } else this.acknowledged.set(answer.run.info.run_id, Date.now());
    }
  }

  /** Waits for so many acknowledgements. */
  async have(count: number): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (this.acknowledged.size < count) {
      if (Date.now() > end)
        throw new Error(`${String(this.acknowledged.size)} runs of ${String(count)} after a minute`);
      await sleep(100);
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#all);
  }

  /** The longest time without an acknowledgement, in milliseconds. */
  get pause(): number {
    const times = [...this.acknowledged.values()].sort((a, b) => a - b);
    return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  }
}

async function runsIn(release: Release, database: string, schema = 'public'): Promise<readonly string[]> {
  return (await sql(release.postgresql, database, `SELECT run_uuid FROM "${schema}".runs`)).split('\n');
}

describe.each([
  { way: 'a new name', postgresql: newest, make: creating },
  { way: 'a new name', postgresql: oldest, make: Release.make.bind(Release) },
  { way: 'one transaction', postgresql: oldest, make: ownedBy },
  { way: 'one transaction', postgresql: newest, make: ownedBy },
])('$way, PostgreSQL $postgresql.major, under load', ({ way, postgresql, make }) => {
  test('a restore', async () => {
    const release = await make(postgresql);
    await release.sql(`${runs(300)} UPDATE experiments SET artifact_location = 'mlflow-artifacts:/1'`);
    const { name: backup } = await release.backup();
    started.push(...(await Promise.all([startMlflow(release), startMlflow(release)])));
    const writers = new Writers(started, 4);
    await writers.have(20);
    const pod = over(release, backup);
    // As with maxUnavailable 0: a new pod waits for the restore, and the old ones serve until that has come.
    const next = pod.start('migrate', { PREPARE_TIMEOUT_SECONDS: '120' });
    await pod.all();
    const restored = Date.now();
    await writers.have(writers.acknowledged.size + 40);
    await writers.end();
    const waited = await next.ended;
    expect([waited.code, waited.said]).toEqual([
      0,
      expect.stringContaining(`migrate: waiting for the restore of ${backup}: `),
    ]);

    const now = await runsIn(release, release.name);
    const [, replaced = ''] = await databasesOf(release);
    const schema = await release.sql("SELECT nspname FROM pg_namespace WHERE nspname ~ '^public_replaced_2'");
    const then = way === 'a new name' ? await runsIn(release, replaced) : await runsIn(release, release.name, schema);
    const known = new Set([...now, ...then]);
    const acknowledged = [...writers.acknowledged.keys()];
    expect(acknowledged.filter((run) => !known.has(run))).toEqual([]);
    const later = acknowledged.filter((run) => (writers.acknowledged.get(run) ?? 0) > restored);
    expect(later.length).toBeGreaterThan(10);
    expect(later.filter((run) => !now.includes(run))).toEqual([]);
    expect(now.filter((run) => run.startsWith('run'))).toHaveLength(300);
    remark(
      `${String(acknowledged.length)} runs acknowledged, ${String(then.length - 300)} before and ${String(now.length - 300)} after; ${String(writers.refused)} refused; longest pause ${String(writers.pause)} ms`,
    );
  });
});
