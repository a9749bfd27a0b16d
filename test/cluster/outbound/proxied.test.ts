/** What leaves the cluster goes by the proxy, and what stays in it does not: for each kind of program, with the variables that the chart prints. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Authority } from '../../support/certificates';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { closeStores, newest, Release, servers, type Variables } from '../backup/pod';
import { MLFLOW } from '../images/versions';
import { start, type Ended } from '../local/container';
import { inMlflow } from '../local/prepare';
import { freePort, startServer } from '../server';
import { byTls, knowing, Proxy, STORE_INSIDE, STORE_OUTSIDE, variablesOf } from './outside';

const folder = mkdtempSync(join(process.env['LOCAL_FOLDER'] ?? '', 'outbound-'));
const authority = new Authority();
const CA = join(folder, 'ca.crt');
const python = inMlflow(MLFLOW, 'python');

let release: Release;
let outside: Awaited<ReturnType<typeof byTls>>;
/** Of the store outside, by both schemes, and of the one inside. */
let endpoints: { readonly https: string; readonly http: string; readonly inside: string };

beforeAll(async () => {
  writeFileSync(CA, authority.certificate);
  release = await Release.make(newest);
  outside = await byTls(authority.issue(STORE_OUTSIDE), servers.store);
  endpoints = {
    https: `https://${STORE_OUTSIDE}:${String(outside.port)}`,
    http: servers.store.replace('127.0.0.1', STORE_OUTSIDE),
    inside: servers.store.replace('127.0.0.1', STORE_INSIDE),
  };
});
afterAll(() => {
  outside.close();
  authority.close();
  closeStores();
});

const believing = () => ({ SSL_CERT_FILE: CA, REQUESTS_CA_BUNDLE: CA, AWS_CA_BUNDLE: CA });

/** As the server's container, which knows the names of the cluster. */
function run(command: readonly string[], env: Variables): Promise<Ended> {
  return start(knowing(folder, [STORE_INSIDE], command), { ...release.env, ...believing(), ...env }).ended;
}

const program = (path: string) => ['-B', join(root, 'charts', path)];
const createBucket = (endpoint: string, env: Variables) =>
  run([python, ...program('server/create-bucket.py')], {
    BUCKET: `${release.name}-new`,
    MLFLOW_S3_ENDPOINT_URL: endpoint,
    PREPARE_TIMEOUT_SECONDS: '10',
    ...env,
  });

/** rclone, as programs of the chart run it: from one store to the other. */
const COPY = `say() { echo "$@"; }
. ${join(root, 'charts/backup/rclone.sh')}
printf 'some/path/a.txt\\n' >list
run "STORE:$FROM" "DESTINATION:$TO" list`;

const UPLOADS = `
import os, tempfile, mlflow
with mlflow.start_run() as run:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.bin")
        open(path, "wb").write(b"m" * 100_000)
        mlflow.log_artifact(path)
    assert os.path.getsize(mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model.bin")) == 100_000
`;

/** MLflow’s server, asked by a client that knows no store and no proxy. */
async function logsToServer(endpoint: string, env: Variables): Promise<Ended> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const variables = { ...release.env, ...believing(), MLFLOW_S3_ENDPOINT_URL: endpoint, ...env };
  const server = await startServer({
    name: 'MLflow',
    command: knowing(
      folder,
      [STORE_INSIDE],
      [
        ...['unshare', '--pid', '--fork', '--kill-child=KILL', '--'],
        ...['env', '-i', ...Object.entries(variables).map((pair) => pair.join('='))],
        ...['MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false', python, '-m', 'mlflow', 'server', '--workers', '1'],
        ...['--artifacts-destination', release.env['ARTIFACTS_URI'] ?? '', '--host', '127.0.0.1', '--port', port],
      ],
    ),
    log: join(folder, `mlflow-${port}.log`),
    isReady: async () => (await fetch(`${url}/health`)).ok,
  });
  try {
    const client = { HOME: '/tmp', PATH: '/usr/bin:/bin', MLFLOW_TRACKING_URI: url, MLFLOW_DISABLE_TELEMETRY: 'true' };
    return await start([python, '-c', UPLOADS], client).ended;
  } finally {
    server.stop();
  }
}

