/** auth.mode mlflow: MLflow asks for the login, and says what is open without one; the proxy slows down who guesses. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALICE, basic, BOB } from '../clients/login';
import { Echo, echo } from './echo';
import { Pod } from './pod';
import { get, raw } from './raw';

const VALUES = { auth: { mode: 'mlflow', mlflow: { existingSecret: 'login' } }, mlflow: { staticPrefix: '/ml' } };
const SAYS_NO = 'MLflow says no';
const OPEN = '/ml/health';

/** In MLflow's place: it knows alice, and what is open; its own answer to others has words of its own. */
async function mlflowAt(at: string | number): Promise<Echo> {
  const mlflow = await Echo.at(at);
  mlflow.answer = (request, response) => {
    const { authorization } = request.headers;
    if (request.url === OPEN || request.url === '/ml/open' || authorization === basic(ALICE).Authorization)
      echo(request, response);
    else {
      const headers = { 'WWW-Authenticate': 'Basic realm="of MLflow"', 'Content-Length': SAYS_NO.length };
      response.writeHead(401, headers).end(SAYS_NO);
    }
  };
  return mlflow;
}

describe('auth.mode mlflow', () => {
  const pod = new Pod(VALUES);
  let mlflow: Echo;

  beforeAll(async () => {
    mlflow = await mlflowAt(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });
  const since = async (action: () => Promise<unknown>) => {
    const before = mlflow.received.length;
    await action();
    return mlflow.received.slice(before).map(({ method, path }) => `${method} ${path}`);
  };

  test('a login is tried at MLflow’s /version, once, and passed on', async () => {
    const ask = () => get('/ml/x', { ...basic(ALICE), Cookie: 'a=b' });
    expect(await since(ask)).toEqual(['GET /ml/version', 'GET /ml/x']);
    expect(await since(ask)).toEqual(['GET /ml/x']);
    expect(mlflow.last?.headers).toMatchObject({ ...{ authorization: basic(ALICE).Authorization }, cookie: 'a=b' });
    expect(await pod.logged(({ path }) => path === '/ml/x')).toMatchObject({ user: 'alice' });
  });

  test('a wrong one is refused, and the request itself never gets to MLflow', async () => {
    let answer: Awaited<ReturnType<typeof get>> | undefined;
    expect(await since(async () => (answer = await get('/ml/x', basic(BOB))))).toEqual(['GET /ml/version']);
    expect([answer?.status, answer?.headers['www-authenticate'], answer?.headers['content-type']]).toEqual([
      401,
      'Basic realm="mlflow"',
      'application/json',
    ]);
    expect(JSON.parse(answer?.body ?? '')).toEqual({
      error_code: 'UNAUTHENTICATED',
      message: 'This login is wrong: look at MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
    });
  });

  test('without one MLflow decides, and its answer is its own', async () => {
    expect((await get('/ml/open')).status).toBe(200);
    const { status, headers, body } = await get('/ml/x');
    expect([status, headers['www-authenticate'], body]).toEqual([401, 'Basic realm="of MLflow"', SAYS_NO]);
  });

  test('the check itself nobody reaches', async () => {
    expect((await get('/.login', basic(ALICE))).status).toBe(404);
  });

  test('a stranger sends it no body', async () => {
    const send = async (head: readonly string[], body: string) =>
      (await raw([...head, 'Host: x', 'Connection: close'], {}, body)).status;
    const asked = await since(async () => {
      expect(await send(['POST /ml/open HTTP/1.1', 'Content-Length: 2'], 'ab')).toBe(401);
      expect(await send(['GET /ml/open HTTP/1.1', 'Content-Length: 2'], 'ab')).toBe(401);
      expect(await send(['GET /ml/open HTTP/1.1', 'Transfer-Encoding: chunked'], '2\r\nab\r\n0\r\n\r\n')).toBe(401);
    });
    expect(asked).toEqual([]);
  });

  test('a login of the gateway that came twice is none', async () => {
    const lines = [basic(ALICE), basic(BOB)].map(({ Authorization }) => `X-MLflow-Authorization: ${Authorization}`);
    expect((await raw(['GET /ml/gateway/x HTTP/1.1', 'Host: x', 'Connection: close', ...lines])).status).toBe(401);
  });

  test('jobs in the pod have a password of their own at the gateway, which MLflow knows', async () => {
    const job = { 'X-MLflow-Authorization': basic(BOB).Authorization };
    expect((await get('/ml/open', job, { from: '127.0.0.1' })).status).toBe(200);
    expect((await get('/ml/open', job, { from: '192.0.2.1' })).status).toBe(401);
  });

  test('it is MLflow on the loopback, where it has no sockets', async () => {
    const loopback = await mlflowAt(5001);
    writeFileSync(join(pod.volume('server-socket'), 'loopback'), '');
    expect(await since(() => get('/ml/x', basic(BOB)))).toEqual([]);
    expect(loopback.received.map(({ path }) => path)).toEqual(['/ml/version']);
    loopback.close();
  });
});

describe('auth.mode mlflow, in a pod with IPv6', () => {
  const pod = new Pod(VALUES, '::1');
  let mlflow: Echo;

  beforeAll(async () => {
    mlflow = await mlflowAt(join(pod.volume('server-socket'), 'server.sock'));
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  test.each([
    ['127.0.0.1', '127.0.0.1', 200],
    ['::1', '::1', 200],
    ['fd00::1', '::1', 401],
    ['192.0.2.1', '127.0.0.1', 401],
  ])('jobs in the pod come from the loopback of either family: %s', async (from, to, status) => {
    expect((await get('/ml/open', { 'X-MLflow-Authorization': basic(BOB).Authorization }, { from, to })).status).toBe(
      status,
    );
  });
});
