/** What the proxy says of requests: to Prometheus on a port of its own, and in a log of one JSON object for each. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ASSISTANT } from '../platform/assistant';
import { Echo, echo } from './echo';
import { Pod } from './pod';
import { get, raw } from './raw';

const METRICS = 9113;

describe('metrics and the log', () => {
  const pod = new Pod({ auth: { mode: 'none' } });
  let mlflow: Echo;

  beforeAll(async () => {
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  const metrics = (method = 'GET', path = '/metrics', body = '') =>
    raw(
      [`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close', `Content-Length: ${String(body.length)}`],
      { port: METRICS },
      body,
    );
  const total = async (labels: string) =>
    Number(
      new RegExp(`^mlflow_proxy_requests_total\\{${labels}\\} (\\d+)$`, 'm').exec((await metrics()).body)?.[1] ?? 0,
    );

  test('GET /metrics, and nothing else', async () => {
    const { status, headers } = await metrics();
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4']);
    for (const method of ['HEAD', 'POST', 'PUT', 'DELETE'])
      expect([method, (await metrics(method)).status]).toEqual([method, 403]);
    for (const path of ['/', '/health', '/metrics/', '/metrics/x', '/deep-health', '/.login', ASSISTANT])
      expect([path, (await metrics('GET', path)).status]).toEqual([path, 404]);
    expect((await metrics('GET', '/metrics', 'ab')).status).toBe(413);
    expect(mlflow.received).toEqual([]);
  });

  test('who asks for metrics is not counted, and not in the log', async () => {
    const count = async () =>
      (await metrics()).body.split('\n').filter((line) => line.startsWith('mlflow_proxy_requests_total'));
    const before = await count();
    expect(await count()).toEqual(before);
    expect(pod.lines('proxy')).toEqual([]);
  });

  test.each([
    ['/', 'ui'],
    ['/static-files/x.js', 'ui'],
    ['/ml/x', 'ui'],
    ['/version', 'health'],
    ['/ml/version', 'health'],
    ['/health', 'health'],
    ['/healthz', 'ui'],
    ['/v1/traces', 'traces'],
    ['/ml/v1/traces', 'traces'],
    ['/v1/traces/x', 'ui'],
    ['/gateway/anything/mlflow/invocations', 'gateway'],
    ['/ml/gateway/x', 'gateway'],
    ['/gateway', 'ui'],
    ['/api/2.0/mlflow-artifacts/artifacts/0/a/model.bin', 'artefacts'],
    ['/ml/ajax-api/3.0/mlflow-artifacts/mpu/create/x', 'artefacts'],
    ['/get-artifact', 'artefacts'],
    ['/ajax-api/2.0/mlflow/get-artifact', 'artefacts'],
    ['/ajax-api/2.0/mlflow/upload-artifact', 'artefacts'],
    ['/api/2.0/mlflow/runs/search', 'api'],
    ['/ml/ajax-api/3.0/mlflow/server-info', 'api'],
    ['/graphql', 'api'],
    ['/graphql/x', 'ui'],
    ['/%61pi/2.0/mlflow/runs/search', 'api'],
  ])('%s counts as %s', async (path, route) => {
    const labels = `route="${route}",method="GET",status="200"`;
    const before = await total(labels);
    await get(path);
    expect(await total(labels)).toBe(before + 1);
  });

  test('a line for each request, of JSON whatever its path', async () => {
    const path = '/api/"%22%0a%5c\'';
    await get(path, { 'X-Forwarded-For': '6.6.6.6' });
    const line = await pod.logged(({ path: of }) => of === '/api/""\n\\\'');
    expect(line).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      client: '127.0.0.1',
      peer: '127.0.0.1',
      user: '',
      method: 'GET',
      path: '/api/""\n\\\'',
      route: 'api',
      status: 200,
      seconds: expect.any(Number),
      firstByte: expect.stringMatching(/^\d+\.\d{3}$/),
      received: expect.any(Number),
      sent: expect.any(Number),
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test('what nginx itself refuses is counted, and in the log, and no warning beside it', async () => {
    const before = await total('route="ui",method="other",status="400"');
    await raw(['BREW']);
    expect(await total('route="ui",method="other",status="400"')).toBe(before + 1);
    await get('/refused/x/..');
    expect(await pod.logged(({ path }) => path === '/refused/')).toMatchObject({ status: 400, user: '' });
    expect(pod.lines('proxy', 'errors').filter((line) => line.includes('[warn]'))).toEqual([]);
  });

  test('a probe that is answered is counted, but not in the log; a failed one is', async () => {
    const labels = (status: number) => `route="health",method="GET",status="${String(status)}"`;
    const before = await total(labels(200));
    await get('/health');
    mlflow.answer = (_request, response) => response.writeHead(503).end();
    await get('/health');
    mlflow.answer = echo;
    expect(await total(labels(200))).toBe(before + 1);
    expect(await total(labels(503))).toBe(1);
    expect(await pod.logged(({ path }) => path === '/health')).toMatchObject({ status: 503 });
  });
});
