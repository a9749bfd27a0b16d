/** docs/database.md, “A larger volume”, typed as it stands there: the claim grows, and the pod never notices. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import { commandsIn, textOf } from '../docs/shown';
import { withFolder } from '../support/chart-folder';
import { chartOf } from '../support/dist';
import type { Outcome } from '../support/execute';
import { locateHelm, type HelmMajor } from '../support/helm-binary';
import { complete, environmentValues, model } from '../support/platform';
import { remark } from '../support/proofs';
import { root } from '../support/root';
import type { Cluster } from './cluster';
import { eventually } from './eventually';
import { quiet, withNamespace, type Namespace } from './namespace';
import { identities, keyOf } from './objects';
import { REFUSED_CLAIMS } from './refused-claims';
import { eachCluster, eachClusterAndHelm } from './running-clusters';

/** What is done to the claim, what to the StatefulSet, and the upgrade. */
const [GROW = '', LET_GO = '', UPGRADE = '', ...more] = commandsIn('docs/database.md', 'A larger volume');

interface Store {
  readonly component: 'postgresql' | 'minio';
  /** In prod, and afterwards. */
  readonly from: string;
  readonly to: string;
  /** Where its claim goes with the StatefulSet, Kubernetes ties them together. */
  readonly whenDeleted: 'Retain' | 'Delete';
}

const STORES: readonly Store[] = (['Retain', 'Delete'] as const).flatMap((whenDeleted) => [
  { component: 'postgresql', from: '100Gi', to: '200Gi', whenDeleted },
  { component: 'minio', from: '500Gi', to: '600Gi', whenDeleted },
]);

test('the page names what belongs to either store', () => {
  expect(more).toEqual([]);
  for (const { component } of STORES) {
    for (const name of [`data-mlflow-${component}-0`, `mlflow-${component}`, `${component}.storage.size`]) {
      expect(textOf('docs/database.md')).toContain(name);
    }
  }
});

describe.each(eachClusterAndHelm())('%s', (_, cluster, helm) => {
  test.each(STORES)('$component grows to $to, whenDeleted $whenDeleted: as the page says', async (store) => {
    await withClass(cluster, nameFor(store, `helm-${helm}`), async (namespace) => {
      await namespace.makeSecrets();
      await withFolder({ 'values.yaml': JSON.stringify(valuesFor(namespace, store)) }, async (folder) => {
        const file = join(folder, 'values.yaml');
        quiet(await namespace.helm(helm, ['install', 'mlflow', chartOf('prod'), '--values', file]));
      });
      await grows(namespace, store, () => type(namespace, UPGRADE, { store, helm }));
      expect(quiet(await namespace.helm(helm, ['status', 'mlflow']))).toContain('STATUS: deployed');

      // And a pod like this one does go, where there is a reason.
      const { pods } = await stateOf(namespace, store);
      quiet(await type(namespace, `${UPGRADE} --set ${store.component}.podAnnotations.changed=yes`, { store, helm }));
      await eventually(async () => (await stateOf(namespace, store)).pods[podOf(store)] === pods[podOf(store)], false);
    });
  });
});

describe.each(eachCluster())('%s, kubectl of the same version', (_, cluster) => {
  test.each(STORES)('$component grows to $to, whenDeleted $whenDeleted: manifests in place of Helm', async (store) => {
    await withClass(cluster, nameFor(store, 'applied'), async (namespace) => {
      await namespace.makeSecrets();
      const apply = (size: string) => {
        const values = complete(environmentValues('prod'), valuesFor(namespace, store, size));
        const release = { name: 'mlflow', namespace: namespace.name };
        const items = [...evaluateModel(model, { values, release }).values()];
        return namespace.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
      };
      quiet(await apply(store.from));
      await grows(namespace, store, () => apply(store.to));
    });
  });
});

/** @param upgrade to the larger size, by whatever means */
async function grows(namespace: Namespace, store: Store, upgrade: () => Promise<Outcome>): Promise<void> {
  await serve(namespace, store);
  const before = await stateOf(namespace, store);
  expect(before).toMatchObject({ claim: { size: store.from }, template: store.from, ready: 1 });

  const installed = identities(await namespace.get(KEPT));
  const early = await upgrade();
  expect([early.code, early.stderr]).toEqual([1, expect.stringMatching(REFUSED_CLAIMS)]);
  expect(identities(await namespace.get(KEPT))).toEqual(installed);

  quiet(await type(namespace, GROW, { store }));
  const tooEarly = await upgrade();
  expect([tooEarly.code, tooEarly.stderr]).toEqual([1, expect.stringMatching(REFUSED_CLAIMS)]);
  quiet(await type(namespace, LET_GO, { store }));
  expect((await stateOf(namespace, store)).pods).toEqual(before.pods);
  quiet(await upgrade());
  await eventually(async () => {
    const { owner, set } = await stateOf(namespace, store);
    return owner === set;
  }, true);
  // Time in which its controller would replace the pod, if it were another one to it.
  await eventually(() => namespace.unobserved(), []);
  const after = await stateOf(namespace, store);
  expect(after).toEqual({
    ...before,
    claim: { ...before.claim, size: store.to },
    template: store.to,
    set: after.set,
    owner: after.set,
  });
  expect(after.set).not.toBe(before.set);
  remark(`the claim ${store.from} → ${store.to}; ${String(Object.keys(after.pods).length)} pods, none of them another`);
}

