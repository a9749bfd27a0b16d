/** The dev chart below a path, with Prometheus metrics. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { Client } from '../clients/client';
import { TRACKING } from '../clients/services';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { Platform } from './platform';

const NAMESPACE = 'prefix';
const cluster = realCluster();

describe(`dist/dev's chart below /team/mlflow, with metrics, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);

  beforeAll(async () => {
    await platform.makeNamespace();
    const mlflow = { staticPrefix: '/team/mlflow', extraArgs: ['--expose-prometheus=/tmp/metrics'] };
    await platform.install('dev', { mlflow });
  });
  afterAll(() => platform.remove());

  const addressOfPod = async () => (await platform.pod('tracking')).status.podIP ?? '';

  test('probes, which ask by the pod’s address, reach /health below the prefix', async () => {
    expect(await platform.restarts('tracking')).toBe(0);
    const status = async (path: string, host: string) => (await platform.askPod(path, host)).status;
    expect(await status('/team/mlflow/health', `${await addressOfPod()}:5000`)).toBe(200);
    // Which Host they ask for does not matter, but only there.
    expect(await status('/team/mlflow/health', 'evil.example.com')).toBe(200);
    expect(await status('/health', 'evil.example.com')).toBe(403);
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('a client finds the server by the ConfigMap alone', async () => {
    const client = new Client(cluster, NAMESPACE);
    const logged = await client.log('prefixed', 5);
    expect(logged.tracking_uri).toMatch(/\/team\/mlflow$/);
    await client.check(logged);
  });

  test('Prometheus scrapes the pod by its address, and nobody by another host', async () => {
    const { status, body } = await platform.askPod('/metrics', `${await addressOfPod()}:5000`);
    expect(status).toBe(200);
    expect(body).toMatch(/^mlflow_http_request_total\{.*\} \d/m);
    expect((await platform.askPod('/metrics', 'evil.example.com')).status).toBe(403);
    remark(
      `${String(new Set(body.match(/^mlflow_[a-z_]+/gm)).size)} metrics, such as ${/^mlflow_http_request_total.*$/m.exec(body)?.[0] ?? ''}`,
    );
  });

  test('the web page is there', async () => {
    const page = await (await platform.api()).get(`${TRACKING}:5000`, '/team/mlflow/');
    expect(page.status).toBe(200);
    expect(page.body).toContain('<div id="root"');
  });
});
