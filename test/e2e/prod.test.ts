/** dist/prod/manifests, as they are: three replicas of four workers, with the guide's minimum resources. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { Client } from './client';
import { during, inWords } from './load';
import type { Cluster } from './node/cluster';
import { manifests, namespaceOf, secret } from './rendered';
import { newCluster, POSTGRESQL, remarkPods, TRACKING, versions } from './suite';
import { TrackingApi } from './tracking-api';
import { MLFLOW } from './versions';

const NAMESPACE = namespaceOf('prod');

describe(`dist/prod/manifests: ${versions()}`, () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = newCluster();
    cluster.apply([
      secret(NAMESPACE, 'mlflow-postgresql', { password: 'a password' }),
      secret(NAMESPACE, 'mlflow-s3', { AWS_ACCESS_KEY_ID: 'mlflow', AWS_SECRET_ACCESS_KEY: 'a long password' }),
      secret(NAMESPACE, 'mlflow-encryption', { 'kek-passphrase': 'a passphrase' }),
      ...manifests('prod'),
    ]);
    await cluster.settled(230);
  });
  afterAll(() => cluster.close());

  test('three replicas start together', () => {
    expect(cluster.pods(TRACKING)).toHaveLength(3);
    for (const pod of cluster.pods(TRACKING)) expect(pod.restarts).toBe(0);
    remarkPods(cluster, POSTGRESQL, TRACKING);
  });

  test('a client logs and reads back while others ask', async () => {
    const envFrom = [{ configMapRef: { name: 'mlflow-clients' } }];
    const client = new Client(cluster, { namespace: NAMESPACE, version: MLFLOW, envFrom });
    const api = new TrackingApi(cluster, NAMESPACE);
    const outcome = await during(
      async () => {
        await client.check(await client.log('prod', 50));
      },
      () => api.get('mlflow.example.com'),
    );
    remark(inWords(outcome));
    expect(outcome.failures).toEqual([]);
  });
});
