/** dist/flux with Flux's own controllers, from a Git repository and a registry: one after the other, with the same volumes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsIn } from '../../docs/shown';
import { outputOf } from '../../support/execute';
import { remark } from '../../support/proofs';
import { Client, type Logged } from '../clients/client';
import { eventually } from '../eventually';
import { FLUX_NAMESPACE, startFlux } from '../gitops/flux';
import { objectsOf, valuesOfDev } from '../gitops/live';
import { pushChart } from '../gitops/push-chart';
import { Repository } from '../gitops/repository';
import { helmController, kustomizeController, sourceController } from '../gitops/versions';
import { realCluster } from '../nodes/running';
import { startRegistry, type RegistryServer } from '../publishing/registry-server';
import { namespaceOf } from './secrets';

const NAMESPACE = namespaceOf('dev');
/** What begins empty, on nodes that share two processors. */
const MINUTES = 8;
const cluster = realCluster();

interface Reconciled {
  readonly metadata: { readonly generation: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly lastHandledReconcileAt?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[];
  };
}

const get = (kind: string, name: string) =>
  cluster.json<Reconciled>(['get', kind, name, '--namespace', FLUX_NAMESPACE]);

async function isReady(kind: string, name: string): Promise<void> {
  const told = async () => {
    const { metadata, status } = await get(kind, name);
    const ready = status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True' && status?.observedGeneration === metadata.generation ? 'ready' : ready?.message;
  };
  await eventually(told, 'ready', MINUTES * 60);
}

let asked = 0;
/** As `flux reconcile` does. */
async function reconcile(kind: string, name: string): Promise<void> {
  asked += 1;
  const token = `test-${String(asked)}`;
  await cluster.ok([
    ...['annotate', kind, name, '--namespace', FLUX_NAMESPACE, '--overwrite'],
    `reconcile.fluxcd.io/requestedAt=${token}`,
  ]);
  await eventually(async () => (await get(kind, name)).status?.lastHandledReconcileAt, token);
  await isReady(kind, name);
}

const claims = () =>
  cluster.ok(['get', 'persistentvolumeclaims', '--namespace', NAMESPACE, '--output=jsonpath={.items[*].metadata.uid}']);

const VERSIONS = [sourceController, kustomizeController, helmController].map(
  ({ name, version }) => `${name.replace('flux-', '')} ${version}`,
);

