/** The dev chart below a path, with Prometheus metrics. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { Client } from './client';
import { ask } from './http';
import type { Cluster } from './node/cluster';
import { namespaceOf, template } from './rendered';
import { startCluster, TRACKING, versions } from './suite';
import { TrackingApi } from './tracking-api';

const NAMESPACE = namespaceOf('dev');

describe(`dist/dev's chart below /team/mlflow, with metrics: ${versions()}`, () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster(
      await template('dev', {
        mlflow: { staticPrefix: '/team/mlflow', extraArgs: ['--expose-prometheus=/tmp/metrics'] },
      }),
    );
  });
  afterAll(() => cluster.close());

  test('probes, which ask by the pod’s address, reach /health below the prefix', async () => {
    const { ip, restarts } = cluster.pod(TRACKING);
    expect(restarts).toBe(0);
    const headers = { Host: `${ip}:5000` };
    expect(await ask({ address: ip, path: '/team/mlflow/health', headers })).toMatchObject({ status: 200 });
    // Which Host they ask for does not matter, but only there.
    const foreign = { Host: 'evil.example.com' };
    expect((await ask({ address: ip, path: '/team/mlflow/health', headers: foreign })).status).toBe(200);
    expect((await ask({ address: ip, path: '/health', headers: foreign })).status).toBe(403);
  });

  test('a client finds the server by the ConfigMap alone', async () => {
    const client = new Client(cluster, NAMESPACE);
    const logged = await client.log('prefixed', 5);
    expect(logged.tracking_uri).toMatch(/\/team\/mlflow$/);
    await client.check(logged);
  });

  test('Prometheus scrapes the pod by its address, and nobody by another host', async () => {
    const { ip } = cluster.pod(TRACKING);
    const scrape = (host: string) => ask({ address: ip, path: '/metrics', headers: { Host: host } });
    const { status, body } = await scrape(`${ip}:5000`);
    expect(status).toBe(200);
    expect(body).toMatch(/^mlflow_http_request_total\{.*\} \d/m);
    expect((await scrape('evil.example.com')).status).toBe(403);
    remark(
      `${String(new Set(body.match(/^mlflow_[a-z_]+/gm)).size)} metrics, such as ${/^mlflow_http_request_total.*$/m.exec(body)?.[0] ?? ''}`,
    );
  });

  test('the web page is there', async () => {
    const page = await new TrackingApi(cluster, NAMESPACE).get(`${TRACKING}:5000`, '/team/mlflow/');
    expect(page.status).toBe(200);
    expect(page.body).toContain('<div id="root"');
  });
});
