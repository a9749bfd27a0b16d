/** A second release on the database and the bucket of the first, as docs/upgrading.md has it: both serve the same, and the first does not notice when it goes. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { ALICE } from '../clients/login';
import { TRACKING } from '../clients/services';
import { TrackingApi } from '../clients/tracking-api';
import { realCluster } from '../nodes/running';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets } from './secrets';
import { typed } from './typed';

const NAMESPACE = 'canary';
const cluster = realCluster();
const EXPERIMENTS = '/api/2.0/mlflow/experiments';
const VALUES = { mlflow: { workers: 1, resources: { requests: { cpu: '250m' } } } };

describe(`a canary beside dist/staging, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const here = (text: string) =>
    text
      .replaceAll('mlflow-prod', NAMESPACE)
      .replaceAll('dist/prod/', 'dist/staging/')
      .replaceAll('--env prod', '--env staging');
  const type = async (heading: string) => {
    await typed(cluster, { document: 'docs/upgrading.md', heading, here, namespace: NAMESPACE });
  };
  let api: TrackingApi;
  let logged: Logged;

  beforeAll(async () => {
    await platform.makeNamespace();
    await cluster.apply([...ordinarySecrets(NAMESPACE), letTestsIn(cluster, NAMESPACE)]);
    await platform.install('staging', VALUES);
    api = await platform.api();
    logged = await new Client(cluster, NAMESPACE, { login: ALICE }).log('before', 10);
  });
  afterAll(() => platform.remove());

  test('the page’s commands install it; nothing is migrated, and the first goes on', async () => {
    const outcome = await during(
      () => type('Canary'),
      () => api.get(`${TRACKING}:5000`),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    const log = await cluster.ok([
      'logs',
      '--namespace',
      NAMESPACE,
      'deployment/canary-tracking',
      '--container',
      'prepare',
    ]);
    expect(log).toMatch(/tracking store is at schema \w+/);
  });

  test('what was logged in the first is there in the canary, and the other way round', async () => {
    const canary = new TrackingApi(await cluster.serviceAddress(NAMESPACE, 'canary-tracking'), ALICE);
    const made = await canary.send('canary-tracking:5000', `${EXPERIMENTS}/create`, { name: 'by-the-canary' });
    expect(made.status).toBe(200);
    const { experiment_id: id } = JSON.parse(made.body) as { readonly experiment_id: string };
    const there = await api.get(`${TRACKING}:5000`, `${EXPERIMENTS}/get?experiment_id=${id}`);
    expect([there.status, there.body]).toEqual([200, expect.stringContaining('by-the-canary')]);
    const old = await canary.get('canary-tracking:5000', `${EXPERIMENTS}/search?max_results=100`);
    expect(old.body).toContain('before');
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
  });

  test('the page’s command takes it away, and the first does not notice', async () => {
    const outcome = await during(
      () => type('Taking it away'),
      () => api.get(`${TRACKING}:5000`),
    );
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    await new Client(cluster, NAMESPACE, { login: ALICE }).check(logged);
  });
});
