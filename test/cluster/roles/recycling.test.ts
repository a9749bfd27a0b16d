/** What becomes of requests while uvicorn replaces its workers, by themselves or on a signal. */
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
import { twoPods, type TwoPods } from '../proxy/two-pods';

const MINUTES = 60_000;
const CLIENTS = 16;
const SECONDS = Number(process.env['RECYCLING_SECONDS'] ?? '60');

describe(`MLflow ${MLFLOW} behind its proxy`, () => {
  let names: Names;
  let servers: Servers;
  let release: Release;
  let pods: TwoPods;

  beforeAll(async () => {
    names = await Names.start();
    servers = await Servers.start();
    release = await servers.release(MLFLOW);
    pods = twoPods('artifacts', { auth: { mode: 'none' } }, names);
    await pods.web.serve();
  });
  afterAll(async () => {
    await pods.web.end();
    servers.stop();
    names.close();
  });

  /** How many requests got which status, for a while. */
  async function underLoad(more: string, meanwhile: () => Promise<void>): Promise<Record<string, number>> {
    const options = { MLFLOW_UVICORN_OPTS: `--timeout-keep-alive 75 ${more}` };
    const server = await startMlflow('recycled', release, pods.web, 5000, options, 2);
    const statuses: Record<string, number> = {};
    const until = performance.now() + SECONDS * 1000;
    const one = async (index: number) => {
      while (performance.now() < until) {
        const { status } =
          index % 2 > 0
            ? await asked('/api/2.0/mlflow/runs/create', { experiment_id: '0', start_time: 1 })
            : await asked('/api/2.0/mlflow/experiments/search?max_results=1').catch(() => ({ status: 0 }));
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    };
    await Promise.all([...Array.from({ length: CLIENTS }, (_, index) => one(index)), meanwhile()]);
    server.stop();
    await eventually(async () => (await asked('/health')).status, 502);
    const log = readFileSync(join(PLACE, 'recycled.log'), 'utf8');
    const replaced = (log.match(/Finished server process|died/g) ?? []).length;
    remark(`${more}: ${JSON.stringify(statuses)}, ${String(replaced)} ends of workers in the log`);
    return statuses;
  }

  test(
    'by a number of requests',
    async () => {
      expect(await underLoad('--limit-max-requests 300', () => Promise.resolve())).toEqual({
        '200': expect.any(Number),
      });
    },
    8 * MINUTES,
  );

  test(
    'on SIGHUP, which waits for the successor',
    async () => {
      const statuses = await underLoad('', async () => {
        for (let elapsed = 0; elapsed + 20 < SECONDS; elapsed += 20) {
          await sleep(20_000);
          const all = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' }).split('\n');
          const parent = all.find(
            (line) => line.includes('-m uvicorn') && line.includes(pods.web.volume('server-socket')),
          );
          if (parent !== undefined) process.kill(Number(parent.trim().split(' ')[0]), 'SIGHUP');
        }
      });
      expect(statuses).toEqual({ '200': expect.any(Number) });
    },
    8 * MINUTES,
  );
});
