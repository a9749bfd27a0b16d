/** Pods for artefacts beside those that serve: bytes go through them, and what becomes of them matters to artefacts alone. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { remark } from '../../support/proofs';
import { ask } from '../clients/http';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';

const HOST = `${TRACKING}:5000`;
const NAMESPACE = 'artefacts';
const SMALL = { requests: { cpu: '100m', memory: '512Mi' } };
const VALUES: JsonObject = {
  mlflow: { replicaCount: 2, workers: 1, resources: SMALL, podDisruptionBudget: { enabled: true } },
  artifacts: { enabled: true, replicas: 2, workers: 1, resources: SMALL },
  networkPolicy: { enabled: true, clients: [{ podLabels: {} }, { cidr: '0.0.0.0/0' }] },
};
const ARTEFACT = '/api/2.0/mlflow-artifacts/artifacts/0/some/artifacts';
const cluster = realCluster();

describe(`pods for artefacts on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const content = randomBytes(4 * 1024 * 1024).toString('hex');
  const put = async (name: string) => {
    const { address } = await platform.api();
    const headers = { Host: HOST, 'Content-Type': 'application/octet-stream' };
    return ask({ address, method: 'PUT', path: `${ARTEFACT}/${name}`, headers, body: content });
  };
  const get = async (name: string) => {
    const { address } = await platform.api();
    return ask({ address, path: `${ARTEFACT}/${name}`, headers: { Host: HOST } });
  };
  /** Uploads that proxies of these pods have logged. */
  const uploads = async (component: string) =>
    (await platform.logs(component, 'proxy')).join('\n').match(/"method":"PUT"/g)?.length ?? 0;

  beforeAll(async () => {
    await platform.makeNamespace();
    await platform.install('dev', VALUES);
  });
  afterAll(() => platform.remove());

  test('they have neither the keys of the database nor a way to it', async () => {
    const pods = await platform.pods('artifacts');
    expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(2);
    for (const { metadata } of pods) {
      const environment = await cluster.exec(metadata, 'mlflow', ['sh', '-c', 'tr "\\0" "\\n" </proc/1/environ']);
      expect(environment.stdout).not.toMatch(/PGPASSWORD|^MLFLOW_BACKEND_STORE_URI/m);
      const program = 'import socket; socket.create_connection(("mlflow-postgresql", 5432), 5)';
      const { code, stderr } = await cluster.exec(metadata, 'mlflow', ['python', '-c', program]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/timed out|refused|Error/)]);
    }
  });

  test('bytes go through them, both ways', async () => {
    expect((await put('a.bin')).status).toBe(200);
    const { status, body } = await get('a.bin');
    expect([status, body === content]).toEqual([200, true]);
    expect([await uploads('artifacts'), await uploads('tracking')]).toEqual([1, 1]);
  });

  test('one after the other is replaced, and no upload fails', async () => {
    let count = 0;
    const outcome = await during(
      async () => {
        await cluster.ok(['rollout', 'restart', 'deployment/mlflow-artifacts', '--namespace', NAMESPACE]);
        await cluster.ok([
          ...['rollout', 'status', 'deployment/mlflow-artifacts', '--namespace', NAMESPACE, '--timeout=300s'],
        ]);
      },
      () => put(`b${String((count += 1))}`),
      1,
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });

  test('without any, artefacts are away, nothing else is; and they come back', async () => {
    const scale = (count: number) =>
      cluster.ok(['scale', 'deployment/mlflow-artifacts', `--replicas=${String(count)}`, '--namespace', NAMESPACE]);
    const api = await platform.api();
    const outcome = await during(
      async () => {
        await scale(0);
        await eventually(async () => (await get('a.bin')).status, 503, 120);
        await scale(2);
        await eventually(async () => (await get('a.bin')).status, 200, 300);
      },
      () => api.get(HOST),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });
});
