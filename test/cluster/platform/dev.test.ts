/** dist/dev's chart on real nodes, from `helm install` to nothing left. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chartOf } from '../../support/dist';
import { remark } from '../../support/proofs';
import { ask } from '../../e2e/http';
import { realCluster } from '../nodes/running';

const NAMESPACE = 'mlflow-dev';
const cluster = realCluster();

describe(`dist/dev on Kubernetes ${cluster.version}`, () => {
  beforeAll(async () => {
    await cluster.ok(['create', 'namespace', NAMESPACE]);
    await cluster.ok(['label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted']);
  });
  afterAll(async () => {
    await cluster.ok(['delete', 'namespace', NAMESPACE]);
  });

  test('`helm install --wait` makes every pod Ready', async () => {
    const started = performance.now();
    const install = ['install', 'mlflow', chartOf('dev'), '--namespace', NAMESPACE, '--wait', '--timeout=8m'];
    const { code, stderr } = await cluster.helm('4', install);
    if (code !== 0) throw new Error(`${stderr}\n${await cluster.complaints(NAMESPACE)}`);
    remark(`Ready after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    for (const { metadata, spec } of await cluster.pods(NAMESPACE, 'app.kubernetes.io/instance=mlflow')) {
      remark(`${metadata.name} on ${spec.nodeName ?? 'no node'}`);
    }
  });

  test('the server answers through its Service', async () => {
    const address = await cluster.serviceAddress(NAMESPACE, 'mlflow-tracking');
    expect(await ask({ address, path: '/health', headers: { Host: 'mlflow-tracking:5000' } })).toMatchObject({
      status: 200,
      body: 'OK',
    });
  });
});
