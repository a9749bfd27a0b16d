/**
 * dist/argocd with Argo CD itself, from a Git repository: one file is applied, and an environment comes in its order, stays as it is, and
 * goes with nobody's word but a person's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn } from '../../docs/shown';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { Client } from '../clients/client';
import { eventually } from '../eventually';
import { ARGOCD, startArgoCd } from '../gitops/argocd';
import { objectsOf, valuesOfDev } from '../gitops/live';
import { pushChart } from '../gitops/push-chart';
import { Repository } from '../gitops/repository';
import { argoCd } from '../gitops/versions';
import { realCluster } from '../nodes/running';
import { startRegistry, type RegistryServer } from '../publishing/registry-server';
import { namespaceOf } from './secrets';

const NAMESPACE = namespaceOf('dev');
/** An image that has to be migrated, and stores that begin empty, on nodes that share two processors. */
const MINUTES = 8;
const cluster = realCluster();

interface Application {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly sync?: { readonly status: string };
    readonly health?: { readonly status: string };
    readonly operationState?: { readonly phase: string; readonly startedAt: string; readonly message?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
  };
}

const get = (name: string) =>
  cluster.json<Application>(['get', 'application.argoproj.io', name, '--namespace', ARGOCD]);
const names = async () => {
  const { items } = await cluster.json<{ readonly items: readonly Application[] }>([
    ...['get', 'applications.argoproj.io', '--namespace', ARGOCD],
  ]);
  return items.map(({ metadata }) => metadata.name).sort();
};

/** Compared with what Git has now. */
const refresh = (name: string) =>
  cluster.ok([
    ...['annotate', 'application.argoproj.io', name, '--namespace', ARGOCD, '--overwrite'],
    'argocd.argoproj.io/refresh=hard',
  ]);

/** Until Argo CD is content: else what it says is in the way. */
async function settles(name: string, sync = 'Synced', health = 'Healthy'): Promise<void> {
  const told = async () => {
    const { sync, health, operationState, conditions } = (await get(name)).status ?? {};
    const done = operationState === undefined || operationState.phase === 'Succeeded';
    return {
      sync: sync?.status,
      health: health?.status,
      ...(!done && { operation: operationState.phase, message: operationState.message }),
      ...(conditions && { conditions: conditions.map(({ message }) => message) }),
    };
  };
  await eventually(told, { sync, health }, MINUTES * 60);
}

const refreshed = async (name: string): Promise<void> => {
  await refresh(name);
  const annotations = async () => {
    const { metadata } = await cluster.json<{
      readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
    }>(['get', 'application.argoproj.io', name, '--namespace', ARGOCD]);
    return metadata.annotations?.['argocd.argoproj.io/refresh'];
  };
  await eventually(annotations, undefined);
};

const time = async (kind: string, name: string, path: string) =>
  Date.parse(await cluster.ok(['get', kind, name, '--namespace', NAMESPACE, `--output=jsonpath=${path}`]));

