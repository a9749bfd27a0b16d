/** A real MLflow as start-server.sh starts it, behind the real proxy: its own metrics beside the monitor's, of all workers. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { ask, type Answer } from '../clients/http';
import { eventually } from '../eventually';
import { MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE } from '../images/versions';
import { inMlflow } from '../local/prepare';
import { PLACE } from '../proxy/place';
import { Pod } from '../proxy/pod';
import { startServer, type Server } from '../server';
import { health, Monitor, samples, socketOf } from './monitor';
import { Servers, type Release, type Variables } from './servers';

/** MLflow starts others, which end with it. */
const TOGETHER = ['unshare', '--pid', '--fork', '--kill-child=KILL', '--'];
const METRICS = join(PLACE, 'metrics');
/** As OpenTelemetry sends one. */
const SPAN = {
  traceId: '5b8efff798038103d269b633813fc60c',
  spanId: 'eee19b7ec3c1b174',
  name: 'a span',
  kind: 1,
  startTimeUnixNano: '1544712660000000000',
  endTimeUnixNano: '1544712661000000000',
};

function startMlflow({ name, version, env }: Release, pod: Pod, more: Variables = {}): Promise<Server> {
  const variables = {
    PATH: `${dirname(inMlflow(version, 'python'))}:/usr/bin:/bin`,
    ...env,
    SERVER_FOLDER: pod.volume('server-socket'),
    METRICS_FOLDER: METRICS,
    MLFLOW_UVICORN_OPTS: '--timeout-keep-alive 75',
    MLFLOW_SERVER_ALLOWED_HOSTS: '*',
    UVICORN_TIMEOUT_WORKER_HEALTHCHECK: '60',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    ...more,
  };
  const script = ['sh', '-e', join(root, 'charts/server/start-server.sh')];
  const options = ['mlflow', 'server', '--port=5000', '--workers=2', '--host=127.0.0.1'];
  return startServer({
    name: `MLflow ${version}`,
    command: [
      ...TOGETHER,
      'env',
      '-i',
      ...Object.entries(variables).map((pair) => pair.join('=')),
      ...script,
      ...options,
    ],
    log: join(PLACE, `${name}.log`),
    isReady: async () => (await asked('/health')).status === 200,
  });
}

const asked = (path: string, body?: object, headers: Variables = {}): Promise<Answer> =>
  ask({
    address: '127.0.0.1',
    path,
    headers: { Host: 'localhost', 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });
const search = () => asked('/api/2.0/mlflow/experiments/search', { max_results: 1 });
/** Of all that are called so, whatever their labels. */
const sumOf = async (name: string) =>
  Object.entries(await samples())
    .filter(([sample]) => sample.split('{')[0] === name)
    .reduce((sum, [, value]) => sum + value, 0);

describe.each([MLFLOW, MLFLOW_BEFORE, MLFLOW_GUIDE])('MLflow %s', (version) => {
  const pod = new Pod({ auth: { mode: 'none' }, monitoring: { enabled: true } });
  let servers: Servers;
  let release: Release;
  let mlflow: Server | undefined;
  let monitor: Monitor | undefined;

  beforeAll(async () => {
    servers = await Servers.start();
    release = await servers.release(version);
    mkdirSync(METRICS, { recursive: true });
    await pod.serve();
    mlflow = await startMlflow(release, pod);
    monitor = new Monitor(version, socketOf(pod), { ...release.env, METRICS_FOLDER: METRICS });
  });
  afterAll(async () => {
    mlflow?.stop();
    await monitor?.end();
    await pod.end();
    servers.stop();
    rmSync(METRICS, { recursive: true });
  });

  test('all is good', async () => {
    await eventually(health, { status: 200, database: 'good', schema: 'good', keys: 'good', bucket: 'good' });
  });

  test('requests of both workers are counted, in whichever way they are scraped', async () => {
    const before = await sumOf('mlflow_http_request_total');
    for (let request = 0; request < 40; request += 1) expect((await search()).status).toBe(200);
    expect(await sumOf('mlflow_http_request_total')).toBe(before + 40);
    expect(await sumOf('mlflow_http_request_duration_seconds_count')).toBe(before + 40);
    const names = Object.keys(await samples()).map((sample) => sample.split('{')[0]);
    expect(names.filter((name = '') => !name.startsWith('mlflow_'))).toEqual([]);
    expect(names).not.toContain('mlflow_exporter_info');
  });

  test('MLflow’s own page is on no port', async () => {
    for (const path of ['/metrics', '//metrics', '/%6detrics', '/metrics?x'])
      expect([path, (await asked(path)).status]).toEqual([path, 404]);
  });

  test('its memory', () => {
    const [now = 0, peak = 0] = monitor?.memory ?? [];
    remark(`${now.toFixed(0)} MiB, ${peak.toFixed(0)} at its peak`);
    expect(peak).toBeLessThan(100);
  });

  if (version === MLFLOW)
    test('traces are counted', async () => {
      const body = { resourceSpans: [{ scopeSpans: [{ spans: [SPAN] }] }] };
      const { status } = await asked('/v1/traces', body, { 'x-mlflow-experiment-id': '0' });
      expect(status).toBe(200);
      await eventually(() => sumOf('mlflow_spans_ingested_total'), 1);
      expect(await sumOf('mlflow_otlp_request_duration_seconds_count')).toBe(1);
    });

  test('a server that starts again counts from the beginning; another folder of somebody’s changes nothing', async () => {
    mlflow?.stop();
    await eventually(async () => (await asked('/health')).status === 200, false);
    mlflow = await startMlflow(release, pod, {
      MLFLOW_EXPOSE_PROMETHEUS: join(PLACE, 'mine'),
      PROMETHEUS_MULTIPROC_DIR: join(PLACE, 'mine'),
    });
    expect((await search()).status).toBe(200);
    expect(await sumOf('mlflow_http_request_total')).toBe(1);
  });
});
