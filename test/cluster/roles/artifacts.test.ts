/** artifacts.enabled: MLflow for artefacts alone, behind the real proxies: bytes go through it, and it knows no database. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { ask } from '../clients/http';
import { ALICE, basic, htpasswd } from '../clients/login';
import { MLFLOW } from '../images/versions';
import { startMlflow } from '../jobs/servers';
import { inMlflow } from '../local/prepare';
import { Servers, type Release } from '../monitor/servers';
import { Names } from '../proxy/names';
import { APART_PORT, twoPods, type TwoPods } from '../proxy/two-pods';
import type { Pod } from '../proxy/pod';
import type { Server } from '../server';

interface Logged {
  readonly run: string;
  readonly uri: string;
  readonly same: boolean;
  readonly listed: readonly string[];
}
interface Refused {
  readonly said: string;
  readonly params: Readonly<Record<string, string>>;
}

const MINUTES = 60_000;
const MEGABYTES = 20;
const LOGIN = { MLFLOW_TRACKING_USERNAME: ALICE.username, MLFLOW_TRACKING_PASSWORD: ALICE.password };

describe(`artefacts apart with MLflow ${MLFLOW}`, () => {
  let names: Names;
  let servers: Servers;
  let release: Release;
  let pods: TwoPods;
  let [web, apart]: readonly Server[] = [];

  /** What such a pod has: of the database, only what the server's settings say. */
  const startApart = () => {
    const env = Object.fromEntries(Object.entries(release.env).filter(([name]) => !name.startsWith('PG')));
    const told = { TRACE_ARCHIVAL: '{}', MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'true' };
    return startMlflow('artifacts', { ...release, env }, pods.apart, APART_PORT, { ...told, ARTIFACTS_ONLY: 'true' });
  };
  const client = async <T>(login: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<T> => {
    const env = {
      ...{ HOME: '/tmp', PATH: process.env['PATH'] ?? '', MLFLOW_TRACKING_URI: 'http://127.0.0.1:5000' },
      ...{ MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1', MLFLOW_DISABLE_TELEMETRY: 'true', ...login },
    };
    const python = inMlflow(MLFLOW, 'python');
    const said = outputOf(await execute(python, ['-B', join(__dirname, 'client.py'), ...words], { env }));
    return JSON.parse(said.trim().split('\n').at(-1) ?? '') as T;
  };
  const get = (path: string, headers: Readonly<Record<string, string>> = basic(ALICE)) =>
    ask({ address: '127.0.0.1', path, headers: { Host: 'localhost', ...headers } });
  /** Requests for artefacts that the proxy of a pod has had. */
  const artefactsOf = (pod: Pod) =>
    pod
      .lines('proxy')
      .map((line) => JSON.parse(line) as { readonly path: string; readonly method: string; readonly status: number })
      .filter(({ path }) => path.includes('/mlflow-artifacts/'));

  beforeAll(async () => {
    names = await Names.start();
    servers = await Servers.start();
    release = await servers.release(MLFLOW);
    pods = twoPods('artifacts', { auth: { mode: 'basic', basic: { existingSecret: 'users' } } }, names);
    for (const pod of [pods.web, pods.apart]) {
      writeFileSync(join(pod.volume('login'), 'htpasswd'), htpasswd(ALICE));
      pod.run('verifier');
      await pod.serve();
    }
    [web, apart] = await Promise.all([
      // Without the store's keys: what does not need the database cannot be served here.
      startMlflow(
        'web',
        { ...release, env: { ...release.env, AWS_SECRET_ACCESS_KEY: 'not-the-key' } },
        pods.web,
        5000,
        {
          MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
        },
      ),
      startApart(),
    ]);
  }, 5 * MINUTES);
  afterAll(async () => {
    web?.stop();
    apart?.stop();
    await pods.web.end();
    await pods.apart.end();
    servers.stop();
    names.close();
  });

  test('bytes go up and down through it, by MLflow’s client, and through it alone', async () => {
    const { run, uri, ...rest } = await client<Logged>(LOGIN, 'log', String(MEGABYTES));
    expect([uri, rest]).toEqual([expect.stringMatching(/^mlflow-artifacts:/), { same: true, listed: ['some.bin'] }]);
    const passed = artefactsOf(pods.apart);
    expect(passed.map(({ method, status }) => [method, status])).toEqual(
      expect.arrayContaining([
        ['PUT', 200],
        ['GET', 200],
      ]),
    );
    expect(artefactsOf(pods.web)).toHaveLength(passed.length);
    // What the page asks for needs the database to be found, and is read where that is: here, with no key.
    expect((await get(`/get-artifact?path=some.bin&run_uuid=${run}`)).body).toMatch(
      /SignatureDoesNotMatch|UNAUTHENTICATED/,
    );
  });

  test('nobody gets to an artefact without a login, on either way', async () => {
    const path = '/api/2.0/mlflow-artifacts/artifacts?path=';
    expect((await get(path, {})).status).toBe(401);
    const itself = { address: '127.0.0.1', port: APART_PORT, path };
    expect((await ask({ ...itself, headers: { Host: 'localhost' } })).status).toBe(401);
    expect((await ask({ ...itself, headers: { Host: 'localhost', ...basic(ALICE) } })).status).toBe(200);
  });

  test('it serves nothing else', async () => {
    const path = '/api/2.0/mlflow/experiments/search?max_results=1';
    const answer = await ask({
      ...{ address: '127.0.0.1', port: APART_PORT, path },
      headers: { Host: 'localhost', ...basic(ALICE) },
    });
    expect([answer.status, answer.body]).toEqual([503, expect.stringContaining('--artifacts-only')]);
    expect((await get(path)).status).toBe(200);
  });

  test('when it is away, artefacts are, and all else goes on', async () => {
    apart?.stop();
    await pods.apart.end();
    const { said, params } = await client<Refused>(LOGIN, 'refused');
    expect(said).toMatch(/503|No pod for artefacts answers/);
    expect(params).toEqual({ b: 'c' });
    remark(said.slice(0, 200));
    expect((await get('/health')).status).toBe(200);
  });
});
