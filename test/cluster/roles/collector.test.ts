/** The Collector of docs/scaling.md, with its own configuration, before the real proxy and MLflow. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDocuments } from '../../../lib/yaml/read';
import { filesIn } from '../../docs/shown';
import { goFolder } from '../../support/go-build';
import { collector } from '../addons/collector';
import { ask } from '../clients/http';
import { ALICE, basic, htpasswd } from '../clients/login';
import { eventually } from '../eventually';
import { MLFLOW } from '../images/versions';
import { startMlflow } from '../jobs/servers';
import { Servers, type Release } from '../monitor/servers';
import { Echo } from '../proxy/echo';
import { Names } from '../proxy/names';
import { PLACE } from '../proxy/place';
import { Pod } from '../proxy/pod';
import { startServer, type Server } from '../server';

const MINUTES = 60_000;
const FOLDER = join(PLACE, 'collector');
const PORT = 4318;

/** What the page's ConfigMap has, here. */
function configuration(): string {
  const text = filesIn('docs/scaling.md').get('collector-queue.yaml') ?? '';
  const [first] = readDocuments(text, 'collector-queue.yaml');
  const { data } = first?.value as { readonly data: Readonly<Record<string, string>> };
  const changed = (data['collector.yaml'] ?? '')
    .replace('/var/lib/otelcol', join(FOLDER, 'queue'))
    .replace('mlflow-tracking.mlflow-prod:5000', '127.0.0.1:5000')
    // A default that every process of this place would share.
    .replace('service:\n', 'service:\n  telemetry: { metrics: { level: none } }\n');
  expect(changed).toContain(FOLDER);
  expect(changed).toContain('127.0.0.1:5000');
  return changed;
}

describe(`the OpenTelemetry Collector ${collector.version} before MLflow ${MLFLOW}`, () => {
  let names: Names;
  let servers: Servers;
  let release: Release;
  let pod: Pod;
  let mlflow: Server | undefined;
  let running: Server | undefined;

  const send = (id: string) => {
    const span = {
      ...{ traceId: id, spanId: 'eee19b7ec3c1b174', name: 'a span', kind: 1 },
      ...{ startTimeUnixNano: '1764200000000000000', endTimeUnixNano: '1764200001000000000' },
    };
    return ask({
      ...{ address: '127.0.0.1', port: PORT, path: '/v1/traces', method: 'POST' },
      headers: { Host: 'localhost', 'Content-Type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
  };
  const several = (count: number) => Array.from({ length: count }, () => randomBytes(16).toString('hex'));
  const sendAll = async (ids: readonly string[]) => {
    for (const id of ids) expect((await send(id)).status).toBe(200);
  };
  const arrived = async (ids: readonly string[]) => {
    const list = ids.map((id) => `'tr-${id}'`).join(',');
    return servers.sql(release.name, `SELECT count(DISTINCT trace_id) FROM spans WHERE trace_id IN (${list})`);
  };
  const startCollector = async () => {
    running = await startServer({
      name: 'the Collector',
      command: [
        ...['env', `BASIC=${basic(ALICE).Authorization.replace('Basic ', '')}`],
        ...[join(goFolder(collector), 'otelcol'), `--config=${join(FOLDER, 'collector.yaml')}`],
      ],
      log: join(FOLDER, 'log'),
      isReady: async () => (await ask({ address: '127.0.0.1', port: PORT, path: '/', headers: {} })).status === 404,
    });
  };
  const start = async () => {
    mlflow = await startMlflow('traced', release, pod, 5000, {});
  };
  const log = () => readFileSync(join(FOLDER, 'log'), 'utf8');

  beforeAll(async () => {
    names = await Names.start();
    servers = await Servers.start();
    release = await servers.release(MLFLOW);
    pod = new Pod({ auth: { mode: 'basic', basic: { existingSecret: 'users' } } });
    writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
    pod.run('verifier');
    await pod.serve();
    mkdirSync(join(FOLDER, 'queue'), { recursive: true });
    writeFileSync(join(FOLDER, 'collector.yaml'), configuration());
    await startCollector();
    await start();
    const made = await ask({
      ...{ address: '127.0.0.1', path: '/api/2.0/mlflow/experiments/create', method: 'POST' },
      headers: { Host: 'localhost', 'Content-Type': 'application/json', ...basic(ALICE) },
      body: JSON.stringify({ name: 'traced' }),
    });
    expect(JSON.parse(made.body)).toEqual({ experiment_id: '1' });
  }, 5 * MINUTES);
  afterAll(async () => {
    running?.stop();
    mlflow?.stop();
    await pod.end();
    servers.stop();
    names.close();
  });

  test('traces arrive, with its login', async () => {
    const ids = several(20);
    await sendAll(ids);
    await eventually(() => arrived(ids), '20', 60);
  });

  test(
    'while the server is away they wait, on the disk: they arrive when it is back, though the Collector was killed meanwhile',
    async () => {
      mlflow?.stop();
      const ids = several(300);
      await sendAll(ids);
      // (What has just come may still be in memory, for a second.)
      await sleep(3000);
      running?.stop();
      await eventually(async () => (await send('0').catch(() => ({ status: 0 }))).status, 0);
      await startCollector();
      await start();
      await eventually(() => arrived(ids), '300', 120);
    },
    8 * MINUTES,
  );

  test(
    'while the database is away they wait, too',
    async () => {
      const of = `"${release.name}"`;
      await servers.sql('postgres', `ALTER DATABASE ${of} ALLOW_CONNECTIONS false`);
      await servers.sql(
        'postgres',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${release.name}'`,
      );
      const ids = several(20);
      await sendAll(ids);
      await sleep(5000);
      await servers.sql('postgres', `ALTER DATABASE ${of} ALLOW_CONNECTIONS true`);
      await eventually(() => arrived(ids), '20', 90);
    },
    4 * MINUTES,
  );

  test(
    'who is told to come later (429) does, after as long as he is told; what is too large (413) is dropped, and said',
    async () => {
      mlflow?.stop();
      await eventually(async () => (await ask({ address: '127.0.0.1', path: '/health' })).status, 502);
      // In MLflow's place, which has no limit of its own that could be met here.
      const socket = join(pod.volume('server-socket'), 'server.sock');
      rmSync(socket);
      const echo = await Echo.at(socket);
      const told: number[] = [];
      const answer = (response: ServerResponse) => {
        const status = told.length === 0 ? 429 : told.length === 1 ? 200 : 413;
        told.push(status);
        response.writeHead(status, { 'Content-Type': 'application/x-protobuf', 'Retry-After': '2' }).end();
      };
      echo.answer = (request, response) => {
        request.resume();
        request.on('end', () => {
          answer(response);
        });
      };
      await sendAll(several(1));
      await eventually(() => Promise.resolve(told.join(' ')), '429 200', 60);
      await sendAll(several(1));
      await eventually(() => Promise.resolve(told.join(' ')), '429 200 413', 60);
      await eventually(() => Promise.resolve(log().includes('Dropping data')), true, 30);
      await sleep(3000);
      expect(told).toEqual([429, 200, 413]);
      echo.close();
    },
    4 * MINUTES,
  );
});
