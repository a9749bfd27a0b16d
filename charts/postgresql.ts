/** PostgreSQL: one instance with its volume, for the backend store. */
import type { Construct } from 'constructs';
import type { Service, ServiceAccount, StatefulSet } from '../imports/kubernetes/types';
import type { Value } from '../lib/expr/expr';
import { extend, text, unlessEmpty } from '../lib/expr/vocabulary';
import { Component } from '../lib/synth/component';
import { Manifest } from '../lib/synth/manifest';
import type { SecretKey } from './environment';
import { imageReference, type ImageProps, type Registry } from './image';
import type { Instance } from './instance';
import { podDefaults, type PodProps } from './pod';

export interface PostgresqlProps extends PodProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly enabled: Value<boolean>;
  readonly image: ImageProps;
  readonly auth: { readonly database: Value<string>; readonly username: Value<string> };
  readonly password: SecretKey;
  readonly maxConnections: Value<number>;
  readonly storage: StorageProps;
  /** Annotations that change when what the pod reads changes. */
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
}

export interface StorageProps {
  readonly size: Value<string>;
  /** Empty for the cluster's default. */
  readonly storageClass: Value<string>;
}

const NAME = 'postgresql';
const PORT = 5432;
const DATA = '/var/lib/postgresql/data';

/**
 * Shares of the memory that the pod is guaranteed, as PostgreSQL's manual advises: a quarter for its own buffers, three
 * quarters counted as cache. Computed when the pod starts, so that it follows every change of the request.
 */
const START = `memory=$(( MEMORY_MIB > 256 ? MEMORY_MIB : 256 ))
exec docker-entrypoint.sh postgres \\
  -c listen_addresses='*' \\
  -c max_connections="$MAX_CONNECTIONS" \\
  -c shared_buffers="$(( memory / 4 ))MB" \\
  -c effective_cache_size="$(( memory * 3 / 4 ))MB" \\
  -c maintenance_work_mem="$(( memory / 16 ))MB" \\
  -c work_mem="$(( memory * 1024 / 2 / MAX_CONNECTIONS > 4096 ? memory * 1024 / 2 / MAX_CONNECTIONS : 4096 ))kB" \\
  -c password_encryption=scram-sha-256
`;

export class Postgresql extends Component {
  constructor(scope: Construct, id: string, props: PostgresqlProps) {
    super(scope, id, props.enabled);
    const { instance } = props;
    const selector = instance.selector(NAME);
    const ports = [{ name: 'postgresql', port: PORT, targetPort: 'postgresql', protocol: 'TCP' }] as const;

    new Manifest<ServiceAccount>(this, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: instance.metadata(NAME),
      automountServiceAccountToken: false,
    });
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: instance.metadata(NAME),
      spec: { type: 'ClusterIP', selector, ports },
    });
    new Manifest<Service>(this, 'service-headless', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: instance.metadata(NAME, 'postgresql-headless'),
      spec: { type: 'ClusterIP', clusterIP: 'None', publishNotReadyAddresses: true, selector, ports },
    });
    new Manifest<StatefulSet>(this, 'statefulset', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: instance.metadata(NAME),
      spec: {
        replicas: 1,
        serviceName: instance.name('postgresql-headless'),
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: extend(instance.labels(NAME), props.podLabels),
            annotations: extend(props.checksums, props.podAnnotations),
          },
          spec: {
            serviceAccountName: instance.name(NAME),
            ...podDefaults(props, props.registry),
            containers: [this.container(props)],
            volumes: [
              { name: 'tmp', emptyDir: {} },
              { name: 'run', emptyDir: {} },
              // Parallel queries exchange rows here; the 64 MiB that containers get by default are not enough.
              { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '256Mi' } },
            ],
          },
        },
        volumeClaimTemplates: [dataVolume(selector, props.storage)],
      },
    });
  }

  private container({ image, registry, auth, password, maxConnections, resources, securityContext }: PostgresqlProps) {
    const ready = [
      'sh',
      '-c',
      'exec pg_isready --quiet --host=127.0.0.1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB"',
    ];
    return {
      name: NAME,
      image: imageReference(NAME, image, registry),
      imagePullPolicy: image.pullPolicy,
      command: ['sh', '-ec', START],
      env: [
        { name: 'POSTGRES_DB', value: auth.database },
        { name: 'POSTGRES_USER', value: auth.username },
        { name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: password } },
        { name: 'POSTGRES_INITDB_ARGS', value: '--data-checksums --auth-host=scram-sha-256' },
        // A subfolder: the root of a volume may hold lost+found, which initdb refuses.
        { name: 'PGDATA', value: `${DATA}/pgdata` },
        { name: 'MAX_CONNECTIONS', value: text`${maxConnections}` },
        {
          name: 'MEMORY_MIB',
          valueFrom: { resourceFieldRef: { containerName: NAME, resource: 'requests.memory', divisor: '1Mi' } },
        },
      ],
      ports: [{ name: 'postgresql', containerPort: PORT, protocol: 'TCP' as const }],
      startupProbe: { exec: { command: ready }, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 60 },
      livenessProbe: { exec: { command: ready }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
      readinessProbe: { exec: { command: ready }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      resources: unlessEmpty(resources),
      securityContext: unlessEmpty(securityContext),
      volumeMounts: [
        { name: 'data', mountPath: DATA },
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'run', mountPath: '/var/run/postgresql' },
        { name: 'shm', mountPath: '/dev/shm' },
      ],
    };
  }
}

/** The claim of a StatefulSet's only volume. Its labels are the selector's: they can never change either. */
export function dataVolume(labels: Readonly<Record<string, Value<string>>>, { size, storageClass }: StorageProps) {
  return {
    metadata: { name: 'data', labels },
    spec: {
      accessModes: ['ReadWriteOnce' as const],
      storageClassName: unlessEmpty(storageClass),
      resources: { requests: { storage: size } },
    },
  };
}
