/** dist/prod/manifests, as they are: three replicas of four workers, with the guide's minimum resources. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { manifestsOf } from '../support/dist';
import { remark } from '../support/proofs';
import { Client } from './client';
import { during, expectAllAnswered, inWords } from './load';
import type { Cluster } from './node/cluster';
import { namespaceOf, ordinarySecrets } from './rendered';
import { POSTGRESQL, remarkPods, startCluster, TRACKING, versions } from './suite';
import { TrackingApi } from './tracking-api';

const NAMESPACE = namespaceOf('prod');

describe(`dist/prod/manifests: ${versions()}`, () => {
  let cluster: Cluster;

  beforeAll(async () => {
    cluster = await startCluster([...ordinarySecrets(NAMESPACE), ...manifestsOf('prod')]);
  });
  afterAll(() => cluster.close());

  test('three replicas start together', () => {
    expect(cluster.pods(TRACKING)).toHaveLength(3);
    for (const pod of cluster.pods(TRACKING)) expect(pod.restarts).toBe(0);
    remarkPods(cluster, POSTGRESQL, TRACKING);
  });

  test('a client logs and reads back while others ask', async () => {
    const client = new Client(cluster, NAMESPACE);
    const api = new TrackingApi(cluster, NAMESPACE);
    const outcome = await during(
      async () => {
        await client.check(await client.log('prod', 50));
      },
      () => api.get('mlflow.example.com'),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });
});
