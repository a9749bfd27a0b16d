/** Garage on real nodes, in the place of MinIO: what a team's artefacts have to survive. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Logged } from '../clients/client';
import { remark } from '../../support/proofs';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { letTestsIn } from './let-in';
import { Platform } from './platform';

const NAMESPACE = 'garage';
const KEYS = { accessKeyId: 'mlflow-key', secretAccessKey: 'sixteen-chars-and-more' };
const VALUES = {
  objectStore: {
    engine: 'garage',
    garage: { ...KEYS, storage: { size: '5Gi' }, resources: { requests: { memory: '128Mi' } } },
  },
  networkPolicy: { enabled: true },
};
const cluster = realCluster();

describe(`dist/dev's chart with Garage on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const client = new Client(cluster, NAMESPACE);
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([letTestsIn(cluster, NAMESPACE)]);
  });
  afterAll(() => platform.remove());

  test('`helm install --wait` starts everything without one restart, and no MinIO', async () => {
    await platform.install('dev', VALUES);
    for (const part of ['postgresql', 'garage', 'tracking'])
      expect([part, await platform.restarts(part)]).toEqual([part, 0]);
    expect(await platform.pods('minio')).toEqual([]);
    expect(await platform.log('tracking', 'prepare')).toContain('mlflow-artefacts exists');
    expect(await cluster.ok(['get', 'pvc', '--namespace', NAMESPACE, '--output=name'])).toContain(
      'data-mlflow-garage-0',
    );
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('a client logs a run with a 200 MiB artefact and a model, and reads all of it back', async () => {
    logged = await client.log('round-trip', 200);
    const { download_seconds } = await client.check(logged);
    remark(`200 MiB up in ${String(logged.upload_seconds)} s, down in ${String(download_seconds)} s`);
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test('it is killed, and is back with everything', async () => {
    const { metadata } = await platform.pod('garage');
    expect(await cluster.kill(metadata, /^\/garage/)).toBe(1);
    await eventually(() => platform.restarts('garage'), 1);
    await cluster.settled(NAMESPACE);
    await client.check(logged);
    remark(`${(await platform.pods('garage')).length.toString()} pod, as before`);
  });

  test('it is away for a minute: an upload that comes then is refused or late, and everything is there afterwards', async () => {
    const scale = (replicas: number) =>
      cluster.ok(['scale', 'statefulset/mlflow-garage', `--replicas=${String(replicas)}`, '--namespace', NAMESPACE]);
    await scale(0);
    await eventually(async () => (await platform.pods('garage')).length, 0);
    await sleep(60_000);
    // Runs and metrics need no store.
    const api = await platform.api();
    expect((await api.get('mlflow-tracking:5000')).status).toBe(200);
    await scale(1);
    await cluster.settled(NAMESPACE);
    await client.check(logged);
    await client.check(await client.log('afterwards', 20));
    expect(await platform.restarts('tracking')).toBe(0);
  });

  test('clients by themselves, without the server: artefacts by its key, in its bucket', async () => {
    await platform.upgrade('dev', { ...VALUES, mlflow: { artifacts: { mode: 'direct' } } });
    const env = Object.entries({
      MLFLOW_S3_ENDPOINT_URL: 'http://mlflow-garage:3900',
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    }).map(([name, value]) => ({ name, value }));
    const direct = new Client(cluster, NAMESPACE, { env });
    const there = await direct.log('direct', 20);
    expect(there.artifact_uri).toMatch(/^s3:\/\/mlflow-artefacts\//);
    await direct.check(there);
  });
});