describe(`dist/argocd by Argo CD ${argoCd.version} on Kubernetes ${cluster.version}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'argocd-'));
  const client = new Client(cluster, NAMESPACE);
  let repository: Repository;
  let registry: RegistryServer;
  const charts = () => `oci://${registry.address}/charts`;
  let stop = (): void => undefined;

  /** The document's command with this in it, in the work tree. */
  const typed = async (part: string): Promise<void> => {
    const commands = commandsIn('docs/gitops.md', 'Argo CD').filter((one) => one.includes(part));
    expect(commands).toHaveLength(1);
    outputOf(await cluster.run('bash', ['-ec', commands.join('')], { cwd: repository.folder }));
  };

  beforeAll(async () => {
    registry = await startRegistry(join(folder, 'registry'));
    await pushChart(cluster, folder, charts());
    repository = await Repository.start(folder, { manual: ['prod'], registry: charts() }, ['dev', 'prod']);
    stop = await startArgoCd(cluster, folder);
  }, 300_000);
  afterAll(async () => {
    stop();
    repository.stop();
    registry.stop();
    await cluster.ok(['delete', 'namespace', ARGOCD, '--ignore-not-found']);
    await cluster.ok(['delete', 'namespace', NAMESPACE, namespaceOf('qa'), '--ignore-not-found']);
    rmSync(folder, { recursive: true, force: true });
  }, 300_000);

  test('`kubectl apply -f dist/argocd/root.yaml` is all: a project, an ApplicationSet, and an Application for each environment', async () => {
    await typed('root.yaml');
    await eventually(names, [NAMESPACE, namespaceOf('prod'), 'mlflow-root']);
    await settles('mlflow-root');
  });

  test(
    'dev comes up, healthy and in sync, in a namespace that enforces “restricted”',
    async () => {
      const started = performance.now();
      await settles(NAMESPACE);
      remark(`Healthy after ${((performance.now() - started) / 1000).toFixed(0)} s`);
      const { metadata } = await cluster.json<{
        readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      }>(['get', 'namespace', NAMESPACE]);
      expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    },
    (MINUTES + 1) * 60_000,
  );

  test('the server was made once database and store were ready, and nothing was tried twice', async () => {
    const ready = await Promise.all(
      ['mlflow-postgresql-0', 'mlflow-minio-0'].map((pod) =>
        time('pod', pod, '{.status.conditions[?(@.type=="Ready")].lastTransitionTime}'),
      ),
    );
    const made = await time('deployment', 'mlflow-tracking', '{.metadata.creationTimestamp}');
    expect(made).toBeGreaterThanOrEqual(Math.max(...ready));
    expect((await get(NAMESPACE)).status?.operationState).toMatchObject({ phase: 'Succeeded' });
  });

  test('a client logs a run with an artefact and a model, and reads it back', async () => {
    const logged = await client.log('by-argo-cd', 8);
    await client.check(logged);
  });

  test('what is compared once more does not differ, and nothing is applied again', async () => {
    const before = await objectsOf(cluster, NAMESPACE);
    const { startedAt } = (await get(NAMESPACE)).status?.operationState ?? {};
    await refreshed(NAMESPACE);
    await settles(NAMESPACE);
    expect((await get(NAMESPACE)).status?.operationState?.startedAt).toBe(startedAt);
    expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
  });

  test('prod, which gitops.yaml calls manual, is shown as it would be, and nothing of it is there', async () => {
    await refreshed(namespaceOf('prod'));
    await settles(namespaceOf('prod'), 'OutOfSync', 'Missing');
    expect((await cluster.kubectl(['get', 'namespace', namespaceOf('prod')])).code).toBe(1);
  });

  test('what somebody changes by hand is put right', async () => {
    await cluster.ok(['scale', 'deployment/mlflow-tracking', '--namespace', NAMESPACE, '--replicas=0']);
    const replicas = () =>
      cluster.ok(['get', 'deployment/mlflow-tracking', '--namespace', NAMESPACE, '--output=jsonpath={.spec.replicas}']);
    await eventually(replicas, '1');
    await settles(NAMESPACE);
  }, 300_000);

  test(
    'a Job that has ended is in sync, and stays so: it is made once',
    async () => {
      repository.write('dev', { ...valuesOfDev(), doctor: { enabled: true } });
      await repository.publish('A doctor');
      await refreshed(NAMESPACE);
      const jobs = async () => {
        const { items } = await cluster.json<{
          readonly items: readonly {
            readonly metadata: { readonly uid: string };
            readonly status: { readonly succeeded?: number };
          }[];
        }>(['get', 'jobs', '--namespace', NAMESPACE, '--selector=app.kubernetes.io/component=doctor']);
        return items.map(({ metadata: { uid }, status: { succeeded = 0 } }) => ({ uid, succeeded }));
      };
      await eventually(async () => (await jobs()).map(({ succeeded }) => succeeded), [1], 300);
      await settles(NAMESPACE);
      const before = await jobs();
      await refreshed(NAMESPACE);
      await settles(NAMESPACE);
      expect(await jobs()).toEqual(before);
    },
    (MINUTES + 5) * 60_000,
  );

  test('an environment that is added to Git is there by itself; one that is taken away stays until somebody deletes it', async () => {
    const { stdout: said } = await cluster.kubectl(['get', 'applicationset', 'mlflow', '--namespace', ARGOCD]);
    expect(said).toContain('mlflow');
    repository.write('qa', valuesOfDev());
    await repository.publish('An environment');
    const look = () =>
      cluster.ok([
        ...['annotate', 'applicationset', 'mlflow', '--namespace', ARGOCD, '--overwrite'],
        'argocd.argoproj.io/application-set-refresh=true',
      ]);
    await refreshed('mlflow-root');
    await look();
    const all = [NAMESPACE, namespaceOf('prod'), namespaceOf('qa'), 'mlflow-root'];
    await eventually(names, all);
    const deployed = async () =>
      (await cluster.kubectl(['get', 'statefulset', 'mlflow-postgresql', '--namespace', namespaceOf('qa')])).code;
    await eventually(deployed, 0);

    repository.write('qa', undefined);
    await repository.publish('An environment less');
    await refreshed('mlflow-root');
    await look();
    await refreshed(NAMESPACE);
    expect(await names()).toEqual(all);
    expect(await deployed()).toBe(0);
    // A person: what it has made stays.
    await cluster.ok(['delete', 'application.argoproj.io', namespaceOf('qa'), '--namespace', ARGOCD]);
    expect(await deployed()).toBe(0);
    await cluster.ok(['delete', 'namespace', namespaceOf('qa'), '--wait=false']);
  }, 600_000);

  test(
    'without the ApplicationSet everything stays, and from the chart in Git it is the same: nothing is applied, no pod is another',
    async () => {
      await cluster.ok(['delete', 'application.argoproj.io', 'mlflow-root', '--namespace', ARGOCD]);
      await cluster.ok(['delete', 'applicationset', 'mlflow', '--namespace', ARGOCD, '--cascade=orphan']);
      expect(await names()).toContain(NAMESPACE);
      await settles(NAMESPACE);
      const before = await objectsOf(cluster, NAMESPACE);
      await cluster.ok(['delete', 'application.argoproj.io', NAMESPACE, '--namespace', ARGOCD]);
      expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);

      await typed('chart/dev.yaml');
      await settles(NAMESPACE);
      expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
    },
    (MINUTES + 5) * 60_000,
  );

  test('from the registry it is the same, too, with the values that Git has', async () => {
    const before = await objectsOf(cluster, NAMESPACE);
    // This one speaks no TLS, which somebody has to say.
    const plain = { type: 'oci', url: `${charts()}/mlflow`, insecureOCIForceHttp: 'true' };
    await cluster.apply([
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'registry', namespace: ARGOCD, labels: { 'argocd.argoproj.io/secret-type': 'repository' } },
        stringData: plain,
      },
    ]);
    await cluster.ok(['apply', '--filename', join(repository.folder, 'dist/argocd/oci/dev.yaml')]);
    const { spec } = await cluster.json<{ readonly spec: object }>([
      ...['get', 'application.argoproj.io', NAMESPACE, '--namespace', ARGOCD],
    ]);
    expect(spec).not.toHaveProperty('source');
    await refreshed(NAMESPACE);
    await settles(NAMESPACE);
    expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
  }, 400_000);

  test('what Git has no more is deleted, and volumes are not', async () => {
    const claims = () =>
      cluster.ok([
        'get',
        'persistentvolumeclaims',
        '--namespace',
        NAMESPACE,
        '--output=jsonpath={.items[*].metadata.uid}',
      ]);
    const before = await claims();
    expect(before.split(' ')).toHaveLength(2);
    repository.write('dev', { ...valuesOfDev(), doctor: { enabled: false } });
    await repository.publish('No doctor');
    await refreshed(NAMESPACE);
    const left = () => cluster.ok(['get', 'jobs', '--namespace', NAMESPACE, '--output=name']);
    await eventually(left, '');
    await settles(NAMESPACE);
    expect(await claims()).toBe(before);
  }, 300_000);
});
