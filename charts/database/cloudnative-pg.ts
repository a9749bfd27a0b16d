/**
 * PostgreSQL that the operator CloudNativePG runs: its Cluster, the schedule of its backups, and its Pooler. Pods, Services,
 * Secrets, volumes and PodDisruptionBudgets of the instances are the operator's to make.
 */
import type { Construct } from 'constructs';
import type {
  BarmanObjectStoreConfiguration,
  Cluster,
  ClusterSpec,
  ExternalCluster,
  Pooler,
  ScheduledBackup,
} from '../../imports/crds/cloudnative-pg';
import type { PodDisruptionBudget } from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { choose, divide, equal, greater, matches, merge, not, notEmpty, orDefault } from '../../lib/expr/function';
import { extend, namedNumber, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { acceptedByCluster, acceptedByPooler } from '../../values/connections';
import { cnpgBacksUp, cnpgGoesToStore, memoryOfCnpg, poolsCnpg, runsCnpg } from '../../values/cloudnative-pg';
import type { Values } from '../../values/schema';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from '../../values/store';
import { portOf, tcp, type Arrival, type Flows } from '../parts/flows';
import { imageReference, type Registry } from '../parts/image';
import type { OutboundProxy } from '../parts/outbound-proxy';
import type { Instance } from '../parts/instance';
import type { GlobalValues } from '../parts/pod';
import { DATABASE_PORT } from './backend-store';
import { CNPG, CNPG_POOLER, cnpgNames } from './cloudnative-pg-names';

export interface CloudNativePgProps {
  readonly instance: Instance;
  readonly registry: GlobalValues;
  readonly values: Values;
  /** By which its pods reach a store outside of the cluster. */
  readonly outbound: OutboundProxy;
}

type Settings = Values['database']['cnpg'];
type Place = Pick<Settings['backup'], 'barmanObjectStore' | 'plugin' | 'serverName'>;

const HEADER = { apiVersion: 'postgresql.cnpg.io/v1' } as const;
const PLUGIN = 'barman-cloud.cloudnative-pg.io';
/** With a Cluster go its volumes: as those of the bundled PostgreSQL, they stay when the release goes, or another engine comes. */
const KEPT = {
  'helm.sh/resource-policy': 'keep',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
/** As `bootstrap.recovery` calls where it comes from. */
const ORIGIN = 'origin';
/** Of what the operator asks each instance, and of the metrics. */
const STATUS_PORT = 8000;
const METRICS_PORT = 9187;
const POOLER_METRICS_PORT = 9127;

export class CloudNativePg extends Component {
  readonly flows: readonly Flows[];

  constructor(scope: Construct, id: string, props: CloudNativePgProps) {
    super(scope, id, runsCnpg(props.values));
    const { instance, values } = props;
    const { cnpg } = values.database;
    new Manifest<Cluster>(this, 'cluster', {
      ...HEADER,
      kind: 'Cluster',
      metadata: { ...instance.metadata(CNPG), annotations: KEPT },
      spec: clusterSpec(props),
    });
    new Manifest<ScheduledBackup>(
      this,
      'scheduledbackup',
      {
        ...HEADER,
        kind: 'ScheduledBackup',
        metadata: instance.metadata(CNPG, 'cnpg-backup'),
        spec: {
          cluster: { name: cnpgNames(instance).cluster },
          // Its first field is seconds.
          schedule: choose(matches(cnpg.backup.schedule, '^@'), cnpg.backup.schedule, text`0 ${cnpg.backup.schedule}`),
          immediate: true,
          backupOwnerReference: 'self',
          method: choose(byPlugin(cnpg.backup), 'plugin', 'barmanObjectStore'),
          pluginConfiguration: when(byPlugin(cnpg.backup), { name: PLUGIN }),
        },
      },
      cnpgBacksUp(values),
    );
    new CnpgPooler(this, 'pooler', props);
    this.flows = flowsOf(props);
  }
}

class CnpgPooler extends Component {
  constructor(scope: Construct, id: string, { instance, registry, values }: CloudNativePgProps) {
    super(scope, id, values.database.cnpg.pooler.enabled);
    const { cnpg } = values.database;
    const { pooler, monitoring } = cnpg;
    const names = cnpgNames(instance);
    new Manifest<Pooler>(this, 'pooler', {
      ...HEADER,
      kind: 'Pooler',
      metadata: instance.metadata(CNPG_POOLER),
      spec: {
        cluster: { name: names.cluster },
        type: 'rw',
        instances: pooler.instances,
        // One more of them would open as many connections more.
        deploymentStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        pgbouncer: {
          poolMode: 'session',
          parameters: {
            max_client_conn: text`${acceptedByPooler(values)}`,
            default_pool_size: text`${pooler.poolSize}`,
          },
        },
        monitoring: when(monitoring.enabled, { enablePodMonitor: true }),
        template: {
          metadata: { labels: unlessEmpty(values.commonLabels) },
          spec: {
            containers: [
              {
                name: 'pgbouncer',
                image: imageReference('pgbouncer', pooler.image, registry),
                imagePullPolicy: pooler.image.pullPolicy,
                resources: unlessEmpty(pooler.resources),
              },
            ],
            imagePullSecrets: unlessEmpty(registry.imagePullSecrets),
            nodeSelector: unlessEmpty(cnpg.nodeSelector),
            tolerations: unlessEmpty(cnpg.tolerations),
            affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart(names.pooler)] } },
          },
        },
      },
    });
    // The operator makes one for the instances alone (its pkg/specs/poddisruptionbudget.go and pkg/specs/pgbouncer/).
    new Manifest<PodDisruptionBudget>(this, 'pooler-poddisruptionbudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: instance.metadata(CNPG_POOLER),
      spec: { maxUnavailable: 1, selector: { matchLabels: poolerPods(names.pooler) } },
    });
  }
}

