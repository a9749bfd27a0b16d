/** As many pods as there is to do: they come and go, and what becomes of their number when autoscaling is turned on. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { withFolder } from '../../support/chart-folder';
import type { RenderedObject } from '../../support/dist';
import type { HelmMajor } from '../../support/helm-binary';
import { remark } from '../../support/proofs';
import { installMetricsServer } from '../addons/install';
import { during, expectAllAnswered, inWords } from '../clients/load';
import { TRACKING } from '../clients/services';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { Platform } from './platform';
import { typed } from './typed';

const NAMESPACE = 'scaled';
const DEPLOYMENT = 'deployment/mlflow-tracking';
const HOST = `${TRACKING}:5000`;
/** Small ones: there are up to four at a time. */
const SMALL: JsonObject = { workers: 1, resources: { requests: { cpu: '200m', memory: '512Mi' } } };
const cluster = realCluster();

const scaled = (autoscaling: JsonObject): JsonObject => ({
  mlflow: SMALL,
  autoscaling: {
    enabled: true,
    scaleUp: { stabilizationSeconds: 0, podsPerMinute: 4 },
    scaleDown: { stabilizationSeconds: 60, podsPerMinute: 4 },
    ...autoscaling,
  },
});

describe(`autoscaling on Kubernetes ${cluster.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE);
  const replicas = async () =>
    (
      await cluster.json<{ readonly spec: { readonly replicas: number } }>([
        'get',
        DEPLOYMENT,
        '--namespace',
        NAMESPACE,
      ])
    ).spec.replicas;

  beforeAll(async () => {
    await installMetricsServer(cluster);
  });
  beforeEach(() => platform.makeNamespace());
  afterEach(() => platform.remove());
  afterAll(async () => {
    // While an API is announced that nobody serves, no namespace ends.
    await cluster.ok(['delete', 'apiservice', 'v1beta1.metrics.k8s.io']);
    await cluster.ok(['delete', 'deployment', 'metrics-server', '--namespace', 'kube-system']);
  });

  test('pods come with what there is to do, and go when it is done; no request fails', async () => {
    await platform.install('dev', scaled({ minReplicas: 1, maxReplicas: 3, targetCPUUtilizationPercentage: 100 }));
    expect(await replicas()).toBe(1);
    const api = await platform.api();
    const busy = await during(
      () => eventually(replicas, 3, 300),
      () => api.get(HOST),
      12,
    );
    remark(`to 3: ${inWords(busy)}`);
    expectAllAnswered(busy);
    const idle = await during(
      () => eventually(replicas, 1, 400),
      async () => {
        await sleep(500);
        return api.get(HOST);
      },
      1,
    );
    remark(`back to 1: ${inWords(idle)}`);
    expectAllAnswered(idle);
  });

  /** The fewest pods that the Deployment has asked for, while something happens under load. */
  async function fewestDuring(action: () => Promise<void>): Promise<number> {
    const api = await platform.api();
    const numbers = [await replicas()];
    const over = new AbortController();
    // Whoever asks now and then misses what is over in a moment.
    const watching = cluster.follow(
      ['get', DEPLOYMENT, '--namespace', NAMESPACE, '--watch', '--output=jsonpath={.spec.replicas}{" "}'],
      (text) => numbers.push(...text.trim().split(/\s+/).map(Number)),
      over.signal,
    );
    const outcome = await during(
      async () => {
        await action();
        await eventually(replicas, 3);
        await cluster.settled(NAMESPACE);
      },
      () => api.get(HOST),
      2,
    );
    over.abort();
    await watching;
    remark(`${numbers.join(' ')}; ${inWords(outcome)}`);
    expectAllAnswered(outcome);
    return Math.min(...numbers);
  }

  const three: JsonObject = { mlflow: { ...SMALL, replicaCount: 3 } };
  const on = scaled({ minReplicas: 3, maxReplicas: 4, targetCPUUtilizationPercentage: 1000 });

  test.each<HelmMajor>(['3', '4'])(
    'Helm %s drops to one pod when it is turned on, and no request fails',
    async (major) => {
      await platform.install('dev', three, major);
      expect(await fewestDuring(() => platform.upgrade('dev', on, major))).toBe(1);
    },
  );

  test('Helm 4 keeps them all, where somebody else owns their number', async () => {
    await platform.install('dev', three);
    await own();
    expect(await fewestDuring(() => platform.upgrade('dev', on))).toBe(3);
  });

  test.each([
    ['kubectl apply', [], false, 1],
    ['kubectl apply, which has been told that the number is not its own', [], true, 3],
    ['kubectl apply --server-side', ['--server-side'], false, 1],
    ['kubectl apply --server-side, where somebody else owns it', ['--server-side'], true, 3],
  ] as const)('%s', async (_, how, prepared, fewest) => {
    const apply = async (objects: readonly RenderedObject[]) => {
      await withFolder(
        { 'objects.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) },
        (folder) => cluster.ok(['apply', ...how, '--namespace', NAMESPACE, '--filename', join(folder, 'objects.json')]),
      );
    };
    const before = await platform.rendered('dev', three);
    const after = await platform.rendered('dev', on);
    await apply(before);
    await cluster.settled(NAMESPACE);
    if (prepared) await (how.length > 0 ? own() : forget(after));
    expect(await fewestDuring(() => apply(after))).toBe(fewest);
  });

  /** As docs/scaling.md has it. */
  async function own(): Promise<void> {
    const [count] = await typed(cluster, {
      document: 'docs/scaling.md',
      heading: 'When you turn it on',
      here: (text) => text.replaceAll('mlflow-prod', NAMESPACE),
      namespace: NAMESPACE,
    });
    expect(count).toBe('3');
  }

  /** What was applied last is said to be what will be applied next, which has no number: then none is taken away. */
  async function forget(objects: readonly RenderedObject[]): Promise<void> {
    const deployment = objects.find(
      ({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'mlflow-tracking',
    );
    await withFolder({ 'deployment.json': JSON.stringify(deployment) }, (folder) =>
      cluster.ok([
        'apply',
        'set-last-applied',
        '--namespace',
        NAMESPACE,
        '--filename',
        join(folder, 'deployment.json'),
      ]),
    );
  }
});