describe(`dist/flux by ${VERSIONS.join(', ')} on Kubernetes ${cluster.version}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'flux-'));
  const client = new Client(cluster, NAMESPACE);
  let registry: RegistryServer;
  const charts = () => `oci://${registry.address}/charts`;
  let repository: Repository;
  let stop = (): void => undefined;
  let logged: Logged;
  const applied = (path: string) => cluster.ok(['apply', '--filename', join(repository.folder, 'dist', path)]);

  beforeAll(async () => {
    registry = await startRegistry(join(folder, 'registry'));
    await pushChart(cluster, folder, charts());
    repository = await Repository.start(folder, { manual: ['prod'], registry: charts(), flux: { interval: '1m' } }, [
      'dev',
      'prod',
    ]);
    stop = await startFlux(cluster, folder);
  }, 300_000);
  afterAll(async () => {
    for (const kind of ['helmreleases', 'kustomizations', 'gitrepositories', 'ocirepositories', 'helmcharts'])
      await cluster.ok(['delete', kind, '--all', '--namespace', FLUX_NAMESPACE, '--timeout=2m']);
    stop();
    repository.stop();
    registry.stop();
    await cluster.ok(['delete', 'namespace', FLUX_NAMESPACE, NAMESPACE, '--ignore-not-found']);
    rmSync(folder, { recursive: true, force: true });
  }, 300_000);

  test(
    'a Kustomization of the plain manifests: dev is Ready',
    async () => {
      const commands = commandsIn('docs/gitops.md', 'Flux');
      expect(commands).toHaveLength(2);
      for (const one of commands) outputOf(await cluster.run('bash', ['-ec', one], { cwd: repository.folder }));
      const started = performance.now();
      await isReady('kustomization', NAMESPACE);
      remark(`Ready after ${((performance.now() - started) / 1000).toFixed(0)} s`);
      logged = await client.log('by-flux', 8);
      await client.check(logged);
    },
    (MINUTES + 2) * 60_000,
  );

  test('done once more, nothing is another; what somebody changes by hand is put right', async () => {
    const before = await objectsOf(cluster, NAMESPACE);
    await reconcile('kustomization', NAMESPACE);
    expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
    await cluster.ok(['scale', 'deployment/mlflow-tracking', '--namespace', NAMESPACE, '--replicas=0']);
    await reconcile('kustomization', NAMESPACE);
    const replicas = ['get', 'deployment/mlflow-tracking', '--output=jsonpath={.spec.replicas}'];
    expect(await cluster.ok([...replicas, '--namespace', NAMESPACE])).toBe('1');
  }, 400_000);

  test('what Git has no more is deleted', async () => {
    const made = () => cluster.ok(['get', 'configmaps', '--namespace', NAMESPACE, '--output=name']);
    repository.write('dev', { ...valuesOfDev(), clients: { configMap: false } });
    await repository.publish('Nobody reads it');
    expect(await made()).toContain('configmap/mlflow-clients');
    await reconcile('gitrepository', 'mlflow');
    await reconcile('kustomization', NAMESPACE);
    expect(await made()).not.toContain('configmap/mlflow-clients');
    // Clients of the other tests read it.
    repository.write('dev', valuesOfDev());
    await repository.publish('Somebody does');
    await reconcile('gitrepository', 'mlflow');
    await reconcile('kustomization', NAMESPACE);
    expect(await made()).toContain('configmap/mlflow-clients');
  }, 400_000);

  test('prod, which gitops.yaml calls manual, is suspended in each of them', async () => {
    for (const [from, kind] of [
      ['manifests', 'kustomization'],
      ['chart', 'helmrelease'],
      ['oci', 'helmrelease'],
    ] as const) {
      await applied(`flux/${from}/prod.yaml`);
      const suspended = ['get', kind, namespaceOf('prod'), '--output=jsonpath={.spec.suspend}'];
      expect(await cluster.ok([...suspended, '--namespace', FLUX_NAMESPACE])).toBe('true');
    }
    expect((await cluster.kubectl(['get', 'namespace', namespaceOf('prod')])).code).toBe(1);
  });

  test('without the Kustomization everything stays; `kubectl delete -k` takes all but the Namespace and the volumes', async () => {
    const before = await objectsOf(cluster, NAMESPACE);
    await cluster.ok(['delete', 'kustomization.kustomize.toolkit.fluxcd.io', NAMESPACE, '--namespace', FLUX_NAMESPACE]);
    expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
    const volumes = await claims();
    expect(volumes.split(' ')).toHaveLength(2);
    await cluster.ok(['delete', '--kustomize', join(repository.folder, 'dist/dev'), '--timeout=3m']);
    await eventually(() => cluster.ok(['get', 'pods', '--namespace', NAMESPACE, '--output=name']), '');
    expect(await claims()).toBe(volumes);
  }, 400_000);

  test(
    'a HelmRelease of the chart in Git finds the same volumes, with what was logged',
    async () => {
      await applied('flux/chart/dev.yaml');
      await isReady('helmrelease', NAMESPACE);
      await client.check(logged);
      const before = await objectsOf(cluster, NAMESPACE);
      await reconcile('helmrelease', NAMESPACE);
      expect(await objectsOf(cluster, NAMESPACE)).toEqual(before);
    },
    (MINUTES + 5) * 60_000,
  );

  test(
    'the chart of the registry is the same: no workload is another',
    async () => {
      const workloads = async () =>
        (await objectsOf(cluster, NAMESPACE)).filter((line) => /^(Deployment|StatefulSet|Pod) /.test(line));
      const before = await workloads();
      // This registry speaks no TLS.
      const oci = await cluster.ok([
        ...['create', '--dry-run=client', '--output=json', '--filename'],
        join(repository.folder, 'dist/flux/oci.yaml'),
      ]);
      const plain = JSON.parse(oci) as { readonly spec: object };
      const file = join(folder, 'oci.json');
      writeFileSync(file, JSON.stringify({ ...plain, spec: { ...plain.spec, insecure: true } }));
      await cluster.ok(['apply', '--filename', file]);
      await applied('flux/oci/dev.yaml');
      await isReady('ocirepository', 'mlflow');
      await reconcile('helmrelease', NAMESPACE);
      expect(await workloads()).toEqual(before);
      await client.check(logged);
    },
    (MINUTES + 5) * 60_000,
  );
});