/** As the operator labels them: its pkg/specs/pgbouncer/deployments.go. */
function poolerPods(pooler: Value<string>) {
  return { 'cnpg.io/poolerName': pooler };
}

function apart(pooler: Value<string>) {
  const labelSelector = { matchLabels: poolerPods(pooler) };
  return { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } };
}

function clusterSpec({ instance, registry, values, outbound }: CloudNativePgProps) {
  const { cnpg } = values.database;
  const { antiAffinity, backup, recovery, serviceAccount, storage, synchronous, walStorage } = cnpg;
  const names = cnpgNames(instance);
  const memory = memoryOfCnpg(values);
  const volume = ({ size, storageClass }: Pick<typeof storage, 'size' | 'storageClass'>) => ({
    size,
    storageClass: unlessEmpty(orDefault(storageClass, registry.storageClass)),
  });
  return {
    instances: cnpg.instances,
    imageName: imageOf(cnpg, registry),
    imagePullPolicy: cnpg.image.pullPolicy,
    imagePullSecrets: unlessEmpty(registry.imagePullSecrets),
    enableSuperuserAccess: false,
    inheritedMetadata: {
      // Not app.kubernetes.io/name, instance or component: those are the operator's own (see its documentation).
      labels: extend({ 'app.kubernetes.io/part-of': 'mlflow' }, merge(values.commonLabels, cnpg.podLabels)),
      annotations: unlessEmpty(cnpg.podAnnotations),
    },
    bootstrap: {
      initdb: when(not(recovery.enabled), {
        ...loginOf(cnpg),
        encoding: 'UTF8',
        dataChecksums: true,
      }),
      recovery: when(recovery.enabled, {
        ...loginOf(cnpg),
        source: ORIGIN,
        recoveryTarget: when(notEmpty(recovery.targetTime), { targetTime: recovery.targetTime }),
      }),
    },
    externalClusters: when(recovery.enabled, [originOf(recovery)]),
    certificates: {
      // Not every operator names Services in full; and a pooler shows the same certificate.
      serverAltDNSNames: [names.primary, names.standbys, names.pooler].map((service) => instance.hostOf(service)),
    },
    storage: volume(storage),
    walStorage: when(walStorage.enabled, volume(walStorage)),
    resources: unlessEmpty(cnpg.resources),
    postgresql: {
      parameters: extend(
        {
          max_connections: text`${acceptedByCluster(values)}`,
          // A quarter of the memory, as PostgreSQL's manual advises.
          shared_buffers: text`${namedNumber('cnpg.sharedBuffers', divide(choose(greater(memory, 256), memory, 256), 4))}MB`,
        },
        cnpg.parameters,
      ),
      synchronous: when(greater(synchronous.number, 0), {
        method: synchronous.method,
        number: synchronous.number,
        dataDurability: synchronous.dataDurability,
      }),
    },
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: antiAffinity.type,
      topologyKey: antiAffinity.topologyKey,
      nodeSelector: unlessEmpty(cnpg.nodeSelector),
      tolerations: unlessEmpty(cnpg.tolerations),
    },
    priorityClassName: unlessEmpty(cnpg.priorityClassName),
    env: outbound.envWithApi,
    serviceAccountTemplate: when(notEmpty(serviceAccount.annotations), {
      metadata: { annotations: serviceAccount.annotations },
    }),
    monitoring: when(cnpg.monitoring.enabled, { enablePodMonitor: true }),
    backup: when(notEmpty(backup.barmanObjectStore.destinationPath), {
      barmanObjectStore: storeOf(backup),
      retentionPolicy: text`${backup.days}d`,
    }),
    plugins: when(byPlugin(backup), [{ ...pluginOf(backup), isWALArchiver: true }]),
  } satisfies Deferred<ClusterSpec>;
}

