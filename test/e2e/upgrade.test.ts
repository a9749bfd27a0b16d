/** The staging chart with an older MLflow, upgraded to the chart's own, and back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../support/proofs';
import { Client, type Logged } from './client';
import { during, expectAllAnswered, inWords } from './load';
import type { Cluster } from './node/cluster';
import { namespaceOf, ordinarySecrets, template } from './rendered';
import { startCluster, TRACKING, versions } from './suite';
import { TrackingApi } from './tracking-api';
import { MLFLOW, MLFLOW_BEFORE } from './versions';

const NAMESPACE = namespaceOf('staging');

const objects = (version: string) =>
  template('staging', { mlflow: { workers: 2, image: { tag: `v${version}-full` } } });

describe(`dist/staging's chart, upgraded from MLflow ${MLFLOW_BEFORE}: ${versions()}`, () => {
  let cluster: Cluster;
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    cluster = await startCluster([...ordinarySecrets(NAMESPACE), ...(await objects(MLFLOW_BEFORE))]);
    api = new TrackingApi(cluster, NAMESPACE);
    logged = await new Client(cluster, NAMESPACE, { version: MLFLOW_BEFORE }).log('before', 10);
  });
  afterAll(() => cluster.close());

  test('two replicas: the first new pod migrates the schema, once, and no request fails meanwhile', async () => {
    const newer = await objects(MLFLOW);
    const logs: string[] = [];
    const outcome = await during(
      async () => {
        cluster.apply(newer);
        await cluster.settled(200);
        logs.push(...cluster.pods(TRACKING).map((pod) => pod.logs('prepare')));
      },
      () => api.get(`${TRACKING}:5000`),
    );
    const migrated = logs.filter((log) => /schema \w{8,} -> \w+/.test(log));
    remark(`${inWords(outcome)}; ${/schema \w+ -> \w+/.exec(migrated[0] ?? '')?.[0] ?? ''}`);
    expect(migrated).toHaveLength(1);
    expect(logs.filter((log) => /is at schema \w+/.test(log))).toHaveLength(1);
    expectAllAnswered(outcome);
  });

  test('what the older version stored is there, for new clients and old ones', async () => {
    await new Client(cluster, NAMESPACE).check(logged);
    await new Client(cluster, NAMESPACE, { version: MLFLOW_BEFORE }).check(logged);
  });

  test('the older version put back does not start on the newer schema, and the pods that serve go on', async () => {
    const older = await objects(MLFLOW_BEFORE);
    const outcome = await during(
      async () => {
        cluster.apply(older);
        await sleep(25_000);
      },
      () => api.get(`${TRACKING}:5000`),
    );
    const failing = cluster.pods(TRACKING).find(({ ready }) => !ready);
    const complaint = failing?.logs('prepare') ?? '';
    remark(inWords(outcome));
    remark(complaint.trim().split('\n').at(-1) ?? '');
    expect(failing?.restarts).toBeGreaterThan(0);
    expectAllAnswered(outcome);
    expect(cluster.pods(TRACKING).filter(({ ready }) => ready)).toHaveLength(2);
    expect(complaint).toContain('A newer MLflow made it, and none migrates back');
  });
});