describe.each([
  ['without a login', undefined],
  ['with a user and a password', ['somebody', 'passw0rd']],
] as const)('a proxy %s', (_title, login) => {
  let proxy: Proxy;
  let given: Variables;

  beforeAll(async () => {
    proxy = await Proxy.start(join(folder, login === undefined ? 'open' : 'closed'), login?.join(' '));
    const { url } = proxy;
    const values = { outboundProxy: { http: url, https: url } };
    // What a Secret holds is not rendered: of its URL, NO_PROXY is the same.
    const secret = login && url.replace('//', `//${login.join(':')}@`);
    given = { ...variablesOf(values), ...(secret && { HTTP_PROXY: secret, HTTPS_PROXY: secret }) };
  });
  afterAll(() => {
    proxy.stop();
  });
  const new_ = (before: readonly string[]) => proxy.asked().filter((one) => !before.includes(one));

  test('the way is what the test takes it for: without the variables nobody gets out', async () => {
    const { code, said } = await createBucket(endpoints.https, {});
    expect([code, said]).toEqual([1, expect.stringContaining(STORE_OUTSIDE)]);
    expect(proxy.asked()).toEqual([]);
  });

  test('its own Services are asked directly: boto3, rclone and MLflow', async () => {
    const { inside } = endpoints;
    expect(await createBucket(inside, given)).toMatchObject({ code: 0 });
    await release.put({ 'a.txt': 'one' });
    const env = {
      MLFLOW_S3_ENDPOINT_URL: inside,
      BACKUP_ENDPOINT: inside,
      FROM: release.artifacts,
      TO: `${release.name}-new/in`,
    };
    const { code, said } = await run(['sh', '-ec', `cd ${folder}; ${COPY}`], { ...env, ...given });
    expect([code, said]).toEqual([0, expect.anything()]);
    expect(await logsToServer(inside, given)).toMatchObject({ code: 0 });
    expect(proxy.asked()).toEqual([]);
  });

  test('a store outside is asked by it: boto3, rclone and MLflow, by https and by http', async () => {
    const { https, http } = endpoints;
    const tunnel = new URL(https).host;
    expect(await createBucket(https, given)).toMatchObject({ code: 0 });
    expect(proxy.asked()).toEqual([tunnel]);
    const env = {
      MLFLOW_S3_ENDPOINT_URL: https,
      BACKUP_ENDPOINT: https,
      FROM: release.artifacts,
      TO: `${release.name}-new/out`,
    };
    const { code, said } = await run(['sh', '-ec', `cd ${folder}; ${COPY}`], { ...env, ...given });
    expect([code, said]).toEqual([0, expect.anything()]);
    expect(await logsToServer(https, given)).toMatchObject({ code: 0 });
    expect(proxy.asked()).toEqual([tunnel]);
    expect(await createBucket(http, given)).toMatchObject({ code: 0 });
    expect(new_([tunnel])).toEqual([http]);
    remark(proxy.asked().join(', '));
  });

  test('what the values name beside it is asked directly, and so does not get out', async () => {
    const noProxy = [STORE_OUTSIDE];
    const more = variablesOf({ outboundProxy: { https: proxy.url, noProxy } });
    const before = proxy.asked();
    const { code } = await createBucket(endpoints.https, { ...given, NO_PROXY: more['NO_PROXY'] ?? '' });
    expect([code, new_(before)]).toEqual([1, []]);
  });
});

test('webhooks and the AI gateway take no proxy, as docs/clusters.md says: MLflow would not see whom it connects to', async () => {
  const proxy = await Proxy.start(join(folder, 'unused'));
  const given = variablesOf({ outboundProxy: { http: proxy.url, https: proxy.url } });
  const webhook = `
from mlflow.webhooks.delivery import _create_webhook_session
_create_webhook_session().post("https://${STORE_OUTSIDE}/hook", data=b"{}", timeout=5)`;
  const gateway = `
import asyncio
from mlflow.gateway.providers.utils import send_request
asyncio.run(send_request({}, "https://${STORE_OUTSIDE}", "v1/chat/completions", {}))`;
  const env = { ...given, MLFLOW_WEBHOOK_REQUEST_MAX_RETRIES: '0' };
  for (const text of [webhook, gateway]) {
    const { code, said } = await run([python, '-c', text], env);
    expect([code, said]).toEqual([1, expect.stringMatching(/resol|not known/i)]);
  }
  expect(proxy.asked()).toEqual([]);
  proxy.stop();
});

test('a proxy that refuses is said, with its address and without its password', async () => {
  const proxy = await Proxy.start(join(folder, 'refusing'), 'somebody right');
  const wrong = proxy.url.replace('//', '//somebody:wrong@');
  const { code, said } = await createBucket(endpoints.https, {
    ...variablesOf({ outboundProxy: { https: proxy.url } }),
    HTTPS_PROXY: wrong,
  });
  expect([code, said]).toEqual([1, expect.stringMatching(/407|proxy/i)]);
  expect(said).not.toContain('wrong');
  remark(said.trim().split('\n').at(-1) ?? '');
  proxy.stop();
});
