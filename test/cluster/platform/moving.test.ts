/** From the released 1.0.0 chart, with data: an upgrade changes no engine; then artefacts move to Garage, while people work. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, type Logged } from '../clients/client';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import type { TrackingApi } from '../clients/tracking-api';
import { eventually } from '../eventually';
import { remark } from '../../support/proofs';
import { root } from '../../support/root';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';
import { typed } from './typed';

const NAMESPACE = 'moving';
const RELEASED = join(root, 'test/cluster/fixtures/mlflow-1.0.0-cb0efbd.tgz');
const SMALL = { resources: { requests: { cpu: '100m', memory: '256Mi' } }, storage: { size: '2Gi' } };
/** As somebody had written them for it: prod's package, made small. */
const THEIRS = {
  mlflow: {
    replicaCount: 2,
    workers: 1,
    spread: 'preferred',
    resources: { requests: { cpu: '100m', memory: '512Mi', 'ephemeral-storage': '1Gi' } },
    podDisruptionBudget: { enabled: false },
    encryption: { existingSecret: '' },
    ingress: { enabled: false, hosts: [], tls: [] },
  },
  postgresql: { ...SMALL, auth: { existingSecret: '', password: 'their-password' } },
  minio: { ...SMALL, auth: { existingSecret: '', rootUser: 'root', rootPassword: 'their-other-password' } },
};
/** What docs/upgrading.md has them add. */
const UPGRADED = {
  ...THEIRS,
  auth: { mode: 'none', basic: { existingSecret: '' } },
  networkPolicy: { enabled: false },
  backup: { enabled: false },
  objectStore: { garage: SMALL },
};
const cluster = realCluster();

describe(`from chart 1.0.0 with MinIO to Garage, on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const client = new Client(cluster, NAMESPACE);
  let api: TrackingApi;
  const logged: Logged[] = [];
  const everythingIsThere = async () => {
    for (const one of logged) await client.check(one);
  };
  const ours = async (kinds: string) =>
    (
      await cluster.ok([
        'get',
        kinds,
        '--namespace',
        NAMESPACE,
        '--output=jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}{"\\n"}{end}',
      ])
    )
      .trim()
      .split('\n')
      .sort();
  const ask = () => api.get(`${TRACKING}:5000`);
  const settings = () => cluster.ok(['get', 'configmaps', '--namespace', NAMESPACE, '--output=json']);

  beforeAll(async () => {
    await platform.makeNamespace();
    await platform.installArchive(RELEASED, THEIRS);
    api = await platform.api();
    logged.push(await client.log('with-1.0.0', 30));
  });
  afterAll(() => platform.remove());

  test('an upgrade keeps PostgreSQL and MinIO, their volumes, and everything in them', async () => {
    const volumes = await ours('pvc');
    await platform.upgrade('prod', UPGRADED);
    expect(await ours('pvc')).toEqual(volumes);
    expect((await ours('statefulsets')).map((line) => line.split(' ')[0])).toEqual([
      'mlflow-minio',
      'mlflow-postgresql',
    ]);
    await everythingIsThere();
  });

  /** Below one of the page's headings. */
  const type = (heading: string) => () =>
    typed(cluster, {
      document: 'docs/store.md',
      heading,
      here: (text) =>
        text.replaceAll('--env prod', `--env prod --namespace ${NAMESPACE}`).replaceAll('mlflow-prod', NAMESPACE),
      namespace: NAMESPACE,
    });

  test('the first pass, as the page has it: everything is copied while servers are on MinIO and people work', async () => {
    let printed: readonly string[] = [];
    const outcome = await during(async () => {
      printed = await type('The first pass')();
      await cluster.settled(NAMESPACE);
    }, ask);
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    expect(printed.at(-1)).toContain('everything else is in the other store, and is what MinIO has.');
    remark(printed.at(-1)?.trim() ?? '');
    logged.push(await client.log('between', 20));
    await everythingIsThere();
    expect(await settings()).toContain('http://mlflow-minio.moving.svc.cluster.local:9000');
  });

  test('the last pass: runs and metrics are answered throughout, and servers go to Garage with everything', async () => {
    const outcome = await during(async () => {
      await type('The last pass')();
      await cluster.settled(NAMESPACE, 480);
    }, ask);
    remark(inWords(outcome));
    expectAllAnswered(outcome);
    expect(await settings()).toContain('http://mlflow-garage.moving.svc.cluster.local:3900');
    await everythingIsThere();
    logged.push(await client.log('on-garage', 20));
    await everythingIsThere();
  });

  test('back on MinIO no server starts, and those that run on Garage go on', async () => {
    await platform.upgradeWithoutWaiting('prod', { ...UPGRADED, objectStore: { engine: 'minio' } });
    await eventually(async () => {
      const logs = await platform.logs('tracking', 'prepare').catch(() => []);
      return logs.some((log) => log.includes('were moved to another store, and what was written since is there'));
    }, true);
    expect((await ask()).status).toBe(200);
  });

  test('forward again, and in the end MinIO goes, and its volume stays', async () => {
    await platform.upgradeWithoutWaiting('prod', {
      ...UPGRADED,
      objectStore: { ...UPGRADED.objectStore, engine: 'garage', migrateFrom: 'minio', finalPass: true },
    });
    await cluster.settled(NAMESPACE, 480);
    await type('MinIO goes')();
    await cluster.settled(NAMESPACE, 480);
    expect(await platform.pods('minio')).toEqual([]);
    expect((await ours('pvc')).map((line) => line.split(' ')[0])).toEqual([
      'data-mlflow-garage-0',
      'data-mlflow-minio-0',
      'data-mlflow-postgresql-0',
    ]);
    await everythingIsThere();
  });
});
