/**
 * dist/prod/manifests: three replicas of four workers, with the guide's minimum resources. Nodes have as many processors as this
 * machine. Where these are two, which is what MLflow asks for, its neighbours in the pod ask for none here.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withFolder } from '../../support/chart-folder';
import { manifestsFolder } from '../../support/dist';
import { remark } from '../../support/proofs';
import { Client } from '../clients/client';
import { ALICE } from '../clients/login';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { realCluster } from '../nodes/running';
import { buildCommand, NOTHING_WRONG, saidOf } from './doctor';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { namespaceOf, ordinarySecrets, shownCertificate, tester } from './secrets';

const NAMESPACE = namespaceOf('prod');
/** Each node is taken by a pod that asks for two processors. */
const full = cpus().length <= 2;
const cluster = realCluster();

describe(`dist/prod/manifests on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([
      ...ordinarySecrets(NAMESPACE),
      shownCertificate(NAMESPACE, 'mlflow-tls', 'mlflow.example.com'),
      letTestsIn(cluster, NAMESPACE),
    ]);
  });
  afterAll(() => platform.remove());

  test('`kubectl apply` starts three replicas together, each on a node of its own', async () => {
    await withFolder({}, async (folder) => {
      cpSync(manifestsFolder('prod'), folder, { recursive: true });
      if (full) {
        remark('what asks for a part of a processor asks for none: nodes have two here');
        for (const name of ['tracking-deployment.yaml', 'database-exporter-deployment.yaml']) {
          const file = join(folder, name);
          writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/cpu: (50|20)m/g, 'cpu: 0'));
        }
      }
      await cluster.ok(['apply', '--filename', folder]);
    });
    await cluster.settled(NAMESPACE);
    const nodes = (await platform.pods('tracking')).map(({ spec }) => spec.nodeName);
    expect(nodes).toHaveLength(3);
    expect(new Set(nodes).size).toBe(3);
    expect(await platform.restarts('tracking')).toBe(0);
    await platform.remarkMemory('postgresql', 'tracking');
  });

  test('the doctor finds nothing wrong', async () => {
    await buildCommand();
    expect(await saidOf(cluster, NAMESPACE)).toEqual(NOTHING_WRONG);
  });

  test('a client logs and reads back while others ask', async () => {
    const client = new Client(cluster, NAMESPACE, { login: ALICE });
    const api = await platform.api();
    const outcome = await during(
      async () => {
        await client.check(await client.log('prod', 50));
      },
      () => api.get('mlflow.example.com'),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
  });

  test('the pod of `helm test`, made by hand, works as a user whom a Secret names', async () => {
    await cluster.apply([tester(NAMESPACE, ALICE)]);
    const room = full ? { resources: { requests: { cpu: '0' } } } : {};
    const { passed, said } = await platform.smokeTestPod('prod', { smokeTest: { existingSecret: 'tester', ...room } });
    expect([passed, said]).toEqual([true, expect.stringContaining('log in: alice, of the Secret tester; the server')]);
  });
});
