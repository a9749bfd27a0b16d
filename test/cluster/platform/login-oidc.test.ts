/** auth.mode oidc, two replicas: people of an issuer, programs of another, and pods of the cluster. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { commandsIn } from '../../docs/shown';
import { remark } from '../../support/proofs';
import { picture, withBrowser } from '../clients/browser';
import { Client, type Logged } from '../clients/client';
import { ask } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { SPELLINGS } from './assistant';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Issuer, type Person } from './issuer';
import { openPorts } from './open-ports';
import { Platform } from './platform';
import { secret } from './secrets';
import { expectUntold } from './untold';

const NAMESPACE = 'login-oidc';
const METRICS = 9113;
const TEAM = 'login-oidc-team';
const HOST = `${TRACKING}:5000`;
const AUDIENCE = 'mlflow-tracking';
const COOKIE_SECRET = '0123456789abcdefghijklmnopqrstuv';
const CLIENT = { id: 'mlflow', secret: 'a secret of the client', redirectUrl: `http://${HOST}/oauth2/callback` };

const ANN: Person = { name: 'ann', password: 'of ann', email: 'ann@example.com', groups: ['science', 'all'] };
const BOB: Person = { name: 'bob', password: 'of bob', email: 'bob@example.com', groups: ['sales'] };
const EVE: Person = { name: 'eve', password: 'of eve', email: 'eve@example.org', groups: ['science'] };

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const cluster = realCluster();

describe(`auth.mode oidc with two replicas, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const company = new Issuer(cluster, NAMESPACE, 'company', {
    client: CLIENT,
    people: [ANN, BOB, EVE],
    programs: { stranger: { secret: 'of stranger', audience: 'something-else' } },
  });
  const builds = new Issuer(cluster, NAMESPACE, 'builds', {
    client: CLIENT,
    people: [ANN],
    programs: {
      'team-a-nightly': { secret: 'nightly', audience: 'mlflow-builds' },
      'team-b-nightly': { secret: 'nightly', audience: 'mlflow-builds' },
    },
  });
  const values = {
    mlflow: { replicaCount: 2 },
    smokeTest: { serviceAccountName: 'trainer' },
    auth: {
      mode: 'oidc',
      oidc: {
        ...company.values,
        allowedGroups: ['science'],
        allowedDomains: ['example.com'],
        extraIssuers: [
          { name: 'builds', issuerUrl: builds.url, audience: 'mlflow-builds', allowedSubjects: ['team-a-*'] },
        ],
        serviceAccounts: {
          enabled: true,
          issuerUrl: 'https://kubernetes.default.svc',
          allowed: [`${NAMESPACE}/trainer`, `${TEAM}/*`],
        },
      },
    },
  };
  let address: string;
  let ann: string;
  let logged: Logged;
  /** Of ann, who has logged out, but not everywhere. */
  let cookie: string;

  const get = (path: string, headers: Readonly<Record<string, string>> = {}, at = address) =>
    ask({ address: at, path, headers: { Host: HOST, ...headers } });
  const status = async (token: string) => (await get(SEARCH, bearer(token))).status;
  const accountToken = (namespace: string, name: string, audience = AUDIENCE) =>
    cluster
      .ok(['create', 'token', name, '--namespace', namespace, `--audience=${audience}`])
      .then((text) => text.trim());
  const account = (namespace: string, name: string) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace },
  });
  const site = async () => ({ host: TRACKING, address, others: { [company.host]: await company.address() } });
  const logIn = async (page: Page) => {
    await page.goto(`http://${HOST}/`);
    await page.getByLabel('Username:').fill(ANN.name);
    await page.getByLabel('Password:').fill(ANN.password);
    await picture(page, 'login-oidc-page');
    await page.getByRole('button', { name: 'Login' }).click();
    await page.waitForURL((url) => url.host === HOST);
  };
  const tokensOfPods = async () =>
    Promise.all(
      [
        [NAMESPACE, 'trainer'],
        [TEAM, 'anybody'],
        [NAMESPACE, 'default'],
        ['default', 'default'],
      ].map(async ([namespace = '', name = '']) => status(await accountToken(namespace, name))),
    );

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: TEAM } },
      secret(NAMESPACE, 'mlflow-oidc', { 'client-secret': CLIENT.secret, 'cookie-secret': COOKIE_SECRET }),
    ]);
    await cluster.apply([account(NAMESPACE, 'trainer'), account(TEAM, 'anybody')]);
  });
  afterAll(async () => {
    await cluster.ok(['delete', 'clusterrolebinding', 'issuer-discovery', '--ignore-not-found']);
    await cluster.ok(['delete', 'namespace', TEAM]);
    await platform.remove();
  });

  test('an issuer that cannot be reached is waited for, and the pod says so', async () => {
    await builds.start();
    const installed = platform.install('dev', values);
    const waiting = `login: waiting for the issuer ${company.url}: `;
    const said = async () => {
      const [pod] = await platform.pods('tracking');
      if (pod === undefined) return '';
      return platform.logOf(pod, 'prepare').catch(() => '');
    };
    await Promise.race([eventually(async () => (await said()).includes(waiting), true, 480), installed]);
    await sleep(10_000);
    expect(await platform.restarts('tracking')).toBe(0);
    await company.start();
    await installed;
    expect(await platform.restarts('tracking')).toBe(0);
    address = await cluster.serviceAddress(NAMESPACE, TRACKING);
    ann = await company.personToken(ANN);
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test.each([
    ['/', 302],
    ['/experiments/1', 302],
    [SEARCH, 401],
    ['/ajax-api/2.0/mlflow/experiments/search', 401],
    ['/api/2.0/mlflow-artifacts/artifacts/x', 401],
    ['/v1/traces', 401],
    ['/gateway/anything/mlflow/invocations', 401],
    ['/graphql', 401],
    ['/oauth2/userinfo', 401],
    ['/.login', 404],
    ['/health', 200],
  ])('without a login, %s is %d', async (path, expected) => {
    expect((await get(path)).status).toBe(expected);
  });

  test('of all ports of the server’s pod two are open, and the metrics’ answers GET /metrics only', async () => {
    for (const { status: pod } of await platform.pods('tracking'))
      expect(await openPorts(pod.podIP ?? '')).toEqual([5000, METRICS]);
    const [pod] = await platform.pods('tracking');
    const metrics = async (path: string) =>
      (await ask({ address: pod?.status.podIP ?? '', port: METRICS, path, headers: bearer(ann) })).status;
    for (const path of ['/', '/health', '/ping', '/ready', '/oauth2/auth', SEARCH])
      expect([path, await metrics(path)]).toEqual([path, 404]);
    expect(await metrics('/metrics')).toBe(200);
  });

  test.each(SPELLINGS)('MLflow’s Assistant is not to be had as %s, whoever asks', async (path) => {
    expect([400, 403, 404]).toContain((await get(path, bearer(ann))).status);
  });

  test('a person’s token is held to the groups and the domains', async () => {
    expect(await status(ann)).toBe(200);
    expect(await status(await company.personToken(BOB))).toBe(401);
    expect(await status(await company.personToken(EVE))).toBe(401);
  });

  test('a token of another issuer, for another audience, changed, or none is 401, on pages too', async () => {
    const [head = '', body = '', signature = ''] = ann.split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'root' })).toString('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const wrong = [
      await builds.personToken(ANN),
      await company.programToken('stranger'),
      await accountToken(NAMESPACE, 'trainer', CLIENT.id),
      `${head}.${changed}.${signature}`,
      `${none}.${body}.`,
      'abc',
    ];
    for (const [index, token] of wrong.entries()) expect([index, await status(token)]).toEqual([index, 401]);
    expect((await get('/', bearer('abc'))).status).toBe(401);
    const own = { 'X-Auth-Request-User': 'ann', 'X-Forwarded-User': 'ann', 'X-Forwarded-Email': ANN.email };
    expect((await get(SEARCH, own)).status).toBe(401);
  });

  test('a program of a further issuer is held to its subjects', async () => {
    expect(await status(await builds.programToken('team-a-nightly'))).toBe(200);
    expect(await status(await builds.programToken('team-b-nightly'))).toBe(403);
  });

  test('the cluster’s issuer shows its keys to nobody, unless that is allowed: docs/access.md', async () => {
    expect(await tokensOfPods()).toEqual([401, 401, 401, 401]);
    const [allow = ''] = commandsIn('docs/access.md').filter((line) => line.includes('clusterrolebinding'));
    await cluster.ok(allow.split(' ').slice(1));
    await eventually(tokensOfPods, [200, 200, 403, 403]);
  });

  test('`helm test` works with it as a ServiceAccount that is let in', async () => {
    const { passed, said } = await platform.smokeTest();
    expect([passed, said]).toEqual([true, expect.stringContaining('log in: the pod’s ServiceAccount; the server')]);
  });

  test.each([
    ['the issuer', () => Promise.resolve({ env: [{ name: 'MLFLOW_TRACKING_TOKEN', value: ann }] })],
    [
      'a further issuer',
      async () => ({
        env: [{ name: 'MLFLOW_TRACKING_TOKEN', value: await builds.programToken('team-a-nightly') }],
      }),
    ],
    ['the cluster', () => Promise.resolve({ account: { name: 'trainer', audience: AUDIENCE } })],
    [
      'the cluster, with MLFLOW_TRACKING_AUTH=kubernetes',
      () => Promise.resolve({ account: { name: 'trainer', audience: AUDIENCE, plugin: true } }),
    ],
  ])('MLflow’s client logs and reads with a token of %s', async (whose, options) => {
    const client = new Client(cluster, NAMESPACE, await options());
    logged = await client.log(`with a token of ${whose}`, 20);
    await client.check(logged);
  });

  test('a person logs in with a browser, sees an experiment, and logs out', async () => {
    await withBrowser(await site(), async (page) => {
      await logIn(page);
      await page.goto(`http://${HOST}/#/experiments`);
      await page.getByText('with a token of').first().waitFor();
      await picture(page, 'login-oidc');
      // Two replicas, one cookie.
      cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
      for (const { status: pod } of await platform.pods('tracking'))
        expect((await get(SEARCH, { Cookie: cookie }, pod.podIP)).status).toBe(200);
      expect((await get(SEARCH, { Cookie: `${cookie}x` })).status).toBe(401);
      await page.goto(`http://${HOST}/oauth2/sign_out`);
      await page.getByText('Sign in with').first().waitFor();
      await picture(page, 'login-oidc-out');
      expect((await page.context().cookies(`http://${HOST}`)).map(({ name }) => name)).not.toContain('_mlflow_login');
      expect((await page.goto(`http://${HOST}${SEARCH}`))?.status()).toBe(401);
    });
  });

  test('who is in no such group is told so in the browser', async () => {
    await withBrowser(await site(), async (page) => {
      await page.goto(`http://${HOST}/`);
      await page.getByLabel('Username:').fill(BOB.name);
      await page.getByLabel('Password:').fill(BOB.password);
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url().includes('/oauth2/callback')),
        page.getByRole('button', { name: 'Login' }).click(),
      ]);
      expect(answer.status()).toBe(403);
      await page.getByText('403').first().waitFor();
      await picture(page, 'login-oidc-refused');
    });
  });

  test('no secret and no token is in anything that a client sees, nor in any log, nor in any object but Secrets', async () => {
    await get(SEARCH, { Authorization: `Bearer  ${ann}x` });
    await get(SEARCH, { Authorization: `Token ${ann}` });
    const words = [CLIENT.secret, COOKIE_SECRET];
    await expectUntold([...words, ann], logged, platform);
    const objects = await cluster.ok([
      'get',
      'deployments,configmaps,services,pods,replicasets,events',
      `--namespace=${NAMESPACE}`,
      '--selector=app.kubernetes.io/name=mlflow',
      '--output=json',
    ]);
    const logs = await Promise.all(
      ['proxy', 'oauth2-proxy', 'machines', 'issuer-builds'].map((container) => platform.logs('tracking', container)),
    );
    for (const word of [...words, ann, ann.split('.')[2] ?? ''])
      for (const text of [objects, ...logs.flat()]) expect(text).not.toContain(word);
    expect(logs.flat().join('')).toContain(ANN.email);
  });

  test('a killed oauth2-proxy comes back, without the issuer too, and people stay logged in', async () => {
    await cluster.ok(['scale', 'deployment/company', '--replicas=0', '--namespace', NAMESPACE]);
    const [pod] = await platform.pods('tracking');
    if (pod === undefined) throw new Error('no pod');
    expect(await cluster.kill(pod.metadata, /^oauth2-proxy .*people\.sock/)).toBe(1);
    await eventually(() => platform.restarts('tracking'), 1);
    await cluster.settled(NAMESPACE);
    const at = pod.status.podIP ?? '';
    await eventually(async () => (await get('/oauth2/sign_in', {}, at)).status, 200);
    expect((await get(SEARCH, { Cookie: cookie }, at)).status).toBe(200);
    // Of other issuers nobody has noticed anything.
    expect((await get(SEARCH, bearer(await builds.programToken('team-a-nightly')), at)).status).toBe(200);
    await cluster.ok(['scale', 'deployment/company', '--replicas=1', '--namespace', NAMESPACE]);
    await cluster.settled(NAMESPACE);
  });

  test('changed secrets of the client’s and of cookies are in force when the pods are restarted: docs/secrets.md', async () => {
    expect((await get(SEARCH, { Cookie: cookie })).status).toBe(200);
    await company.changeSecret('another secret of the client');
    await cluster.apply([
      secret(NAMESPACE, 'mlflow-oidc', {
        'client-secret': 'another secret of the client',
        'cookie-secret': COOKIE_SECRET.split('').reverse().join(''),
      }),
    ]);
    await cluster.ok(['rollout', 'restart', `deployment/${TRACKING}`, '--namespace', NAMESPACE]);
    await cluster.settled(NAMESPACE, 480);
    // The old pods serve until they are out of the Service.
    await eventually(async () => (await get(SEARCH, { Cookie: cookie })).status, 401);
    await withBrowser(await site(), async (page) => {
      await logIn(page);
      expect((await page.goto(`http://${HOST}${SEARCH}`))?.status()).toBe(200);
    });
  });

  test('every pod is replaced under load: no request fails', async () => {
    const token = await accountToken(NAMESPACE, 'trainer');
    const outcome = await during(
      async () => {
        await cluster.ok(['rollout', 'restart', `deployment/${TRACKING}`, '--namespace', NAMESPACE]);
        await cluster.settled(NAMESPACE, 480);
        await sleep(20_000);
      },
      () => get(SEARCH, bearer(token)),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });
});
