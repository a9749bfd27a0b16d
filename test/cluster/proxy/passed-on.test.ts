/** What the proxy tells MLflow of a request, and which requests it does not pass on: auth.mode none. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ASSISTANT, SPELLINGS } from '../platform/assistant';
import { Echo } from './echo';
import { Pod } from './pod';
import { get, raw, type RawOptions } from './raw';

/** What a stranger may say of a request, and of themselves. */
const CLAIMS = {
  'X-Forwarded-For': '6.6.6.6',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'claimed.example.com',
  'X-Forwarded-Port': '8443',
};
const NEVER = {
  'X-Forwarded-User': 'root',
  'X-Forwarded-Email': 'root@example.com',
  'X-Forwarded-Groups': 'admins',
  'X-Forwarded-Access-Token': 'token',
  'X-Forwarded-Prefix': '/x',
  'X-Forwarded-Scheme': 'https',
  'X-Forwarded-Ssl': 'on',
  'X-Forwarded-Server': 'x',
  'X-Real-IP': '6.6.6.6',
  Forwarded: 'for=6.6.6.6',
  'Remote-User': 'root',
  'X-Remote-User': 'root',
};
const trustedProxies = ['127.1.0.0/16', '127.2.2.2', 'fd00::1'];

describe('the proxy, auth.mode none', () => {
  const pod = new Pod({ auth: { mode: 'none', trustedProxies }, mlflow: { staticPrefix: '/ml' } });
  let mlflow: Echo;

  beforeAll(async () => {
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  const told = async (headers: Readonly<Record<string, string>>, options?: RawOptions) => {
    const { status } = await get('/ml/x', headers, options);
    expect(status).toBe(200);
    return mlflow.last?.headers;
  };

  test('MLflow hears where a request came from, and of what else it says of itself nothing but what is MLflow’s to judge', async () => {
    const kept = { Authorization: 'Bearer abc', Cookie: 'a=b', 'X-Other': 'is passed on' };
    expect(await told({ ...CLAIMS, ...NEVER, ...kept })).toEqual({
      host: 'mlflow.example.com',
      authorization: 'Bearer abc',
      cookie: 'a=b',
      'x-other': 'is passed on',
      'x-forwarded-for': '127.0.0.1',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'mlflow.example.com',
      'x-forwarded-port': '5000',
    });
  });

  type Told = readonly [client: string, proto: string, host: string, port: string];
  const OWN = ['http', 'mlflow.example.com', '5000'] as const;
  const CLAIMED = ['https', 'claimed.example.com', '8443'] as const;

  test.each<[string, string, Readonly<Record<string, string>>, Told]>([
    ['a stranger is not believed', '127.0.0.1', CLAIMS, ['127.0.0.1', ...OWN]],
    ['nor the neighbour of a trusted proxy', '127.2.2.3', CLAIMS, ['127.2.2.3', ...OWN]],
    ['a trusted proxy is', '127.2.2.2', CLAIMS, ['6.6.6.6', ...CLAIMED]],
    ['one of a trusted range is', '127.1.255.255', CLAIMS, ['6.6.6.6', ...CLAIMED]],
    ['what it does not say is as it came', '127.1.0.1', {}, ['127.1.0.1', ...OWN]],
    [
      'of a chain, the last whom nobody trusts',
      '127.1.0.1',
      { 'X-Forwarded-For': '6.6.6.6, 8.8.8.8, 127.2.2.2' },
      ['8.8.8.8', ...OWN],
    ],
    ['an address with IPv6', '127.1.0.1', { 'X-Forwarded-For': '2001:db8::1' }, ['2001:db8::1', ...OWN]],
    ['http, where that is what came', '127.1.0.1', { 'X-Forwarded-Proto': 'http' }, ['127.1.0.1', ...OWN]],
    ['another protocol is none', '127.1.0.1', { 'X-Forwarded-Proto': 'httpsx' }, ['127.1.0.1', ...OWN]],
    [
      'a host with a port, in brackets',
      '127.1.0.1',
      { 'X-Forwarded-Host': '[2001:db8::1]:8443' },
      ['127.1.0.1', 'http', '[2001:db8::1]:8443', '5000'],
    ],
    ['a host that is none', '127.1.0.1', { 'X-Forwarded-Host': 'a.example.com/x' }, ['127.1.0.1', ...OWN]],
    ['two hosts', '127.1.0.1', { 'X-Forwarded-Host': 'a.example.com, b' }, ['127.1.0.1', ...OWN]],
    ['a port that is none', '127.1.0.1', { 'X-Forwarded-Port': '8443x' }, ['127.1.0.1', ...OWN]],
    ['a port too long', '127.1.0.1', { 'X-Forwarded-Port': '123456' }, ['127.1.0.1', ...OWN]],
    ['no port', '127.1.0.1', { 'X-Forwarded-Port': '' }, ['127.1.0.1', ...OWN]],
  ])('%s: from %s', async (_what, from, headers, [client, proto, host, port]) => {
    expect(await told(headers, { from })).toMatchObject({
      'x-forwarded-for': client,
      'x-real-ip': client,
      'x-forwarded-proto': proto,
      'x-forwarded-host': host,
      'x-forwarded-port': port,
    });
  });

  test('a trusted proxy’s word is in the log beside its own address', async () => {
    await get('/ml/from-a-proxy', { 'X-Forwarded-For': '6.6.6.6' }, { from: '127.1.0.1' });
    expect(await pod.logged(({ path }) => path === '/ml/from-a-proxy')).toMatchObject({
      client: '6.6.6.6',
      peer: '127.1.0.1',
    });
  });

  test.each(SPELLINGS)('MLflow’s Assistant is not to be had as %s', async (path) => {
    const before = mlflow.received.length;
    for (const spelling of [path, `/ml${path}`]) {
      const { status } = await get(spelling);
      // What is another path to nginx is another to MLflow too, which has none like it.
      if (status === 200) expect(mlflow.last?.path).toMatch(/%25|%c1/);
      else expect([400, 403]).toContain(status);
    }
    if (path === ASSISTANT) expect(mlflow.received.length).toBe(before);
  });

  test.each([
    '/api/2.0/mlflow-artifacts/artifacts/.mlflow-chart/replaced/a/state.json',
    '/ajax-api/2.0/mlflow-artifacts/artifacts/%2emlflow-chart/x',
    '/api/2.0/mlflow-artifacts/mpu/create//.mlflow-chart//x',
    '/api/2.0/mlflow-artifacts/artifacts/.mlflow-chart',
  ])('what a restore keeps in the artefact store is not for clients: %s', async (path) => {
    for (const spelling of [path, `/ml${path}`]) expect((await get(spelling)).status).toBe(403);
  });

  test('what is only called alike is', async () => {
    expect((await get('/api/2.0/mlflow-artifacts/artifacts/1/x.mlflow-chart')).status).toBe(200);
  });

  test.each([
    '/ml/./x',
    '/ml/../x',
    '/ml/x/..',
    '/ml/x/.',
    '/ml/x/..?a',
    '/ml/%2e/x',
    '/ml/%2E%2e/x',
    '/ml/.%2e/x',
    '/ml%2f..%2fx',
    '/ml/x%2F..',
    '/..',
    '/.',
  ])('a path that is more than one is refused: %s', async (path) => {
    const before = mlflow.received.length;
    expect((await get(path)).status).toBe(400);
    expect(mlflow.received.length).toBe(before);
  });

  test.each(['/ml/x?a=/../b', '/ml/...', '/ml/.x/x.', '/ml/..x', '/ml/a%2fb', '/ml//x', '/ml/%C3%A4?q=%2F'])(
    'a path is passed on as it came: %s',
    async (path) => {
      expect((await get(path)).status).toBe(200);
      expect(mlflow.last?.path).toBe(path);
    },
  );

  test.each(['/ml/health', '/ml//health', '/ml/%68ealth', '/ml/health?x'])(
    'health is asked for in one spelling: %s',
    async (path) => {
      expect((await get(path)).status).toBe(200);
      expect(mlflow.last?.path).toBe('/ml/health');
    },
  );

  test('health takes no body, and no other method', async () => {
    const before = mlflow.received.length;
    const ask = async (method: string, body: string) =>
      (
        await raw(
          [`${method} /ml/health HTTP/1.1`, 'Host: x', 'Connection: close', `Content-Length: ${String(body.length)}`],
          {},
          body,
        )
      ).status;
    expect(await ask('POST', '')).toBe(403);
    expect(await ask('DELETE', '')).toBe(403);
    expect(await ask('GET', 'ab')).toBe(413);
    expect(mlflow.received.length).toBe(before);
    expect(await ask('HEAD', '')).toBe(200);
  });

  test('HTTP/1.0, which names no host, asks for health too', async () => {
    expect((await raw(['GET /ml/health HTTP/1.0'])).status).toBe(200);
    expect(mlflow.last?.headers['host']).toBe('localhost');
  });

  test('a browser’s cookies fit in, and no more', async () => {
    const cookies = (count: number) => ({
      Cookie: `a=${'x'.repeat(15_000)}`,
      ...Object.fromEntries(
        Array.from({ length: count - 1 }, (_, index) => [`X-Large-${String(index)}`, 'x'.repeat(15_000)]),
      ),
    });
    expect((await get('/ml/x', cookies(3))).status).toBe(200);
    expect(mlflow.last?.headers['cookie']).toHaveLength(15_002);
    expect((await get('/ml/x', cookies(5))).status).toBe(400);
    expect((await get('/ml/x', { Cookie: 'x'.repeat(17_000) })).status).toBe(400);
  });

  test('which server it is nobody has to know', async () => {
    expect((await get('/ml/..')).headers['server']).toBe('nginx');
  });

  test('MLflow on the loopback, where it has no sockets', async () => {
    const loopback = await Echo.at(5001);
    writeFileSync(join(pod.volume('server-socket'), 'loopback'), '');
    const before = mlflow.received.length;
    expect((await get('/ml/x')).status).toBe(200);
    expect([loopback.received.length, mlflow.received.length]).toEqual([1, before]);
    loopback.close();
  });
});

describe('the proxy of a pod with IPv6', () => {
  const pod = new Pod({ auth: { mode: 'none', trustedProxies } }, '::1');
  let mlflow: Echo;

  beforeAll(async () => {
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  test.each<[string, RawOptions, string]>([
    ['a trusted proxy', { to: '::1', from: 'fd00::1' }, '6.6.6.6'],
    ['another', { to: '::1', from: 'fd00::2' }, 'fd00::2'],
    ['one with IPv4', { to: '127.0.0.1', from: '127.0.0.1' }, '127.0.0.1'],
    ['a trusted one with IPv4', { to: '127.0.0.1', from: '127.1.0.1' }, '6.6.6.6'],
  ])('listens for both, and knows %s', async (_who, options, client) => {
    await get('/x', CLAIMS, options);
    expect(mlflow.last?.headers['x-forwarded-for']).toBe(client);
  });
});
