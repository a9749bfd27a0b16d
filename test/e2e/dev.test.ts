/** dist/dev/manifests, run as they are: PostgreSQL and MinIO inside, artefacts through the server. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { Client } from './client';
import type { Cluster } from './node/cluster';
import { newCluster, versionsOf } from './platform';
import { manifests, namespaceOf } from './rendered';
import { MINIO, MLFLOW } from './versions';

const NAMESPACE = namespaceOf('dev');
const IMAGES = [`ghcr.io/mlflow/mlflow:v${MLFLOW}-full`, 'postgres:17', `quay.io/minio/minio:${MINIO}`];

describe(`dist/dev/manifests: ${versionsOf(...IMAGES)}`, () => {
  let cluster: Cluster;
  let client: Client;

  beforeAll(() => {
    cluster = newCluster();
    client = new Client(cluster, {
      namespace: NAMESPACE,
      version: MLFLOW,
      envFrom: [{ configMapRef: { name: 'mlflow-clients' } }],
    });
  });
  afterAll(() => cluster.close());

  test('everything starts, each part waiting for what it needs', async () => {
    cluster.apply(manifests('dev'));
    await cluster.settled(180);
    for (const workload of ['mlflow-postgresql', 'mlflow-minio', 'mlflow-tracking']) {
      const pod = cluster.pod(workload);
      expect(pod.restarts).toBe(0);
      remark(pod.describe(0).split('\n')[0] ?? '');
    }
  });

  test('a client logs a run with a 200 MiB artefact, registers a model, and reads all of it back', async () => {
    const logged = await client.log('round-trip', 200);
    const { download_seconds } = await client.check(logged);
    remark(`200 MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s`);
  });
});
