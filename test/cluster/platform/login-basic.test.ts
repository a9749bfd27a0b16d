/** auth.mode basic, two replicas: who has a password of the file gets in, and nobody else, whichever way they take. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { picture, withBrowser } from '../clients/browser';
import { Client, type Logged } from '../clients/client';
import { ask, type Answer } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { ALICE, ALICE_LATER, basic, basicOf, BOB, type Login } from '../clients/login';
import { TRACKING } from '../clients/services';
import { SEARCH } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { ASSISTANT, SPELLINGS } from './assistant';
import { openPorts } from './open-ports';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Platform } from './platform';
import { tester, users } from './secrets';
import { expectUntold } from './untold';

const NAMESPACE = 'login-basic';
const HOST = `${TRACKING}:5000`;
const METRICS = 9113;

const cluster = realCluster();

describe(`auth.mode basic with two replicas, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const client = new Client(cluster, NAMESPACE, { login: ALICE });
  let address: string;
  let logged: Logged;

  const values = {
    mlflow: { replicaCount: 2, corsAllowedOrigins: [`http://${HOST}`] },
    // 200 MiB pass through it.
    proxy: { resources: { limits: { memory: '64Mi' } } },
    auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } },
    smokeTest: { existingSecret: 'tester' },
  };
  const get = (path: string, headers: Readonly<Record<string, string>> = {}, port = 5000): Promise<Answer> =>
    ask({ address, port, path, headers: { Host: HOST, ...headers } });
  const statuses = async (path: string, logins: readonly (Login | undefined)[]) =>
    Promise.all(logins.map(async (login) => (await get(path, basicOf(login))).status));
  const podAddresses = async () => (await platform.pods('tracking')).map(({ status }) => status.podIP ?? '');

  beforeAll(async () => {
    await platform.makeNamespace();
  });
  afterAll(() => platform.remove());

  test('a login is switched on in a running release: who has sent it before loses no request', async () => {
    await platform.install('dev', { mlflow: { replicaCount: 2 } });
    await cluster.apply([users(NAMESPACE, ALICE, BOB)]);
    address = await cluster.serviceAddress(NAMESPACE, TRACKING);
    expect(await statuses(SEARCH, [undefined])).toEqual([200]);
    const outcome = await during(
      () => platform.upgrade('dev', values),
      () => get(SEARCH, basic(ALICE)),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('MLflow’s client logs 200 MiB and reads it back, with MLFLOW_TRACKING_USERNAME and _PASSWORD', async () => {
    logged = await client.log('behind a login', 200);
    const { download_seconds } = await client.check(logged);
    remark(`200 MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s`);
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test('`helm test` says what is wrong with its login, keeps the pod that failed, and passes once it is right', async () => {
    const failed = await platform.smokeTest('3');
    expect([failed.passed, failed.said]).toEqual([false, expect.stringContaining('FAILED')]);
    expect(failed.said).toMatch(/the Secret tester, or its key for .*, is not there, or it is empty/);
    expect((await platform.pods('smoke-test')).map(({ status }) => status.phase)).toEqual(['Failed']);
    await cluster.apply([tester(NAMESPACE, { ...ALICE, password: 'wrong' })]);
    const wrong = await platform.smokeTest();
    expect([wrong.passed, wrong.said]).toEqual([false, expect.stringMatching(/401 for alice, of the Secret tester: /)]);
    await cluster.apply([tester(NAMESPACE, ALICE)]);
    const right = await platform.smokeTest();
    expect([right.passed, right.said]).toEqual([true, expect.stringMatching(/be refused without a login: 401$/m)]);
  });

  test('a right password gets in; a wrong one, an unknown name, and none are 401', async () => {
    const wrong = { ...ALICE, password: 'wrong' };
    const unknown = { ...ALICE, username: 'mallory' };
    const others = { ...ALICE, password: BOB.password };
    expect(
      await statuses(SEARCH, [ALICE, BOB, wrong, unknown, others, { username: '', password: '' }, undefined]),
    ).toEqual([200, 200, 401, 401, 401, 401, 401]);
    for (const header of [
      'Basic',
      'Basic !!!',
      'Bearer abc',
      'basic Og==',
      `Digest ${basic(ALICE).Authorization}`,
      `\tBasic ${basic(ALICE).Authorization.slice(6)}`,
    ])
      expect([header, (await get(SEARCH, { Authorization: header })).status]).toEqual([header, 401]);
  });

  test('MLflow’s client says what is missing', async () => {
    await expect(new Client(cluster, NAMESPACE).log('nobody', 1)).rejects.toThrow(
      'UNAUTHENTICATED: This server asks for a login: set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.',
    );
  });

  test.each([
    '/',
    '/version',
    '/metrics',
    '/v1/traces',
    '/gateway/anything/mlflow/invocations',
    '/graphql',
    '/static-files/index.html',
    '/api/2.0/mlflow-artifacts/artifacts/x',
    '/api/3.0/mlflow/server-info',
    '/get-artifact?path=x&run_uuid=1',
    '/healthz',
    '/health/',
    '/health/../version',
  ])('without a login, %s is not answered by MLflow', async (path) => {
    expect([400, 401]).toContain((await get(path)).status);
  });

  test('/health is open, and nothing that is only taken for it', async () => {
    for (const path of ['/health', '//health', '/%68ealth', '/health?x', '/health#x'])
      expect([path, await get(path)]).toEqual([path, { status: 200, body: 'OK' }]);
  });

  test('of all 65,535 ports of the server’s pod two are open, and the second answers GET /metrics only', async () => {
    for (const ip of await podAddresses()) expect(await openPorts(ip)).toEqual([5000, METRICS]);
    const [ip = ''] = await podAddresses();
    const status = async (method: string, path: string) =>
      (await ask({ address: ip, port: METRICS, method, path })).status;
    expect(await status('GET', '/metrics')).toBe(200);
    for (const [method, path] of [
      ['HEAD', '/metrics'],
      ['POST', '/metrics'],
      ['PUT', '/metrics'],
      ['DELETE', '/metrics'],
    ] as const)
      expect([method, await status(method, path)]).toEqual([method, 403]);
    for (const path of ['/', '/health', SEARCH, '/metrics/', '/metrics/x', ASSISTANT])
      expect([path, await status('GET', path)]).toEqual([path, 404]);
  });

  test('requests are counted by what they ask for, and timed', async () => {
    const pods = await Promise.all(
      (await podAddresses()).map((ip) => ask({ address: ip, port: METRICS, path: '/metrics' })),
    );
    const body = pods.map((pod) => pod.body).join('');
    for (const route of ['ui', 'api', 'artefacts', 'health', 'traces', 'gateway'])
      expect(body).toMatch(new RegExp(`^mlflow_proxy_request_duration_seconds_count\\{route="${route}"\\} [1-9]`, 'm'));
    expect(body).toMatch(/^mlflow_proxy_requests_total\{route="api",method="GET",status="401"\} [1-9]/m);
    expect(body).toMatch(/^mlflow_proxy_requests_total\{route="artefacts",method="PUT",status="200"\} [1-9]/m);
    for (const pod of pods) {
      const buckets = [...pod.body.matchAll(/_bucket\{route="api",le="([^"]+)"\} (\d+)/g)];
      expect(buckets.at(-1)?.[1]).toBe('+Inf');
      expect(/_count\{route="api"\} (\d+)/.exec(pod.body)?.[1]).toBe(buckets.at(-1)?.[2]);
    }
  });

  test.each(SPELLINGS)('MLflow’s Assistant is not to be had as %s, whoever asks', async (path) => {
    const { status } = await get(path, basic(ALICE));
    // 401 where nginx takes it for another path, which MLflow does not have.
    expect([400, 403, 404]).toContain(status);
  });

  test('nor by `kubectl port-forward`, to the Service or to the pod; nor any other port of MLflow’s', async () => {
    const pod = (await platform.pods('tracking'))[0]?.metadata.name ?? '';
    const through = async (target: string, port: number, path: string, login: Login) => {
      const local = 20000 + Math.floor(Math.random() * 10000);
      const words = ['port-forward', target, `${String(local)}:${String(port)}`, '--namespace', NAMESPACE];
      let said = '';
      const forward = cluster.run('timeout', ['30', 'kubectl', ...words], { heard: (text) => (said += text) });
      while (!said.includes('Forwarding from')) await Promise.race([sleep(50), forward]);
      const answer = await ask({ address: '127.0.0.1', port: local, path, headers: basic(login) }).catch(
        () => undefined,
      );
      return answer?.status;
    };
    expect(await through(`service/${TRACKING}`, 5000, SEARCH, ALICE)).toBe(200);
    expect(await through(`service/${TRACKING}`, 5000, ASSISTANT, ALICE)).toBe(403);
    expect(await through(`pod/${pod}`, 5000, ASSISTANT, ALICE)).toBe(403);
    expect(await through(`pod/${pod}`, METRICS, ASSISTANT, ALICE)).toBe(404);
    expect(await through(`pod/${pod}`, 5001, ASSISTANT, ALICE)).toBeUndefined();
  });

  test('where a request came from is what its peer is, whatever it says of itself', async () => {
    await get('/version', { ...basic(ALICE), 'X-Forwarded-For': '6.6.6.6', Forwarded: 'for=6.6.6.6' });
    const lines = (await platform.logs('tracking', 'proxy')).flatMap((log) => log.split('\n'));
    const [line] = lines
      .filter((text) => text.includes('"path":"/version"') && text.includes('"user":"alice"'))
      .slice(-1);
    const { client: from, peer, route, seconds } = JSON.parse(line ?? '') as Record<string, unknown>;
    expect([from, route]).toEqual([peer, 'health']);
    expect(from).not.toBe('6.6.6.6');
    expect(seconds).toBeGreaterThan(0);
  });

  test('who guesses is slowed down; whose password is right is never refused, from the same address neither', async () => {
    const wrong = () => get(SEARCH, basic({ ...BOB, password: `guess ${String(Math.random())}` }));
    const guesses = Promise.all(Array.from({ length: 4 }, wrong));
    const rights = await Promise.all([ALICE, ALICE, ALICE, BOB, BOB].map((login) => get(SEARCH, basic(login))));
    expect(rights.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect((await guesses).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    // Each pod counts for itself, and guesses that come all at once too.
    const [pod = ''] = await podAddresses();
    const guess = () =>
      ask({ address: pod, path: SEARCH, headers: { Host: HOST, ...basic({ ...BOB, password: 'x' }) } });
    await Promise.all(Array.from({ length: 12 }, guess));
    const asked = performance.now();
    await guess();
    // Never sooner: with twelve failures, it is checked 1.2 s after the one before.
    expect(performance.now() - asked).toBeGreaterThan(1150);
  });

  test('a stranger sends MLflow no body, which it would keep in memory', async () => {
    const send = async (method: string, path: string, body: string) =>
      (await ask({ address, method, path, headers: { Host: HOST, 'Content-Length': String(body.length) }, body }))
        .status;
    expect(await send('POST', '/health', '')).toBe(403);
    expect(await send('PUT', '/health', 'a body')).not.toBe(200);
    expect(await send('GET', '/health', 'a body')).toBe(413);
    expect(await send('POST', '/api/2.0/mlflow/experiments/create', 'a body')).toBe(401);
  });

  test('a person logs in with a browser, and sees the run', async () => {
    const site = { host: TRACKING, address };
    await withBrowser(
      site,
      async (page) => {
        await page.goto(`http://${TRACKING}:5000/#/experiments/1/runs/${logged.run_id}`);
        await page.getByText('learning_rate').first().waitFor();
        await picture(page, 'login-basic');
      },
      ALICE,
    );
    await withBrowser(
      site,
      async (page) => {
        const answer = await page.goto(`http://${TRACKING}:5000/`);
        expect(answer?.status()).toBe(401);
        await picture(page, 'login-basic-refused');
      },
      { ...ALICE, password: 'wrong' },
    );
  });

  test('no password is in anything that a client sees, nor in any log, nor in any object but its Secret', async () => {
    const words = [ALICE.password, BOB.password, ALICE.hash, BOB.hash, basic(ALICE).Authorization.slice(6)];
    await expectUntold(words, logged, platform);
    const kinds = 'deployments,configmaps,services,pods,replicasets,events';
    const objects = await cluster.ok(['get', kinds, '--namespace', NAMESPACE, '--output=json']);
    const logs = [...(await platform.logs('tracking', 'proxy')), ...(await platform.logs('tracking', 'verifier'))];
    // A test of ours sends the client its password as a literal.
    for (const word of words.slice(1)) for (const text of [objects, ...logs]) expect(text).not.toContain(word);
    for (const text of logs) expect(text).not.toContain(ALICE.password);
  });

  test('a changed Secret is in force without a restart: the old password is out, though it was remembered', async () => {
    const before = (await platform.pods('tracking')).map(({ metadata }) => metadata.uid).sort();
    await cluster.apply([users(NAMESPACE, ALICE_LATER)]);
    await eventually(
      async () => (await statuses(SEARCH, [ALICE_LATER, ALICE_LATER, ALICE, ALICE, BOB])).join(),
      '200,200,401,401,401',
    );
    expect((await platform.pods('tracking')).map(({ metadata }) => metadata.uid).sort()).toEqual(before);
    await cluster.apply([users(NAMESPACE, ALICE, BOB)]);
    await eventually(async () => (await statuses(SEARCH, [ALICE, ALICE, ALICE])).join(), '200,200,200');
  });

  test('a killed proxy does not restart MLflow, nor a killed MLflow the proxy; both come back', async () => {
    const restarts = async () =>
      (await platform.pods('tracking'))
        .flatMap(({ status }) =>
          (status.containerStatuses ?? []).map(({ name, restartCount }) => `${name} ${String(restartCount)}`),
        )
        .sort();
    const [pod] = await platform.pods('tracking');
    if (pod === undefined) throw new Error('no pod');
    expect(await cluster.kill(pod.metadata, /nginx: master process.*nginx\.conf/)).toBe(1);
    await eventually(async () => (await restarts()).includes('proxy 1'), true);
    await cluster.settled(NAMESPACE);
    expect(await restarts()).toEqual(['mlflow 0', 'mlflow 0', 'proxy 0', 'proxy 1', 'verifier 0', 'verifier 0']);
    expect(await cluster.kill(pod.metadata, /mlflow server|uvicorn|spawn_main/)).toBeGreaterThan(0);
    await eventually(async () => (await restarts()).includes('mlflow 1'), true);
    await cluster.settled(NAMESPACE);
    expect(await restarts()).toEqual(['mlflow 0', 'mlflow 1', 'proxy 0', 'proxy 1', 'verifier 0', 'verifier 0']);
    await eventually(async () => (await statuses(SEARCH, [ALICE, ALICE, ALICE, ALICE])).join(), '200,200,200,200');
  });

  test('every pod is replaced under load: no request fails', async () => {
    const outcome = await during(
      async () => {
        await cluster.ok(['rollout', 'restart', `deployment/${TRACKING}`, '--namespace', NAMESPACE]);
        await cluster.settled(NAMESPACE, 480);
        // The old ones end.
        await eventually(
          async () =>
            (
              await cluster.json<{ items: readonly unknown[] }>([
                'get',
                'pods',
                '--namespace',
                NAMESPACE,
                '--selector=app.kubernetes.io/component=tracking',
              ])
            ).items.length,
          2,
        );
      },
      () => get(SEARCH, basic(ALICE)),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });

  test('users of the values: hashed as the pod starts, and nobody else gets in', async () => {
    const carol = { username: 'carol@example.com', password: `p@ss:"w' $HOME \\ %` };
    await platform.upgrade('dev', {
      ...values,
      auth: { mode: 'basic', basic: { existingSecret: '', users: { [carol.username]: carol.password } } },
    });
    expect(await statuses(SEARCH, [carol, ALICE, { ...carol, password: 'wrong' }])).toEqual([200, 401, 401]);
  });
});