/** What an upgrade that is refused leaves as it was. */
const KEPT = ['deployments', 'statefulsets', 'services', 'configmaps', 'persistentvolumeclaims', 'pods'];

const podOf = ({ component }: Store) => `mlflow-${component}-0`;
/** A namespace with volumes takes long to go: nobody waits for another's. */
const nameFor = ({ component, whenDeleted }: Store, way: string) =>
  `volumes-${component}-${whenDeleted.toLowerCase()}-${way}`;

/** A namespace, and a StorageClass that lets claims grow, which the cluster's others do not see. */
async function withClass(cluster: Cluster, name: string, use: (namespace: Namespace) => Promise<void>): Promise<void> {
  await withNamespace(cluster, name, async (namespace) => {
    const storageClass = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name },
      provisioner: 'kubernetes.io/no-provisioner',
      allowVolumeExpansion: true,
    };
    try {
      quiet(await cluster.kubectl(['create', '-f', '-'], JSON.stringify(storageClass)));
      await use(namespace);
    } finally {
      await cluster.kubectl(['delete', 'storageclass,persistentvolume', name, '--wait=false', '--ignore-not-found']);
    }
  });
}

function valuesFor(namespace: Namespace, { component, whenDeleted }: Store, size?: string) {
  return {
    [component]: {
      storage: { storageClass: namespace.name, ...(size !== undefined && { size }) },
      persistentVolumeClaimRetentionPolicy: { whenDeleted },
    },
  };
}

/** Without nodes, nobody makes a volume or runs a pod: it is done here. */
async function serve(namespace: Namespace, store: Store): Promise<void> {
  const claim = `data-${podOf(store)}`;
  await eventually(async () => {
    const there = (await namespace.get(['persistentvolumeclaims', 'pods'])).map(keyOf);
    return [`PersistentVolumeClaim/${claim}`, `Pod/${podOf(store)}`].filter((key) => !there.includes(key));
  }, []);
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: namespace.name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: store.from },
      claimRef: { namespace: namespace.name, name: claim },
      hostPath: { path: '/nowhere' },
      storageClassName: namespace.name,
    },
  };
  quiet(await namespace.cluster.kubectl(['create', '-f', '-'], JSON.stringify(volume)));
  quiet(await namespace.kubectl(['wait', '--for=jsonpath={.status.phase}=Bound', `pvc/${claim}`, '--timeout=120s']));
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  const patch = ['--subresource=status', '--type=merge', '--patch', JSON.stringify({ status })];
  quiet(await namespace.kubectl(['patch', 'pod', podOf(store), ...patch]));
  await eventually(async () => (await stateOf(namespace, store)).ready, 1);
}

/** Who is who, by uid. */
async function stateOf(namespace: Namespace, store: Store) {
  const all = await namespace.get(['statefulsets', 'persistentvolumeclaims', 'pods']);
  const pods = all.filter(({ kind }) => kind === 'Pod');
  const find = (kind: string, name: string) =>
    all.find((object) => object.kind === kind && object.metadata.name === name) as Stored | undefined;
  const set = find('StatefulSet', `mlflow-${store.component}`);
  const claim = find('PersistentVolumeClaim', `data-${podOf(store)}`);
  return {
    set: set?.metadata.uid,
    template: set?.spec.volumeClaimTemplates?.[0]?.spec.resources.requests.storage,
    ready: set?.status.readyReplicas,
    owner: find('Pod', podOf(store))?.metadata.ownerReferences?.[0]?.uid,
    claim: {
      uid: claim?.metadata.uid,
      volume: claim?.spec.volumeName,
      size: claim?.spec.resources?.requests.storage,
    },
    pods: Object.fromEntries(pods.map(({ metadata }) => [metadata.name, metadata.uid])),
  };
}

/** The part of them that is looked at. */
interface Stored {
  readonly metadata: { readonly uid: string; readonly ownerReferences?: readonly { readonly uid: string }[] };
  readonly spec: {
    readonly volumeName?: string;
    readonly resources?: Requests;
    readonly volumeClaimTemplates?: readonly { readonly spec: { readonly resources: Requests } }[];
  };
  readonly status: { readonly readyReplicas?: number };
}

interface Requests {
  readonly requests: { readonly storage: string };
}

/** A command of the page, about this store and in this namespace. */
function type(
  { cluster, name }: Namespace,
  command: string,
  { store, helm = '4' }: { readonly store: Store; readonly helm?: HelmMajor },
): Promise<Outcome> {
  const here = command
    .replaceAll('mlflow-prod', name)
    .replaceAll('postgresql', store.component)
    .replaceAll('200Gi', store.to);
  return withFolder({}, (folder) => {
    symlinkSync(join(root, 'dist'), join(folder, 'dist'));
    symlinkSync(locateHelm(helm).file, join(folder, 'helm'));
    return cluster.run('bash', ['-e', '-o', 'pipefail', '-c', `PATH="$PWD:$PATH"; ${here}`], { cwd: folder });
  });
}
