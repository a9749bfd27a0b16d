/** The setup guide's values (section 4.1), word for word, with MLflow 2.9.0 and drivers installed beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { root } from '../support/root';
import { Client } from './client';
import type { Cluster } from './node/cluster';
import { s3Store } from './outside';
import { namespaceOf, secret, template } from './rendered';
import { POSTGRESQL, remarkPods, startCluster, TRACKING, versions } from './suite';
import { TrackingApi } from './tracking-api';
import { MLFLOW_GUIDE } from './versions';

const NAMESPACE = namespaceOf('dev');
const S3 = { user: 'minio', password: 'minio-password' };
const VALUES = readFileSync(join(root, 'test/fixtures/guide-values.yaml'), 'utf8');

describe(`the setup guide's values on dist/dev's chart: ${versions(MLFLOW_GUIDE)}`, () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster([
      ...s3Store('storage', 'minio', S3),
      // What the guide's values refer to.
      secret(NAMESPACE, 'mlflow-secrets', {
        'backend-store-uri': `postgresql://mlflow:changeme@${POSTGRESQL}:5432/mlflow`,
        'aws-access-key': S3.user,
        'aws-secret-key': S3.password,
      }),
      ...(await template('dev', VALUES)),
    ]);
  });
  afterAll(() => cluster.close());

  test('two replicas start, on the database that the guide’s Secret names', () => {
    expect(cluster.pods(TRACKING)).toHaveLength(2);
    for (const pod of cluster.pods(TRACKING)) expect(pod.restarts).toBe(0);
    remarkPods(cluster, TRACKING);
  });

  test('a client logs a run and reads it back', async () => {
    const env = [
      { name: 'MLFLOW_S3_ENDPOINT_URL', value: 'http://minio.storage.svc.cluster.local:9000' },
      ...Object.entries({ AWS_ACCESS_KEY_ID: S3.user, AWS_SECRET_ACCESS_KEY: S3.password }).map(([name, value]) => ({
        name,
        value,
      })),
    ];
    const client = new Client(cluster, NAMESPACE, { version: MLFLOW_GUIDE, env });
    const logged = await client.log('guide', 20);
    expect(logged.artifact_uri).toMatch(/^s3:\/\/mlflow-artefacts\//);
    await client.check(logged);
    remark(logged.artifact_uri.replace(logged.run_id, '<run>'));
  });

  test('it answers behind the guide’s Ingress host', async () => {
    const api = new TrackingApi(cluster, NAMESPACE);
    expect((await api.get('mlflow.internal.example.com')).status).toBe(200);
  });
});
