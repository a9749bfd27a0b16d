/** jobs.enabled: what begins a job goes to the pod that has the queue, with the login that came; all else stays. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { eventually } from '../eventually';
import { ask } from '../clients/http';
import { ALICE, basic, htpasswd } from '../clients/login';
import { Echo } from './echo';
import { Names } from './names';
import { get, raw } from './raw';
import { twoPods, type TwoPods } from './two-pods';

/** What MLflow 3.18 has. */
const BEGIN = [
  '/ajax-api/3.0/jobs/',
  '/ajax-api/3.0/jobs',
  '/ajax-api/3.0/mlflow/scorer/invoke',
  '/ajax-api/3.0/mlflow/issues/invoke',
  '/ajax-api/3.0/mlflow/genai/evaluate/invoke',
  '/ajax-api/3.0/mlflow/prompt-optimization/jobs',
  '/api/3.0/mlflow/prompt-optimization/jobs',
  '/ajax-api/3.0/mlflow/server-info',
];
const STAY = [
  '/',
  '/api/2.0/mlflow/runs/create',
  '/ajax-api/3.0/jobs/search',
  '/ajax-api/3.0/jobs/some-job',
  '/ajax-api/3.0/jobs/cancel/some-job',
  '/ajax-api/3.0/mlflow/jobs/some-job',
  '/ajax-api/3.0/mlflow/jobs/cancel/some-job',
  '/ajax-api/3.0/mlflow/issues/search',
  '/api/3.0/mlflow/prompt-optimization/jobs/search',
  '/api/3.0/mlflow/prompt-optimization/jobs/some-job/cancel',
  // Clients ask for it, who need nothing of the queue.
  '/api/3.0/mlflow/server-info',
];

describe.each([
  ['none', {}, { Authorization: 'Bearer abc', Cookie: 'a=b' }],
  ['basic', { basic: { existingSecret: 'users' } }, { ...basic(ALICE), Cookie: 'a=b' }],
] as const)('auth.mode %s', (mode, auth, login) => {
  let names: Names;
  let pods: TwoPods;
  let [web, jobs]: readonly Echo[] = [];

  beforeAll(async () => {
    names = await Names.start();
    pods = twoPods('jobs', { auth: { mode, ...auth }, mlflow: { staticPrefix: '/ml' } }, names);
    for (const pod of [pods.web, pods.apart]) {
      if (mode === 'basic') {
        writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
        pod.run('verifier');
      }
    }
    web = await Echo.at(join(pods.web.volume('server-socket'), 'server.sock'));
    jobs = await Echo.at(join(pods.apart.volume('server-socket'), 'server.sock'));
    await pods.apart.serve();
    await pods.web.serve();
  });
  afterAll(async () => {
    await pods.web.end();
    await pods.apart.end();
    for (const echo of [web, jobs]) echo?.close();
    names.close();
  });

  test.each(BEGIN)('%s goes to the pod that runs jobs, as it came', async (path) => {
    const before = web?.received.length;
    const head = [`POST /ml${path}?a=b HTTP/1.1`, 'Host: mlflow.example.com', 'Connection: close', 'Content-Length: 5'];
    const { status, body } = await raw([...head, ...Object.entries(login).map((pair) => pair.join(': '))], {}, 'hello');
    expect([status, body]).toEqual([200, expect.stringContaining(`POST /ml${path}?a=b hello`)]);
    expect(web?.received.length).toBe(before);
    expect(jobs?.last?.headers).toMatchObject({ host: 'mlflow.example.com', cookie: 'a=b' });
    // There, it is as with any server.
    expect(jobs?.last?.headers['authorization']).toBe(mode === 'none' ? 'Bearer abc' : undefined);
  });

  test.each(STAY)('%s stays', async (path) => {
    const before = jobs?.received.length;
    expect((await get(`/ml${path}`, login)).status).toBe(200);
    expect([jobs?.received.length, web?.last?.path]).toEqual([before, `/ml${path}`]);
  });

  test('nobody gets to it without a login', async () => {
    const before = jobs?.received.length;
    const { status } = await get('/ml/ajax-api/3.0/mlflow/scorer/invoke');
    expect([status, jobs?.received.length]).toEqual(mode === 'none' ? [200, (before ?? 0) + 1] : [401, before]);
  });

  test('without that pod, it is said that nothing was begun, and all else goes on', async () => {
    await pods.apart.end();
    const { status, body, headers } = await get('/ml/ajax-api/3.0/mlflow/scorer/invoke', login);
    expect([status, headers['content-type'], JSON.parse(body)]).toEqual([
      503,
      'application/json',
      {
        error_code: 'TEMPORARILY_UNAVAILABLE',
        message: 'The pod that runs jobs does not answer: nothing was begun. Try again in a minute.',
      },
    ]);
    expect((await get('/ml/ajax-api/3.0/mlflow/server-info', login)).status).toBe(200);
    expect(web?.last?.path).toBe('/ml/ajax-api/3.0/mlflow/server-info');
    // A server that is away itself is as ever.
    web?.close();
    await eventually(async () => (await get('/ml/x', login)).status, 502);
  });
});

describe.each([
  ['its authority is in its Secret', 'ca.crt', true],
  ['somebody else’s is', 'other', false],
] as const)('by TLS, where %s', (_, given, isBelieved) => {
  const name = 'mlflow-tracking.team.svc.cluster.local';
  const [authority, other] = [new Authority(), new Authority()];
  let names: Names;
  let pods: TwoPods;
  let [web, jobs]: readonly Echo[] = [];

  beforeAll(async () => {
    names = await Names.start();
    pods = twoPods('jobs', { auth: { mode: 'none' }, tls: { existingSecret: 'certificate' } }, names);
    const { certificate, key } = authority.issue(name);
    for (const pod of [pods.web, pods.apart]) {
      writeFileSync(join(pod.volume('certificate'), 'tls.crt'), certificate);
      writeFileSync(join(pod.volume('certificate'), 'tls.key'), key);
      const { certificate: believed } = given === 'ca.crt' ? authority : other;
      writeFileSync(join(pod.volume('roles-authorities'), 'ca.crt'), believed);
    }
    web = await Echo.at(join(pods.web.volume('server-socket'), 'server.sock'));
    jobs = await Echo.at(join(pods.apart.volume('server-socket'), 'server.sock'));
    await pods.apart.serve();
    await pods.web.serve();
  });
  afterAll(async () => {
    await pods.web.end();
    await pods.apart.end();
    for (const echo of [web, jobs]) echo?.close();
    names.close();
    for (const one of [authority, other]) one.close();
  });

  test(isBelieved ? 'what begins a job gets there' : 'nothing gets there', async () => {
    const tls = { servername: name, ca: authority.certificate };
    const path = '/ajax-api/3.0/mlflow/scorer/invoke';
    const { status } = await ask({
      address: '127.0.0.1',
      tls,
      path,
      headers: { Host: name, Authorization: 'Bearer a' },
    });
    expect([status, jobs?.last?.headers['authorization']]).toEqual(isBelieved ? [200, 'Bearer a'] : [503, undefined]);
    expect(web?.received).toEqual([]);
  });
});
