/** PgBouncer before a database that others run: many connections of the servers share few of the database. */
import type { Construct } from 'constructs';
import type {
  ConfigMap,
  Container,
  Deployment,
  PodDisruptionBudget,
  Service,
  ServiceAccount,
} from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { choose, matches, sha256 } from '../../lib/expr/function';
import { extend, text, unlessEmpty } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { acceptedByPooler } from '../../values/connections';
import { poolsOutside } from '../../values/pooler';
import type { Values } from '../../values/schema';
import type { SecretKey } from '../parts/environment';
import { authoritiesFile, type AuthoritiesFile, type MadeBy } from '../parts/authorities-file';
import { tcp, type Flows } from '../parts/flows';
import { imageReference } from '../parts/image';
import type { Instance } from '../parts/instance';
import { podDefaults, type GlobalValues } from '../parts/pod';
import type { Authorities } from '../tls/authorities';
import { DATABASE_PORT, POOLER } from './backend-store';
import START from './pgbouncer.sh';

export interface PoolerProps {
  readonly instance: Instance;
  readonly registry: GlobalValues;
  readonly values: Values;
  readonly password: SecretKey;
  /** Annotations that change when the password does. */
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
  readonly annotations: Readonly<Record<string, Value<string>>> | undefined;
  readonly authorities: Authorities;
  /** What makes the file of authorities. */
  readonly madeBy: MadeBy;
}

const USERS = { name: 'users', mountPath: '/run/pooler' };
const CONFIGURATION = { name: 'configuration', mountPath: '/etc/pooler', readOnly: true };
const TMP = { name: 'tmp', mountPath: '/tmp' };

export class Pooler extends Component {
  readonly flows: Flows;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PoolerProps,
  ) {
    super(scope, id, poolsOutside(props.values));
    const { instance, values } = props;
    const { pooler, port } = values.externalDatabase;
    const selector = instance.selector(POOLER);
    this.flows = {
      component: POOLER,
      enabled: poolsOutside(values),
      arrivals: [],
      departures: [{ purpose: 'database', ports: [tcp(port)] }],
    };
    const configuration = configurationOf(props);
    const metadata = instance.metadata(POOLER);
    new Manifest<ServiceAccount>(this, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata,
      automountServiceAccountToken: false,
    });
    new Manifest<ConfigMap>(this, 'configuration', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'pgbouncer.ini': configuration, 'start.sh': START },
    });
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'postgresql', port: DATABASE_PORT, targetPort: 'postgresql', protocol: 'TCP' }],
      },
    });
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, annotations: props.annotations },
      spec: {
        replicas: pooler.replicas,
        // One more of them would open as many connections more.
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(POOLER, pooler.podLabels),
            annotations: extend(
              { 'checksum/pooler': sha256(text`${configuration}${START}`), ...props.checksums },
              pooler.podAnnotations,
            ),
          },
          spec: this.pod(),
        },
      },
    });
    new Manifest<PodDisruptionBudget>(this, 'poddisruptionbudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata,
      spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
    });
  }

  private pod() {
    const { instance, registry, values, authorities, madeBy } = this.props;
    const { pooler } = values.externalDatabase;
    const file = authoritiesFile({ authorities, madeBy, registry, pod: pooler, needed: believes(values) });
    const defaults = podDefaults(pooler, registry);
    const spread = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: instance.selector(POOLER) } };
    return {
      serviceAccountName: instance.name(POOLER),
      ...defaults,
      topologySpreadConstraints: [{ maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' as const, ...spread }],
      initContainers: file.initContainers,
      containers: [this.container(file.mounts)],
      volumes: [
        { name: TMP.name, emptyDir: { sizeLimit: '16Mi' } },
        { name: USERS.name, emptyDir: { medium: 'Memory' as const, sizeLimit: '1Mi' } },
        { name: CONFIGURATION.name, configMap: { name: instance.name(POOLER) } },
        ...file.volumes,
      ],
    };
  }

  private container(authorities: AuthoritiesFile['mounts']): Deferred<Container> {
    const { registry, values, password } = this.props;
    const { pooler, username } = values.externalDatabase;
    const probe = { tcpSocket: { port: 'postgresql' }, timeoutSeconds: 5, failureThreshold: 3 };
    return {
      name: POOLER,
      image: imageReference(POOLER, pooler.image, registry),
      imagePullPolicy: pooler.image.pullPolicy,
      command: ['sh', `${CONFIGURATION.mountPath}/start.sh`],
      env: [
        { name: 'PGUSER', value: username },
        { name: 'PGPASSWORD', valueFrom: { secretKeyRef: password } },
      ],
      ports: [{ name: 'postgresql', containerPort: DATABASE_PORT, protocol: 'TCP' }],
      startupProbe: { ...probe, periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 30 },
      livenessProbe: { ...probe, periodSeconds: 20 },
      readinessProbe: { ...probe, periodSeconds: 5 },
      resources: unlessEmpty(pooler.resources),
      securityContext: unlessEmpty(pooler.securityContext),
      volumeMounts: [TMP, USERS, CONFIGURATION, ...authorities],
    };
  }
}

/** Whether it checks the database's certificate. */
function believes({ externalDatabase }: Pick<Values, 'externalDatabase'>): Value<boolean> {
  return matches(externalDatabase.sslMode, '^verify-');
}

/** https://www.pgbouncer.org/config.html */
function configurationOf({ values, authorities }: PoolerProps): Value<string> {
  const { host, port, sslMode, pooler } = values.externalDatabase;
  const authority = choose(
    believes(values),
    text`server_tls_ca_file = ${authorities.file}
`,
    '',
  );
  return text`[databases]
* = host=${host} port=${port}

[pgbouncer]
listen_addr = *
listen_port = ${DATABASE_PORT}
unix_socket_dir =
; The lock of a migration is the session's.
pool_mode = session
max_client_conn = ${acceptedByPooler(values)}
default_pool_size = ${pooler.poolSize}
query_wait_timeout = ${pooler.waitSeconds}
auth_type = scram-sha-256
auth_file = ${USERS.mountPath}/users.txt
server_tls_sslmode = ${sslMode}
${authority}ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
`;
}
