/** auth.mode mlflow, two replicas: MLflow's own users and permissions; the Secret says who the administrator is. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { remark } from '../../support/proofs';
import { picture, withBrowser } from '../clients/browser';
import { Client, type Logged } from '../clients/client';
import { ask, type Answer } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { basic, basicOf, type Login } from '../clients/login';
import { TRACKING } from '../clients/services';
import { SEARCH, TrackingApi } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { raw } from '../proxy/raw';
import { ASSISTANT, SPELLINGS } from './assistant';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { openPorts } from './open-ports';
import { Platform } from './platform';
import { secret } from './secrets';
import { expectUntold } from './untold';

const NAMESPACE = 'login-mlflow';
const HOST = `${TRACKING}:5000`;
const METRICS = 9113;

const ADMIN = { username: 'admin', password: `p@ss/w%rd: 'of' "admin" \\ $HOME` };
const ADMIN_LATER = { username: 'admin', password: 'another long password' };
const ANN = { username: 'ann', password: 'what ann remembers' };
const FLASK_KEY = 'what forms are signed with';
const FLASK_KEY_LATER = 'what they are signed with later';
/** Seconds that a worker remembers a password. */
const CACHE = 5;

const cluster = realCluster();

describe(`auth.mode mlflow with two replicas, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  let address: string;
  let logged: Logged;
  let experiment: string;

  const values = {
    mlflow: { replicaCount: 2 },
    aiGateway: { enabled: true },
    auth: { mode: 'mlflow', mlflow: { existingSecret: 'mlflow-login', cacheSeconds: CACHE } },
  };
  const administrator = ({ username, password }: Login, flaskKey = FLASK_KEY) =>
    secret(NAMESPACE, 'mlflow-login', {
      'admin-username': username,
      'admin-password': password,
      'flask-secret-key': flaskKey,
    });
  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    ask({ address, path, headers: { Host: HOST, ...headers } });
  const statuses = async (path: string, logins: readonly (Login | undefined)[]) =>
    Promise.all(logins.map(async (login) => (await get(path, basicOf(login))).status));
  const send = (login: Login, path: string, body: unknown) => new TrackingApi(address, login).send(HOST, path, body);
  /** The form by which the administrator makes a user, as a browser has it open. */
  const form = async (login: Login) => {
    const { headers, body } = await asBrowser(login, 'GET /signup');
    const token = /name="csrf_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
    return { token, cookie: headers['set-cookie']?.split(';')[0] ?? '' };
  };
  const submit = async (login: Login, { token, cookie }: Awaited<ReturnType<typeof form>>, username: string) => {
    const fields = new URLSearchParams({ csrf_token: token, username, password: 'a password that is long' }).toString();
    return (await asBrowser(login, 'POST /api/2.0/mlflow/users/create-ui', cookie, fields)).status;
  };
  const asBrowser = (login: Login, what: string, cookie = '', fields = '') =>
    raw(
      [
        `${what} HTTP/1.1`,
        `Host: ${HOST}`,
        `Authorization: ${basic(login).Authorization}`,
        ...(cookie === '' ? [] : [`Cookie: ${cookie}`]),
        `Referer: http://${HOST}/signup`,
        'Content-Type: application/x-www-form-urlencoded',
        `Content-Length: ${String(fields.length)}`,
        'Connection: close',
      ],
      { to: address },
      fields,
    );
  const restarted = async () => {
    await cluster.ok(['rollout', 'restart', `deployment/${TRACKING}`, '--namespace', NAMESPACE]);
    await cluster.settled(NAMESPACE, 480);
  };

  beforeAll(async () => {
    await platform.makeNamespace();
  });
  afterAll(() => platform.remove());

  test('what the Secret lacks is said by the pods in words; once it is mended, they go on by themselves', async () => {
    await cluster.apply([administrator({ ...ADMIN, password: 'short' })]);
    const installed = platform.install('dev', values);
    const said = async () => {
      const pods = await platform.pods('tracking');
      const logs = await Promise.all(pods.map((pod) => platform.logOf(pod, 'prepare').catch(() => '')));
      return logs.flatMap((log) => /^login: .*$/m.exec(log)?.[0] ?? [])[0];
    };
    await eventually(
      said,
      "login: the administrator's password, MLFLOW_AUTH_ADMIN_PASSWORD, has 5 characters; MLflow wants at least 12. Mend the Secret of auth.mlflow.existingSecret: the pod then goes on by itself.",
    );
    await cluster.apply([administrator(ADMIN)]);
    await installed;
    address = await cluster.serviceAddress(NAMESPACE, TRACKING);
  });

  test('`helm test` works with it as the administrator', async () => {
    const { passed, said } = await platform.smokeTest();
    expect([passed, said]).toEqual([
      true,
      expect.stringContaining('log in: admin, of the Secret mlflow-login: the administrator'),
    ]);
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('of two pods that start together one makes the administrator', async () => {
    const logs = await platform.logs('tracking', 'prepare');
    expect(logs).toHaveLength(2);
    expect(logs.filter((log) => log.includes('login: made the administrator admin'))).toHaveLength(1);
    for (const log of logs) expect(log).toContain('login: administrators beside admin: none');
  });

  test('a right login gets in; a wrong one, an unknown name, a token and none are 401', async () => {
    const wrong = { ...ADMIN, password: 'wrong' };
    expect(await statuses(SEARCH, [ADMIN, wrong, ANN, { username: '', password: '' }, undefined])).toEqual([
      200, 401, 401, 401, 401,
    ]);
    for (const header of ['Basic', 'Basic !!!', 'Bearer abc'])
      expect([header, (await get(SEARCH, { Authorization: header })).status]).toEqual([header, 401]);
  });

  test.each([
    '/',
    '/version',
    '/metrics',
    '/signup',
    '/v1/traces',
    '/gateway/anything/mlflow/invocations',
    '/graphql',
    '/api/2.0/mlflow-artifacts/artifacts/x',
    '/api/2.0/mlflow/users/list',
    '/get-artifact?path=x&run_uuid=1',
  ])('without a login, %s is 401', async (path) => {
    expect((await get(path)).status).toBe(401);
  });

  test('without a login, MLflow leaves open how it is, and what it can', async () => {
    expect(await get('/health')).toEqual({ status: 200, body: 'OK' });
    expect((await get('/api/3.0/mlflow/server-info')).status).toBe(200);
  });

  test('MLflow’s client logs and reads back as the administrator; without a login, MLflow says what is missing', async () => {
    const client = new Client(cluster, NAMESPACE, { login: ADMIN });
    logged = await client.log('of the administrator', 20);
    await client.check(logged);
    const { body } = await get(`/api/2.0/mlflow/runs/get?run_id=${logged.run_id}`, basic(ADMIN));
    experiment = (JSON.parse(body) as { run: { info: { experiment_id: string } } }).run.info.experiment_id;
    await expect(new Client(cluster, NAMESPACE).log('nobody', 1)).rejects.toThrow('You are not authenticated');
  });

  test('a user whom the administrator makes sees nothing of others: no experiment, run, model or artefact', async () => {
    expect(await send(ADMIN, '/api/2.0/mlflow/users/create', ANN)).toMatchObject({ status: 200 });
    const artefact = `${experiment}/${logged.run_id}/artifacts/weights.bin`;
    for (const path of [
      `/api/2.0/mlflow/experiments/get?experiment_id=${experiment}`,
      `/api/2.0/mlflow/runs/get?run_id=${logged.run_id}`,
      `/api/2.0/mlflow/artifacts/list?run_id=${logged.run_id}`,
      `/api/2.0/mlflow/registered-models/get?name=${encodeURIComponent('of the administrator')}`,
      `/get-artifact?path=weights.bin&run_uuid=${logged.run_id}`,
      `/api/2.0/mlflow-artifacts/artifacts/${artefact}`,
      `/ajax-api/2.0/mlflow-artifacts/artifacts/${artefact}`,
      `/api/2.0/mlflow-artifacts/artifacts?path=${experiment}/${logged.run_id}/artifacts`,
      '/api/2.0/mlflow-artifacts/artifacts?path=',
    ])
      expect([path, ...(await statuses(path, [ANN]))]).toEqual([path, 403]);
    expect(await statuses(`/get-artifact?path=weights.bin&run_uuid=${logged.run_id}`, [ADMIN])).toEqual([200]);
    expect(JSON.parse((await get(SEARCH, basic(ANN))).body)).toEqual({});
    await expect(new Client(cluster, NAMESPACE, { login: ANN }).check(logged)).rejects.toThrow('Permission denied');
  });

  test('a permission that the administrator gives holds on both replicas: to read, and no more', async () => {
    const grant = { username: ANN.username, resource_type: 'experiment', resource_id: experiment, permission: 'READ' };
    expect(await send(ADMIN, '/api/3.0/mlflow/users/permissions/grant', grant)).toMatchObject({ status: 200 });
    const read = `/api/2.0/mlflow/experiments/get?experiment_id=${experiment}`;
    expect(
      await statuses(
        read,
        Array.from({ length: 20 }, () => ANN),
      ),
    ).toEqual(Array.from({ length: 20 }, () => 200));
    const change = { experiment_id: experiment, new_name: 'of ann' };
    expect((await send(ANN, '/api/2.0/mlflow/experiments/update', change)).status).toBe(403);
    const own = new Client(cluster, NAMESPACE, { login: ANN });
    await own.check(await own.log('of ann', 1));
  });

  test('a person logs in with a browser, and sees what is theirs', async () => {
    const site = { host: TRACKING, address };
    await withBrowser(
      site,
      async (page) => {
        await page.goto(`http://${HOST}/#/experiments/${experiment}/runs/${logged.run_id}`);
        await page.getByText('learning_rate').first().waitFor();
        await picture(page, 'login-mlflow');
      },
      ANN,
    );
    await withBrowser(
      site,
      async (page) => {
        expect((await page.goto(`http://${HOST}/`))?.status()).toBe(401);
      },
      { ...ANN, password: 'wrong' },
    );
  });

  test('who guesses is slowed down, by the header of the gateway too; whose password is right gets in meanwhile', async () => {
    const wrong = () => basic({ ...ANN, password: `guess ${String(Math.random())}` });
    const guesses = Promise.all([
      ...Array.from({ length: 4 }, () => get(SEARCH, wrong())),
      ...Array.from({ length: 4 }, () =>
        get('/gateway/mlflow/v1/chat/completions', { 'X-MLflow-Authorization': wrong().Authorization }),
      ),
    ]);
    expect(await statuses(SEARCH, [ADMIN, ANN, ADMIN, ANN])).toEqual([200, 200, 200, 200]);
    expect((await guesses).map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 401));
    const asked = performance.now();
    await Promise.all(Array.from({ length: 6 }, () => get(SEARCH, wrong())));
    // Never sooner: of six, one replica has three at least, and checks them one by one, the more failures the further apart.
    expect(performance.now() - asked).toBeGreaterThan(2000);
  });

  test('a login in another form than clients send it, and a stranger’s body, do not come to MLflow', async () => {
    const encoded = basic(ADMIN).Authorization.slice('Basic '.length);
    for (const form of [`\tBasic ${encoded}`, `Basic\u00a0${encoded}`, `Basic ${encoded}, x`, `Basic  ${encoded}`]) {
      expect([form, (await get(SEARCH, { Authorization: form })).status]).toEqual([form, 401]);
      const gateway = await get('/gateway/mlflow/v1/models', { 'X-MLflow-Authorization': form });
      expect([form, gateway.status]).toEqual([form, 401]);
      const beside = await get(SEARCH, { Authorization: form, 'X-MLflow-Authorization': basic(ADMIN).Authorization });
      expect([form, beside.status]).toEqual([form, 401]);
    }
    const body = await ask({
      address,
      method: 'POST',
      path: '/api/3.0/mlflow/server-info',
      headers: { Host: HOST, 'Content-Length': '6' },
      body: 'a body',
    });
    expect(body.status).toBe(401);
  });

  test('the gateway takes a login in a header of its own, beside the key of a model’s provider', async () => {
    const headers = { 'X-MLflow-Authorization': basic(ADMIN).Authorization, Authorization: 'Bearer a key' };
    const answer = await ask({
      address,
      method: 'POST',
      path: '/gateway/mlflow/v1/chat/completions',
      headers: { Host: HOST, 'Content-Type': 'application/json', ...headers },
      body: '{}',
    });
    // It is the gateway that answers.
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('model') });
  });

  test('two ports of the pod are open, and the metrics’ knows no login: it has none of MLflow’s', async () => {
    const [pod] = await platform.pods('tracking');
    const ip = pod?.status.podIP ?? '';
    expect(await openPorts(ip)).toEqual([5000, METRICS]);
    const { status, body } = await ask({ address: ip, port: METRICS, path: '/metrics' });
    expect(status).toBe(200);
    expect(body).toMatch(/^mlflow_proxy_requests_total\{route="api",method="GET",status="401"\} [1-9]/m);
    expect(body).not.toMatch(/admin|ann/);
  });

  test.each(SPELLINGS)('MLflow’s Assistant is not to be had as %s, by the administrator neither', async (path) => {
    const { status } = await get(path, basic(ADMIN));
    expect([400, 403, 404]).toContain(status);
    expect(path === ASSISTANT ? status : 403).toBe(403);
  });

  test('no password or key is in anything that a client sees, nor in any log, nor in any object but its Secret', async () => {
    const words = [ADMIN, ANN].flatMap((login) => [login.password, basic(login).Authorization.slice(6)]);
    await expectUntold([...words, FLASK_KEY], logged, platform);
    const kinds = 'deployments,configmaps,services,replicasets,events';
    const objects = await cluster.ok(['get', kinds, '--namespace', NAMESPACE, '--output=json']);
    const logs = await platform.logs('tracking', 'proxy');
    for (const word of [ADMIN.password, JSON.stringify(ADMIN.password).slice(1, -1), FLASK_KEY])
      for (const text of [objects, ...logs]) expect(text).not.toContain(word);
    for (const word of words) for (const text of logs) expect(text).not.toContain(word);
    const settings = await cluster.exec(
      (await platform.pods('tracking'))[0]?.metadata ?? { name: '', namespace: '' },
      'mlflow',
      ['cat', '/login/basic-auth.ini'],
    );
    expect(settings.stdout.trim().split('\n').sort()).toEqual([
      '[mlflow]',
      `auth_cache_ttl_seconds = ${String(CACHE)}`,
      'database_uri = postgresql+psycopg2://',
      'default_permission = NO_PERMISSIONS',
    ]);
  });

  test('a changed Secret is in force when the pods are restarted, without a failed request: the old password is out, and forms of before; users keep theirs', async () => {
    const [first, second] = [await form(ADMIN), await form(ADMIN)];
    // Both replicas know it, whichever has made it.
    for (const name of ['carl', 'cora', 'cleo', 'chad']) expect(await submit(ADMIN, first, name)).toBe(200);
    await cluster.apply([administrator(ADMIN_LATER, FLASK_KEY_LATER)]);
    const outcome = await during(
      async () => {
        await restarted();
        // The old ones end.
        await sleep(20_000);
      },
      () => get(SEARCH, basic(ANN)),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    const logs = await platform.logs('tracking', 'prepare');
    expect(
      logs.filter((log) => log.includes('login: gave the administrator admin the password of the Secret')),
    ).toHaveLength(1);
    await eventually(
      async () => (await statuses(SEARCH, [ADMIN_LATER, ADMIN_LATER, ADMIN, ADMIN, ANN])).join(),
      '200,200,401,401,200',
    );
    expect(await submit(ADMIN_LATER, second, 'dora')).toBe(400);
    expect(await submit(ADMIN_LATER, await form(ADMIN_LATER), 'dora')).toBe(200);
  });

  test('an administrator of another name is made beside the first, and can remove it', async () => {
    const other = { username: 'boss', password: 'the password of the boss' };
    await cluster.apply([administrator(other)]);
    await restarted();
    for (const log of await platform.logs('tracking', 'prepare'))
      expect(log).toContain('login: administrators beside boss: admin');
    expect(await statuses(SEARCH, [other, ADMIN_LATER])).toEqual([200, 200]);
    const body = JSON.stringify({ username: ADMIN.username });
    const removed = await ask({
      address,
      method: 'DELETE',
      path: '/api/2.0/mlflow/users/delete',
      headers: {
        Host: HOST,
        'Content-Type': 'application/json',
        'Content-Length': String(body.length),
        ...basic(other),
      },
      body,
    });
    expect(removed).toMatchObject({ status: 200 });
    await eventually(async () => (await statuses(SEARCH, [ADMIN_LATER, ADMIN_LATER])).join(), '401,401');
    await platform.remarkMemory('tracking');
    remark(`passwords are remembered for ${String(CACHE)} s`);
  });

  test('workspaces keep teams apart', async () => {
    const boss = { username: 'boss', password: 'the password of the boss' };
    const { mlflow } = values.auth;
    await platform.upgrade('dev', { ...values, auth: { mode: 'mlflow', mlflow: { ...mlflow, workspaces: true } } });
    const inTeam = { 'X-MLFLOW-WORKSPACE': 'team-a' };
    const post = (login: Login, path: string, body: object, headers = {}) =>
      ask({
        address,
        method: 'POST',
        path,
        headers: { Host: HOST, 'Content-Type': 'application/json', ...basic(login), ...headers },
        body: JSON.stringify(body),
      });
    expect(await post(boss, '/api/3.0/mlflow/workspaces', { name: 'team-a' })).toMatchObject({ status: 201 });
    const create = '/api/2.0/mlflow/experiments/create';
    expect(await post(boss, create, { name: 'theirs' }, inTeam)).toMatchObject({ status: 200 });
    const search = SEARCH.replace('max_results=1', 'max_results=99');
    const found = async (login: Login, headers = {}) => (await get(search, { ...basic(login), ...headers })).body;
    expect(await found(boss, inTeam)).toContain('"theirs"');
    expect(await found(boss)).not.toContain('"theirs"');
    expect(JSON.parse(await found(ANN, inTeam))).toEqual({});
    expect((await post(ANN, create, { name: 'of ann' }, inTeam)).status).toBe(403);
    // What was there is in the workspace `default`.
    expect(await found(ANN)).toContain('of ann');
  });
});