/** By its tag the operator knows which major it is, with a digest, too. */
function imageOf({ image }: Settings, registry: Registry): Value<string> {
  const tagged = imageReference('cnpg', { ...image, digest: '' }, registry);
  return choose(notEmpty(image.digest), text`${tagged}@${image.digest}`, tagged);
}

function loginOf({ database, owner, existingSecret }: Settings) {
  return { database, owner, secret: when(notEmpty(existingSecret), { name: existingSecret }) };
}

function byPlugin({ plugin }: Place): Value<boolean> {
  return notEmpty(plugin.objectStore);
}

function originOf(place: Place): Deferred<ExternalCluster> {
  return {
    name: ORIGIN,
    barmanObjectStore: when(notEmpty(place.barmanObjectStore.destinationPath), storeOf(place)),
    plugin: when(byPlugin(place), pluginOf(place)),
  };
}

function pluginOf({ plugin, serverName }: Place) {
  return {
    name: PLUGIN,
    parameters: { barmanObjectName: plugin.objectStore, serverName: unlessEmpty(serverName) },
  };
}

function storeOf({ barmanObjectStore: store, serverName }: Place): Deferred<BarmanObjectStoreConfiguration> {
  const { destinationPath, endpointURL, endpointCA, existingSecret } = store;
  const key = (name: string) => when(notEmpty(existingSecret), { name: existingSecret, key: name });
  return {
    destinationPath,
    endpointURL: unlessEmpty(endpointURL),
    endpointCA: when(notEmpty(endpointCA.existingSecret), { name: endpointCA.existingSecret, key: endpointCA.key }),
    serverName: unlessEmpty(serverName),
    s3Credentials: {
      accessKeyId: key(ACCESS_KEY_ID),
      secretAccessKey: key(SECRET_ACCESS_KEY),
      inheritFromIAMRole: when(not(notEmpty(existingSecret)), true),
    },
    wal: { compression: 'gzip' },
    data: { compression: 'gzip' },
  };
}

/**
 * Its pods, by the labels that the operator gives them: those of the release do not reach the pods of its Jobs, which make an
 * instance, nor those of a Pooler.
 */
function flowsOf({ instance, values }: CloudNativePgProps): readonly Flows[] {
  const { cnpg } = values.database;
  const { cluster, pooler } = cnpgNames(instance);
  const enabled = runsCnpg(values);
  const api = { purpose: 'kubernetes', ports: [tcp(443), tcp(6443)] } as const;
  const [backup, recovery] = [cnpg.backup, cnpg.recovery].map((place: Place) => portOf(place.barmanObjectStore.endpointURL)) as [Value<number>, Value<number>]; // prettier-ignore
  const metrics = (port: number): Arrival => ({ from: 'monitoring', port, condition: cnpg.monitoring.enabled });
  return [
    {
      component: CNPG,
      pods: {
        matchLabels: { 'cnpg.io/cluster': cluster },
        matchExpressions: [{ key: 'cnpg.io/poolerName', operator: 'DoesNotExist' }],
      },
      enabled,
      arrivals: [{ from: 'databaseOperator', port: [STATUS_PORT, DATABASE_PORT] }, metrics(METRICS_PORT)],
      departures: [
        { component: CNPG, port: DATABASE_PORT, condition: true },
        { component: CNPG, port: STATUS_PORT, condition: true },
        api,
        {
          purpose: 'databaseBackups',
          ports: [tcp(backup), when(not(equal(backup, recovery)), tcp(recovery))],
          condition: cnpgGoesToStore(values),
        },
      ],
    },
    {
      component: CNPG_POOLER,
      pods: { matchLabels: poolerPods(pooler) },
      enabled: poolsCnpg(values),
      arrivals: [metrics(POOLER_METRICS_PORT)],
      departures: [{ component: CNPG, port: DATABASE_PORT, condition: true }, api],
    },
  ];
}
