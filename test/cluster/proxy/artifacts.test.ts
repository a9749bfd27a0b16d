/** artifacts.enabled: artefacts go to the pods for them, with the login that came; all else stays. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALICE, basic, htpasswd } from '../clients/login';
import { Echo } from './echo';
import { Names } from './names';
import { get, raw } from './raw';
import { twoPods, type TwoPods } from './two-pods';

/** What MLflow 3.18 has. */
const PASSED_ON = [
  '/ml/api/2.0/mlflow-artifacts/artifacts',
  '/ml/api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/model.bin',
  '/ml/ajax-api/2.0/mlflow-artifacts/artifacts/1/a',
  '/ml/api/2.0/mlflow-artifacts/mpu/create/1/a',
  '/ml/api/2.0/mlflow-artifacts/presigned/1/a',
  // It serves these at the root, too.
  '/api/2.0/mlflow-artifacts/artifacts/1/a',
  // A name is a name.
  '/ml/api/2.0/mlflow-artifacts/artifacts/1/a/ajax-api/3.0/jobs',
  '/ml/api/2.0/mlflow-artifacts/artifacts/1/a/api/2.0/mlflow/webhooks/b',
  '/ml/api/2.0/mlflow-artifacts/artifacts/1/health',
];
/** What they need the database for. */
const STAY = [
  '/ml/',
  '/ml/get-artifact?path=a&run_uuid=b',
  '/ml/model-versions/get-artifact?path=a&name=b&version=1',
  '/ml/ajax-api/2.0/mlflow/upload-artifact?run_uuid=a&path=b',
  '/ml/ajax-api/2.0/mlflow/get-trace-artifact?request_id=a',
  '/ml/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=a',
  '/ml/ajax-api/2.0/mlflow/artifacts/list?run_id=a',
  '/ml/api/2.0/mlflow/runs/search',
  '/ml/x/api/2.0/mlflow-artifacts/artifacts/1/a',
];

describe.each([
  ['none', {}, { Authorization: 'Bearer abc', Cookie: 'a=b' }],
  ['basic', { basic: { existingSecret: 'users' } }, { ...basic(ALICE), Cookie: 'a=b' }],
] as const)('auth.mode %s', (mode, auth, login) => {
  let names: Names;
  let pods: TwoPods;
  let [web, apart]: readonly Echo[] = [];

  beforeAll(async () => {
    names = await Names.start();
    const values = { auth: { mode, ...auth }, mlflow: { staticPrefix: '/ml' }, monitoring: { enabled: true } };
    pods = twoPods('artifacts', values, names);
    for (const pod of [pods.web, pods.apart]) {
      if (mode === 'basic') {
        writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
        pod.run('verifier');
      }
    }
    web = await Echo.at(join(pods.web.volume('server-socket'), 'server.sock'));
    apart = await Echo.at(join(pods.apart.volume('server-socket'), 'server.sock'));
    await pods.apart.serve();
    await pods.web.serve();
  });
  afterAll(async () => {
    await pods.web.end();
    await pods.apart.end();
    for (const echo of [web, apart]) echo?.close();
    names.close();
  });

  test.each(PASSED_ON)('%s goes to a pod for artefacts, as it came', async (path) => {
    const before = web?.received.length;
    const head = [`PUT ${path}?a=b HTTP/1.1`, 'Host: mlflow.example.com', 'Connection: close', 'Content-Length: 5'];
    const { status, body } = await raw([...head, ...Object.entries(login).map((pair) => pair.join(': '))], {}, 'hello');
    expect([status, body]).toEqual([200, expect.stringContaining(`PUT ${path}?a=b hello`)]);
    expect(web?.received.length).toBe(before);
    expect(apart?.last?.headers).toMatchObject({ host: 'mlflow.example.com', cookie: 'a=b' });
    // There, it is as with any server.
    expect(apart?.last?.headers['authorization']).toBe(mode === 'none' ? 'Bearer abc' : undefined);
  });

  test.each(STAY)('%s stays', async (path) => {
    const before = apart?.received.length;
    expect((await get(path, login)).status).toBe(200);
    expect([apart?.received.length, web?.last?.path]).toEqual([before, path]);
  });

  test('nobody gets to one without a login', async () => {
    const before = apart?.received.length;
    const { status } = await get('/ml/api/2.0/mlflow-artifacts/artifacts/1/a');
    expect([status, apart?.received.length]).toEqual(mode === 'none' ? [200, (before ?? 0) + 1] : [401, before]);
  });

  test('nor to what a restore keeps there', async () => {
    const before = apart?.received.length;
    const { status } = await get('/ml/api/2.0/mlflow-artifacts/artifacts/.mlflow-chart/moving/state.json', login);
    expect([status, apart?.received.length]).toEqual([403, before]);
  });

  test('without these pods artefacts are away for a while, and all else goes on', async () => {
    await pods.apart.end();
    const { status, body, headers } = await get('/ml/api/2.0/mlflow-artifacts/artifacts/1/a', login);
    expect([status, headers['content-type'], JSON.parse(body)]).toEqual([
      503,
      'application/json',
      {
        error_code: 'TEMPORARILY_UNAVAILABLE',
        message: 'No pod for artefacts answers; all else goes on. Try again in a minute.',
      },
    ]);
    expect((await get('/ml/get-artifact?path=a&run_uuid=b', login)).status).toBe(200);
    if (mode === 'basic') expect((await get('/ml/api/2.0/mlflow-artifacts/artifacts/1/a')).status).toBe(401);
  });
});
