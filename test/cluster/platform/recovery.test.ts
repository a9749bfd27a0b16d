/** The dev chart, with one server after the other taken away under load. Nothing but time brings it back. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Logged } from '../clients/client';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { STORE, TRACKING } from '../clients/services';
import type { TrackingApi } from '../clients/tracking-api';
import { remark } from '../../support/proofs';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';

const NAMESPACE = 'recovery';
const cluster = realCluster();

describe(`recovery of dist/dev, Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const client = new Client(cluster, NAMESPACE);
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await platform.install('dev');
    api = await platform.api();
    logged = await client.log('before', 20);
  });
  afterAll(() => platform.remove());

  test('PostgreSQL is killed while a client logs: the client notices a pause, nothing acknowledged is lost', async () => {
    const streaming = client.stream(15);
    await streaming.begun;
    await sleep(2000);
    const { metadata } = await platform.pod('postgresql');
    // All of its processes, as when a node kills the container.
    expect(await cluster.kill(metadata, /^(postgres|sh)\b/)).toBeGreaterThan(0);
    const { acknowledged, errors, lost, slowest } = await streaming.result;
    remark(
      `${String(acknowledged)} metrics acknowledged, ${String(lost.length)} lost, ` +
        `${String(errors.length)} refused; the slowest call took ${String(slowest)} s`,
    );
    expect(lost).toEqual([]);
    expect(errors).toEqual([]);
    expect(await platform.restarts('postgresql')).toBe(1);
    expect(await platform.restarts('tracking')).toBe(0);
    await client.check(logged);
  });

  test('the S3 store is away for a minute: tracking goes on, an upload waits for it, nothing is restarted', async () => {
    const scale = (replicas: number) =>
      cluster.ok(['scale', 'statefulset', STORE, `--replicas=${String(replicas)}`, '--namespace', NAMESPACE]);
    await scale(0);
    await eventually(async () => (await cluster.pods(NAMESPACE, 'app.kubernetes.io/component=minio')).length, 0);
    const upload = client.upload(20);
    await upload.begun;
    const outcome = await during(
      () => sleep(60_000),
      () => api.get(`${TRACKING}:5000`),
      1,
    );
    remark(`meanwhile ${inWords(outcome)}`);
    expectAllAnswered(outcome);
    await scale(1);
    await cluster.settled(NAMESPACE);
    const { error, seconds, same } = await upload.result;
    remark(`the upload that began during the outage: ${error ?? 'done'}, after ${String(seconds)} s`);
    expect(same).toBe(true);
    expect(await platform.restarts('tracking')).toBe(0);
    await client.check(logged);
  });

  test('MLflow is killed in the middle of an upload: the client sends it again, and it arrives whole', async () => {
    const { metadata } = await platform.pod('tracking');
    const upload = client.upload(300);
    await upload.begun;
    await sleep(700);
    expect(await cluster.kill(metadata, /mlflow server|uvicorn/)).toBeGreaterThan(0);
    const { error, seconds, listed, same } = await upload.result;
    remark(`${error ?? 'done'} after ${String(seconds)} s; listed: ${listed.join(', ') || 'nothing'}`);
    expect(await platform.restarts('tracking')).toBe(1);
    expect(same).toBe(true);
    await cluster.settled(NAMESPACE);
    await client.check(logged);
  });
});
