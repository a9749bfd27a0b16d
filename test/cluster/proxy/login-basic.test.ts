/** auth.mode basic: nginx asks for a password, the verifier beside it checks it. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashUsers } from '../../support/hash-users';
import { ALICE, ALICE_LATER, basic, basicOf, BOB, htpasswd, type User } from '../clients/login';
import type { Running } from './container';
import { Echo } from './echo';
import { Pod } from './pod';
import { get, raw } from './raw';

describe('auth.mode basic', () => {
  const pod = new Pod({ auth: { mode: 'basic', basic: { existingSecret: 'users' } } });
  let mlflow: Echo;
  let verifier: Running;

  const setUsers = (...users: readonly User[]) => {
    writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(...users));
  };

  beforeAll(async () => {
    setUsers(ALICE, BOB);
    mlflow = await Echo.at(join(pod.volume('server-socket'), 'server.sock'));
    verifier = pod.run('verifier');
    await pod.serve();
  });
  afterAll(async () => {
    await pod.end();
    mlflow.close();
  });

  test.each([
    ['nothing', undefined],
    ['a wrong password', { ...ALICE, password: 'wrong' }],
    ['an unknown name', { ...ALICE, username: 'mallory' }],
  ])('%s is refused, in words of MLflow’s client, and MLflow hears nothing of it', async (_what, login) => {
    const before = mlflow.received.length;
    const { status, headers, body } = await get('/x', basicOf(login));
    expect([status, headers['www-authenticate'], headers['content-type']]).toEqual([
      401,
      'Basic realm="MLflow", charset="UTF-8"',
      'application/json',
    ]);
    expect(JSON.parse(body)).toEqual({
      error_code: 'UNAUTHENTICATED',
      message: 'This server asks for a login: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
    });
    expect(mlflow.received.length).toBe(before);
  });

  test('a right password is passed on to nobody; other cookies are', async () => {
    expect((await get('/x', { ...basic(ALICE), Cookie: 'a=b' })).status).toBe(200);
    expect(mlflow.last?.headers).toMatchObject({ cookie: 'a=b' });
    expect(mlflow.last?.headers).not.toHaveProperty('authorization');
    expect(await pod.logged(({ path, status }) => path === '/x' && status === 200)).toMatchObject({ user: 'alice' });
  });

  test('what somebody has typed for a name is in no line of a request that is refused', async () => {
    await get('/typed', basic({ username: 'my password', password: 'x' }));
    expect(await pod.logged(({ path }) => path === '/typed')).toMatchObject({ status: 401, user: '' });
    expect([...pod.lines('proxy', 'errors'), ...pod.lines('verifier', 'errors')].join('\n')).not.toContain(
      'my password',
    );
  });

  test('two headers with logins are none', async () => {
    const lines = [`Authorization: ${basic(ALICE).Authorization}`, `Authorization: ${basic(BOB).Authorization}`];
    expect((await raw(['GET /x HTTP/1.1', 'Host: x', 'Connection: close', ...lines])).status).toBe(400);
  });

  test('a stranger’s body is not read', async () => {
    const before = mlflow.received.length;
    const head = ['POST /x HTTP/1.1', 'Host: x', 'Connection: close', 'Content-Length: 10'];
    expect((await raw(head, {}, 'a stranger')).status).toBe(401);
    expect(mlflow.received.length).toBe(before);
  });

  test('health is open; the check itself nobody reaches', async () => {
    expect((await get('/health')).status).toBe(200);
    expect((await get('/.login', basic(ALICE))).status).toBe(404);
  });

  test('a changed file is in force at once: who was remembered is out', async () => {
    expect((await get('/x', basic(ALICE))).status).toBe(200);
    setUsers(ALICE_LATER);
    expect((await get('/x', basic(ALICE))).status).toBe(401);
    expect((await get('/x', basic(ALICE_LATER))).status).toBe(200);
    setUsers(ALICE, BOB);
    expect((await get('/x', basic(ALICE))).status).toBe(200);
  });

  test('users of the values are hashed into such a file', async () => {
    const carol = { username: 'carol@example.com', password: `p@ss: "w'örd" $HOME \\ %` };
    const { file } = await hashUsers({ [carol.username]: carol.password });
    writeFileSync(join(pod.volume('login'), 'htpasswd'), file);
    expect((await get('/x', basic(carol))).status).toBe(200);
    expect((await get('/x', basic({ ...carol, password: 'wrong' }))).status).toBe(401);
    setUsers(ALICE, BOB);
  });

  test('where the file cannot be read nobody gets in, and the proxy says what is wrong', async () => {
    const file = join(pod.volume('login'), 'htpasswd');
    chmodSync(file, 0o600);
    expect((await get('/unreadable', basic(BOB))).status).toBe(500);
    chmodSync(file, 0o644);
    expect(pod.lines('proxy', 'errors').join('\n')).toContain('the verifier answers 500');
  });

  test('a killed verifier comes back on its socket; meanwhile nobody new gets in, and who is remembered stays', async () => {
    expect((await get('/x', basic(ALICE))).status).toBe(200);
    verifier.signal('SIGKILL');
    await verifier.ended;
    expect((await get('/x', basic(ALICE))).status).toBe(200);
    expect((await get('/x', basic({ ...BOB }))).status).toBe(500);
    expect(pod.lines('proxy', 'errors').join('\n')).toContain('the verifier does not answer');
    verifier = pod.run('verifier');
    let status = 500;
    while (status === 500) ({ status } = await get('/x', basic(BOB)));
    expect(status).toBe(200);
  });
});
