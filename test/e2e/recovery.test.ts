/** The dev chart, with one server after the other taken away under load. Nothing but time brings it back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { manifestsOf } from '../support/dist';
import { remark } from '../support/proofs';
import { Client, type Logged } from './client';
import { during, expectAllAnswered, inWords } from './load';
import type { Cluster } from './node/cluster';
import type { KubernetesObject } from './node/store';
import { namespaceOf } from './rendered';
import { POSTGRESQL, startCluster, STORE, TRACKING, versions } from './suite';
import { TrackingApi } from './tracking-api';

const NAMESPACE = namespaceOf('dev');

describe(`recovery, dist/dev/manifests: ${versions()}`, () => {
  let cluster: Cluster;
  let client: Client;
  let api: TrackingApi;
  let logged: Logged;
  const objects = manifestsOf('dev');

  beforeAll(async () => {
    cluster = await startCluster(objects);
    api = new TrackingApi(cluster, NAMESPACE);
    client = new Client(cluster, NAMESPACE);
    logged = await client.log('before', 20);
  });
  afterAll(() => cluster.close());

  test('PostgreSQL is killed while a client logs: the client notices a pause, nothing acknowledged is lost', async () => {
    const streaming = client.stream(15);
    await streaming.begun;
    await sleep(2000);
    const database = cluster.pod(POSTGRESQL);
    database.container('postgresql').signal('SIGKILL');
    const { acknowledged, errors, lost, slowest } = await streaming.result;
    remark(
      `${String(acknowledged)} metrics acknowledged, ${String(lost.length)} lost, ` +
        `${String(errors.length)} refused; the slowest call took ${String(slowest)} s`,
    );
    remark(database.events.join('; '));
    expect(lost).toEqual([]);
    expect(errors).toEqual([]);
    expect(database.restarts).toBe(1);
    expect(cluster.pod(TRACKING).restarts).toBe(0);
    await client.check(logged);
  });

  test('the S3 store is away for a minute: tracking goes on, an upload waits for it, nothing is restarted', async () => {
    cluster.apply(objects.map((object) => scaled(object, 0)));
    const upload = client.upload(20);
    await upload.begun;
    const outcome = await during(
      () => sleep(60_000),
      () => api.get(`${TRACKING}:5000`),
      1,
    );
    remark(`meanwhile ${inWords(outcome)}`);
    expectAllAnswered(outcome);
    cluster.apply(objects);
    await cluster.settled(60);
    const { error, seconds, same } = await upload.result;
    remark(`the upload that began during the outage: ${error ?? 'done'}, after ${String(seconds)} s`);
    expect(same).toBe(true);
    expect(cluster.pod(TRACKING).restarts).toBe(0);
    await client.check(logged);
    // The client doubles the time between its attempts.
  }, 400_000);

  test('MLflow is killed in the middle of an upload: the client sends it again, and it arrives whole', async () => {
    const server = cluster.pod(TRACKING);
    const upload = client.upload(300);
    await upload.begun;
    await sleep(700);
    server.container('mlflow').signal('SIGKILL');
    const { error, seconds, listed, same } = await upload.result;
    remark(`${error ?? 'done'} after ${String(seconds)} s; listed: ${listed.join(', ') || 'nothing'}`);
    remark(server.events.join('; '));
    expect(server.restarts).toBe(1);
    expect(same).toBe(true);
    await cluster.settled(60);
    await client.check(logged);
  });
});

/** The same object; the store's StatefulSet with so many replicas. */
function scaled(object: KubernetesObject, replicas: number): KubernetesObject {
  if (object.kind !== 'StatefulSet' || object.metadata.name !== STORE) return object;
  return { ...object, spec: { ...(object as { spec?: object }).spec, replicas } } as KubernetesObject;
}
