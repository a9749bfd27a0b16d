/** dist/prod/manifests, as they are: three replicas of four workers, with the guide's minimum resources. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { manifestsFolder } from '../../support/dist';
import { remark } from '../../support/proofs';
import { Client } from '../clients/client';
import { ALICE } from '../clients/login';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { realCluster } from '../nodes/running';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { namespaceOf, ordinarySecrets } from './secrets';

const NAMESPACE = namespaceOf('prod');
const cluster = realCluster();

describe(`dist/prod/manifests on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([...ordinarySecrets(NAMESPACE), letTestsIn(cluster, NAMESPACE)]);
  });
  afterAll(() => platform.remove());

  test('`kubectl apply` starts three replicas together, each on a node of its own', async () => {
    await cluster.ok(['apply', '--filename', manifestsFolder('prod')]);
    await cluster.settled(NAMESPACE);
    const nodes = (await platform.pods('tracking')).map(({ spec }) => spec.nodeName);
    expect(nodes).toHaveLength(3);
    expect(new Set(nodes).size).toBe(3);
    expect(await platform.restarts('tracking')).toBe(0);
    await platform.remarkMemory('postgresql', 'tracking');
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
});
