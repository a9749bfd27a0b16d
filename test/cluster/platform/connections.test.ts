/** How many connections one server pod opens when all its workers are busy: what values/connections.ts counts on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RenderedObject } from '../../support/dist';
import { remark } from '../../support/proofs';
import { TRACKING } from '../clients/services';
import { SEARCH, type TrackingApi } from '../clients/tracking-api';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';

const NAMESPACE = 'connections';
const REGISTRY = '/api/2.0/mlflow/registered-models/search?max_results=1';
const OVERFLOW = 'MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW';

/** Of dev: two workers, and pools of one connection and two more. */
const WORKERS = 2;
const POOL = 1 + 2;
/** What the chart counted before it knew of the second pool. */
const ONE_POOL_EACH = WORKERS * POOL;
/** A pool for each store in each worker, and one connection to each from the process that starts them. */
const TWO_POOLS_EACH = WORKERS * 2 * POOL + 2;

const FROM_PODS = `FROM pg_stat_activity WHERE client_addr IS NOT NULL`;

const cluster = realCluster();

describe(`dist/dev's chart, all workers busy, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  let api: TrackingApi;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply(await platform.rendered('dev'));
    await cluster.settled(NAMESPACE);
    api = await platform.api();
  });
  afterAll(() => platform.remove());

  async function inDatabase(script: string): Promise<string> {
    const sql = 'sql() { psql -At -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "$1"; }';
    return (await platform.shell('postgresql', `${sql}; ${script}`)).trim();
  }

  /** Asks both stores, a little at a time: of a burst, one worker takes nearly everything. */
  async function ask(count: number): Promise<readonly Promise<unknown>[]> {
    const asked: Promise<unknown>[] = [];
    for (let index = 0; index < count; index += 1) {
      asked.push(...[SEARCH, REGISTRY].map((path) => api.get(TRACKING, path).catch(() => undefined)));
      await sleep(25);
    }
    return asked;
  }

  /**
   * Every request waits for a lock, with a connection in its hands, until the pools have no more to give.
   * @returns the most connections that were open, and the most memory that one of them had of its own, in MiB
   */
  async function saturated(enough: number): Promise<{ readonly most: number; readonly mebibytes: number }> {
    // A worker makes its stores at their first request.
    await Promise.all(await ask(20));
    const lock = inDatabase('sql "BEGIN; LOCK TABLE experiments, registered_models; SELECT pg_sleep(25); COMMIT"');
    while (
      (await inDatabase(`sql "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"`)) === '0'
    )
      await sleep(100);
    const asked: Promise<unknown>[] = [];
    let most = 0;
    let kibibytes = 0;
    for (let round = 0; round < 15 && most < enough; round += 1) {
      asked.push(...(await ask(20)));
      await sleep(500);
      most = Math.max(most, Number(await inDatabase(`sql "SELECT count(*) ${FROM_PODS}"`)));
      const each = `for pid in $(sql "SELECT pid ${FROM_PODS}"); do cat /proc/$pid/smaps_rollup || true; echo end; done`;
      const rollups = (await inDatabase(each)).split('\nend');
      kibibytes = Math.max(kibibytes, ...rollups.map(privateKibibytes));
    }
    await Promise.all([lock, ...asked]);
    return { most, mebibytes: kibibytes / 1024 };
  }

  test('a worker has a pool for each store', async () => {
    const { most, mebibytes } = await saturated(TWO_POOLS_EACH);
    remark(`${String(most)} connections, where one pool for each worker would be ${String(ONE_POOL_EACH)}`);
    remark(`each has up to ${mebibytes.toFixed(1)} MiB of its own`);
    expect(most).toBeGreaterThan(ONE_POOL_EACH);
    expect(most).toBeLessThanOrEqual(TWO_POOLS_EACH);
  });

  test('an overflow of 0 is ignored: 10 apply, which is why the chart refuses it', async () => {
    await cluster.apply((await platform.rendered('dev')).map(withoutOverflow));
    await cluster.settled(NAMESPACE);
    const { most } = await saturated(TWO_POOLS_EACH + 1);
    remark(`${String(most)} connections, where ${String(WORKERS * 2 + 2)} were asked for`);
    expect(most).toBeGreaterThan(TWO_POOLS_EACH);
  });
});

/** Of a process, from what Linux says of its memory. */
function privateKibibytes(rollup: string): number {
  return [...rollup.matchAll(/^Private_\w+: +(\d+) kB$/gm)].reduce((sum, [, kib]) => sum + Number(kib), 0);
}

/** What the values refuse to say. */
function withoutOverflow(object: RenderedObject): RenderedObject {
  const text = JSON.stringify(object)
    .replace(`"${OVERFLOW}":"2"`, `"${OVERFLOW}":"0"`)
    .replace('"checksum/settings":"', '"checksum/settings":"another-');
  return JSON.parse(text) as RenderedObject;
}
