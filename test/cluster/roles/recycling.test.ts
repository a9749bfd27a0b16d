/** What becomes of requests while uvicorn replaces its workers, by itself or on a signal: why the chart has no value for it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { eventually } from '../eventually';
import { MLFLOW } from '../images/versions';
import { asked, startMlflow } from '../jobs/servers';
import { Servers, type Release } from '../monitor/servers';
import { Names } from '../proxy/names';
import { PLACE } from '../proxy/place';
import { Pod } from '../proxy/pod';

const MINUTES = 60_000;
const CLIENTS = 8;
const SECONDS = 90;

describe(`MLflow ${MLFLOW} behind its proxy`, () => {
  let names: Names;
  let servers: Servers;
  let release: Release;
  let pod: Pod;

  beforeAll(async () => {
    names = await Names.start();
    servers = await Servers.start();
    release = await servers.release(MLFLOW);
    pod = new Pod({ auth: { mode: 'none' } });
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    servers.stop();
    names.close();
  });

  /** How many requests got which status, for a while. */
  async function underLoad(
    name: string,
    more: string,
    meanwhile: () => Promise<void>,
  ): Promise<Record<string, number>> {
    const options = { MLFLOW_UVICORN_OPTS: `--timeout-keep-alive 75 ${more}` };
    const server = await startMlflow(name, release, pod, 5000, options, 2);
    const statuses: Record<string, number> = {};
    const until = performance.now() + SECONDS * 1000;
    const one = async (index: number) => {
      while (performance.now() < until) {
        const { status } = await (
          index % 2 > 0
            ? asked('/api/2.0/mlflow/runs/create', { experiment_id: '0', start_time: 1 })
            : asked('/api/2.0/mlflow/experiments/search?max_results=1')
        ).catch((error: unknown) => ({ status: String(error) }));
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    };
    await Promise.all([...Array.from({ length: CLIENTS }, (_, index) => one(index)), meanwhile()]);
    server.stop();
    await eventually(async () => (await asked('/health')).status, 502);
    const log = readFileSync(join(PLACE, `${name}.log`), 'utf8');
    const replaced = (log.match(/Finished server process/g) ?? []).length;
    const why = pod
      .lines('proxy', 'errors')
      .flatMap((line) => / \d+#\d+: \*\d+ (.*?)(?: while|, client)/.exec(line)?.[1] ?? []);
    for (const reason of new Set(why)) remark(`${String(why.filter((one) => one === reason).length)} × ${reason}`);
    remark(`${more}: ${JSON.stringify(statuses)}, ${String(replaced)} ends of workers in the log`);
    return statuses;
  }

  // Once none fails, there can be a value for it.
  test(
    'by a number of requests, some fail',
    async () => {
      const statuses = await underLoad('by-number', '--limit-max-requests 300 --limit-max-requests-jitter 300', () =>
        Promise.resolve(),
      );
      expect(Object.keys(statuses).filter((status) => status !== '200')).not.toEqual([]);
    },
    8 * MINUTES,
  );

  test(
    'on SIGHUP, which waits for each successor, some fail, too: they meet a connection that is being closed',
    async () => {
      const statuses = await underLoad('by-signal', '', async () => {
        for (let elapsed = 0; elapsed + 20 < SECONDS; elapsed += 20) {
          await sleep(20_000);
          const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
          const socket = pod.volume('server-socket');
          const parent = all.find((line) => line.includes('-m uvicorn') && line.includes(socket));
          if (parent !== undefined) process.kill(Number(parent.trim().split(' ')[0]), 'SIGHUP');
        }
      });
      expect(Object.keys(statuses).filter((status) => status !== '200')).not.toEqual([]);
    },
    8 * MINUTES,
  );
});
