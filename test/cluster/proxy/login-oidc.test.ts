/** auth.mode oidc: nginx asks oauth2-proxy about a login; in its place is what says yes or no. */
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Echo, echo } from './echo';
import { Pod } from './pod';
import { get, raw } from './raw';

const PEOPLE = 'https://login.example.com';
const OIDC = {
  issuerUrl: PEOPLE,
  clientId: 'mlflow',
  existingSecret: 'oidc',
  allowedGroups: ['science'],
  serviceAccounts: { enabled: true, allowed: ['train/trainer'] },
};
const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
const ANN = { Authorization: `Bearer ${token({ iss: PEOPLE, aud: 'mlflow' })}` };
const POD = {
  Authorization: `Bearer ${token({ iss: 'https://kubernetes.default.svc.cluster.local', aud: 'mlflow-tracking', sub: 'system:serviceaccount:train:trainer' })}`,
};
const COOKIE = { Cookie: '_mlflow_login=x' };

describe('auth.mode oidc', () => {
  const pod = new Pod({ auth: { mode: 'oidc', oidc: OIDC }, mlflow: { staticPrefix: '/ml' } });
  let mlflow: Echo;
  let people: Echo;
  let machines: Echo;

  /** oauth2-proxy says who somebody is. */
  const knows =
    (headers: Readonly<Record<string, string>>): RequestListener =>
    (request, response) => {
      if (request.url === '/ml/oauth2/auth') response.writeHead(202, headers).end();
      else echo(request, response);
    };
  const says =
    (status: number): RequestListener =>
    (_request, response) =>
      response.writeHead(status).end('a page of oauth2-proxy’s');

  beforeAll(async () => {
    const at = (volume: string, socket: string) => Echo.at(join(pod.volume(volume), socket));
    mlflow = await at('server-socket', 'server.sock');
    people = await at('login-sockets', 'people.sock');
    machines = await at('login-sockets', 'machines.sock');
    machines.answer = knows({ 'X-Auth-Request-User': 'trainer' });
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    for (const echo of [mlflow, people, machines]) echo.close();
  });

  test.each([
    ['a person’s cookie', COOKIE],
    ['a person’s token', ANN],
  ])('%s: who it is is in the log, and MLflow gets neither', async (what, headers) => {
    people.answer = knows({ 'X-Auth-Request-User': 'ann', 'X-Auth-Request-Email': 'ann@example.com' });
    const path = `/ml/${encodeURIComponent(what)}`;
    expect((await get(path, headers)).status).toBe(200);
    expect(people.last).toMatchObject({ method: 'GET', path: '/ml/oauth2/auth' });
    expect(mlflow.last?.path).toBe(path);
    expect(Object.keys(mlflow.last?.headers ?? {})).not.toEqual(expect.arrayContaining(['authorization']));
    expect(Object.keys(mlflow.last?.headers ?? {})).not.toEqual(expect.arrayContaining(['cookie']));
    expect(await pod.logged((line) => line['path'] === decodeURIComponent(path))).toMatchObject({
      user: 'ann@example.com',
    });
  });

  test('a pod’s token is shown to the one for the cluster alone', async () => {
    const before = people.received.length;
    expect((await get('/ml/pod', POD)).status).toBe(200);
    expect(machines.last?.headers['authorization']).toBe(POD.Authorization);
    expect(people.received.length).toBe(before);
  });

  test('somebody may be in very many groups', async () => {
    people.answer = knows({ 'X-Auth-Request-User': 'ann', 'X-Auth-Request-Groups': 'group,'.repeat(8000) });
    expect((await get('/ml/x', COOKIE)).status).toBe(200);
  });

  test('a page that is not open leads to the login, and back', async () => {
    people.answer = says(401);
    for (const headers of [{}, COOKIE]) {
      const { status, headers: got } = await get('/ml/?a=b', headers);
      expect([status, got['location'], got['cache-control']]).toEqual([
        302,
        '/ml/oauth2/start?rd=%2Fml%2F%3Fa%3Db',
        'no-store',
      ]);
    }
  });

  test('a program is told what it lacks', async () => {
    people.answer = says(401);
    for (const headers of [{}, ANN]) {
      const { status, headers: got, body } = await get('/ml/api/2.0/mlflow/experiments/search', headers);
      expect([status, got['www-authenticate'], got['content-type']]).toEqual([
        401,
        'Bearer realm="MLflow"',
        'application/json',
      ]);
      expect(JSON.parse(body)).toMatchObject({ error_code: 'UNAUTHENTICATED' });
    }
  });

  test('a pod that may not is told so, and the log says which', async () => {
    machines.answer = knows({ 'X-Auth-Request-User': 'other' });
    const other = token({ iss: 'https://kubernetes.default.svc.cluster.local', aud: 'mlflow-tracking', sub: 'other' });
    expect((await get('/ml/x', { Authorization: `Bearer ${other}` })).status).toBe(403);
    expect(pod.lines('proxy', 'errors').join('\n')).toContain(
      '"other" of https://kubernetes.default.svc.cluster.local is not allowed in',
    );
  });

  test('who may not is told so', async () => {
    people.answer = says(403);
    expect((await get('/ml/', COOKIE)).status).toBe(403);
  });

  test('oauth2-proxy’s own pages are open; it gets the cookies, and a token nobody', async () => {
    people.answer = echo;
    const { status, body } = await get('/ml/oauth2/callback?code=1&state=2', { ...COOKIE, ...ANN });
    expect([status, body]).toEqual([200, 'GET /ml/oauth2/callback?code=1&state=2 ']);
    expect(people.last?.headers).toMatchObject({ cookie: COOKIE.Cookie, 'x-forwarded-host': 'mlflow.example.com' });
    expect(people.last?.headers).not.toHaveProperty('authorization');
    // As it came: no address of the pod's.
    expect((await get('/ml/oauth2')).headers['location']).toBe('/ml/oauth2/');
  });

  test('of strangers, it gets no body, and nothing that would break a line of its log', async () => {
    people.answer = echo;
    const before = people.received.length;
    const send = async (line: string, body = '') =>
      (
        await raw(
          [`${line} HTTP/1.1`, 'Host: x', 'Connection: close', `Content-Length: ${String(body.length)}`],
          {},
          body,
        )
      ).status;
    for (const page of ['/ml/oauth2/callback', '/ml/oauth2/sign_out']) {
      expect([page, await send(`POST ${page}`)]).toEqual([page, 403]);
      expect([page, await send(`GET ${page}`, 'ab')]).toEqual([page, 413]);
      for (const code of ['%0a', '%1F', '%00', '%7f'])
        expect([code, await send(`GET ${page}?a=${code}`)]).toEqual([code, 400]);
    }
    expect(people.received.length).toBe(before);
    expect(await send('GET /ml/oauth2/callback?a=%20%7e%C3%A4')).toBe(200);
  });

  test('its answers may have long cookies, and go to the browser as they are', async () => {
    people.answer = (_request, response) =>
      response.writeHead(302, { Location: '/ml/', 'Set-Cookie': `a=${'x'.repeat(40_000)}` }).end();
    const { status, headers } = await get('/ml/oauth2/callback?code=1');
    expect([status, headers['location'], headers['set-cookie']?.length]).toEqual([302, '/ml/', 40_002]);
  });

  test('who logs out sees that they are out', async () => {
    people.answer = echo;
    const { body } = await get('/ml/oauth2/sign_out?rd=https://elsewhere.example.com', COOKIE);
    expect(body).toBe('GET /ml/oauth2/sign_out?rd=/ml/oauth2/sign_in?rd=/ml/ ');
    expect(people.last?.headers['cookie']).toBe(COOKIE.Cookie);
  });

  test('health is open; the check itself nobody reaches; a stranger’s body is not read', async () => {
    people.answer = says(401);
    expect((await get('/ml/health')).status).toBe(200);
    expect((await get('/.login', ANN)).status).toBe(404);
    const before = mlflow.received.length;
    const head = ['POST /ml/x HTTP/1.1', 'Host: x', 'Connection: close', 'Content-Length: 10'];
    expect((await raw(head, {}, 'a stranger')).status).toBe(401);
    expect(mlflow.received.length).toBe(before);
  });

  test('where oauth2-proxy is away nobody gets in', async () => {
    machines.close();
    expect((await get('/ml/x', POD)).status).toBe(500);
    expect(pod.lines('proxy', 'errors').join('\n')).toContain('/run/login/machines.sock does not answer');
  });
});
