/** The MLflow server: tracking API, model registry, web page, and artefact proxy. */
import type { Construct } from 'constructs';
import type {
  ConfigMap,
  Container,
  Deployment,
  PodDisruptionBudget,
  PodSpec,
  Service,
  ServiceAccount,
  Volume,
} from '../../imports/kubernetes/types';
import type { Deferred, Value } from '../../lib/expr/expr';
import { and, choose, equal, has, merge, not, notEmpty, orDefault, sha256, toJson } from '../../lib/expr/function';
import {
  collection,
  concatenate,
  each,
  extend,
  named,
  shared,
  text,
  unlessEmpty,
  when,
} from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { namesIn } from '../../values/names';
import { environment, type EnvironmentPart, type SecretVariable, type Settings } from '../parts/environment';
import { imageReference, type Registry } from '../parts/image';
import type { Instance } from '../parts/instance';
import { podDefaults } from '../parts/pod';
import { untilProxyEnds } from '../parts/ending';
import { tcp, type Departure, type Flows } from '../parts/flows';
import { loginContainers, ofEach, type Login } from '../parts/login';
import { HTTP_PORT, SERVER_SOCKET } from '../parts/server-socket';
import type { AccessProxy } from '../access/proxy';
import type { ServerMonitor } from '../monitoring/server-monitor';
import type { Authorities } from '../tls/authorities';
import { allowedHosts, corsOrigins } from './request-origins';
import ARTIFACTS_THERE from './artifacts-there.py';
import CREATE_BUCKET from './create-bucket.py';
import HEALTH from './health.py';
import MIGRATE from './migrate.py';
import S3_CLIENT from './s3_client.py';
import SIGN_FOR_CLIENTS from './sign_for_clients.py';
import START from './start-server.sh';
import WHOLE_LOCK from './whole_lock.py';

export interface TrackingServerProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly settings: Values['mlflow'];
  /** None where something else says how many. */
  readonly replicas: Deferred<number> | undefined;
  readonly backend: EnvironmentPart;
  readonly artifacts: EnvironmentPart & {
    /** Clients talk to the store themselves, instead of through the server. */
    readonly direct: Value<boolean>;
  };
  /** The keys with which MLflow encrypts what it stores. */
  readonly encryption: EnvironmentPart;
  /** Where the stores are. */
  readonly departures: readonly Departure[];
  /** Whether NetworkPolicies let nothing through but what is needed: then MLflow does not try. */
  readonly isolated: Value<boolean>;
  /** What runs before the migration, with what it needs. */
  readonly beforeMigration: {
    readonly containers: readonly (Deferred<Container> | undefined)[];
    readonly volumes: readonly (Deferred<Volume> | undefined)[];
  };
  readonly restore: {
    /** Whether there may be one, or have been. */
    readonly possible: Value<boolean>;
    /** Programs that undo what an interrupted one has left; the ConfigMaps that have them. */
    readonly programs: readonly Value<string>[];
    /** What is asked for, which is waited for. */
    readonly settings: Settings;
  };
  readonly proxy: AccessProxy;
  readonly monitor: ServerMonitor;
  /** Whose certificates it believes. */
  readonly authorities: Authorities;
  /** Whether its Service speaks TLS. */
  readonly tls: Value<boolean>;
  readonly logins: readonly Login[];
  /** By the names of their files. */
  readonly loginPrograms: Readonly<Record<string, string>>;
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
  /** Of the Deployment, not of its pods. */
  readonly annotations: Readonly<Record<string, Value<string>>> | undefined;
}

const NAME = 'tracking';
/** Where containers find their programs. */
const SCRIPTS = '/prepare';
const PROGRAMS = 'scripts';
const OWN_PROGRAMS = {
  'migrate.py': MIGRATE,
  'create-bucket.py': CREATE_BUCKET,
  'artifacts-there.py': ARTIFACTS_THERE,
  's3_client.py': S3_CLIENT,
  'sign_for_clients.py': SIGN_FOR_CLIENTS,
  'start-server.sh': START,
  'health.py': HEALTH,
  'whole_lock.py': WHOLE_LOCK,
};
const ALLOWED_HOSTS = 'MLFLOW_SERVER_ALLOWED_HOSTS';

/** By TLS, as those of others are; where MLflow itself is told to go by its users. */
const HTTPS_PORT = 443;

export class TrackingServer extends Component {
  readonly flows: Flows;
  /** Annotations for pods that are to look again where the server's settings, or Secrets of the values, have changed. */
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;

  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    const { instance, settings } = props;
    const selector = instance.selector(NAME);
    this.flows = {
      component: NAME,
      enabled: true,
      arrivals: props.proxy.arrivals,
      departures: [
        ...props.departures,
        ...props.logins.flatMap(({ departures = [] }) => departures),
        { purpose: 'webhooks', ports: [tcp(HTTPS_PORT)] },
        { purpose: 'modelProviders', ports: [tcp(HTTPS_PORT)] },
      ],
    };

    this.serviceAccount(props);
    const plain = serverSettings(props);
    const ofSettings = {
      'checksum/settings': sha256(named('tracking.settings', toJson(collection('settings', plain)))),
    };
    this.checksums = { ...ofSettings, ...props.checksums };
    new Manifest<ConfigMap>(this, 'settings', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(NAME),
      data: plain,
    });
    const programs = programsOf(props);
    for (const [name, data] of Object.entries(programs)) {
      new Manifest<ConfigMap>(this, name, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(NAME, name),
        data,
      });
    }
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(serviceAnnotations(props)) },
      spec: {
        type: settings.service.type,
        selector,
        ports: [
          {
            name: 'http',
            port: settings.service.port,
            targetPort: 'http',
            protocol: 'TCP',
            appProtocol: when(props.tls, 'https'),
          },
        ],
      },
    });
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...instance.metadata(NAME), annotations: props.annotations },
      spec: {
        replicas: props.replicas,
        // The new pod serves before the old one goes; its init container has migrated the database by then.
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: instance.podLabels(NAME, settings.podLabels),
            annotations: extend(
              {
                ...ofSettings,
                'checksum/scripts': sha256(
                  Object.values(programs)
                    .flatMap((files) => Object.values(files))
                    .join(''),
                ),
                ...props.proxy.checksum,
                ...props.monitor.checksum,
                ...props.checksums,
              },
              settings.podAnnotations,
            ),
          },
          spec: this.podSpec(props),
        },
      },
    });
    const { enabled, minAvailable } = settings.podDisruptionBudget;
    new Manifest<PodDisruptionBudget>(
      this,
      'poddisruptionbudget',
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: instance.metadata(NAME),
        spec: { minAvailable, selector: { matchLabels: selector } },
      },
      enabled,
    );
  }

  private serviceAccount({ instance, settings }: TrackingServerProps): void {
    const { create, annotations } = settings.serviceAccount;
    new Manifest<ServiceAccount>(
      this,
      'serviceaccount',
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(annotations) },
        automountServiceAccountToken: false,
      },
      create,
    );
  }

  private podSpec(props: TrackingServerProps): Deferred<PodSpec> {
    const { instance, settings, artifacts } = props;
    const { create, name } = settings.serviceAccount;
    const secrets = [
      ...databaseSecrets(props),
      ...artifacts.secrets,
      ...props.encryption.secrets,
      ...props.logins.flatMap(({ server }) => server?.secrets ?? []),
    ];
    const podIp = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
    const env = shared('tracking.env', [podIp, ...environment(secrets, settings.env)]);
    const scripts = { name: 'scripts', mountPath: SCRIPTS, readOnly: true };
    // Certificates of private CAs, for example, which PostgreSQL and the S3 store are asked with before the server runs.
    const extraMounts = each(settings.extraVolumeMounts, (mount) => mount);
    // $(POD_IP) is filled in by the kubelet, which it does in env only.
    const hosts = { name: ALLOWED_HOSTS, value: allowedHosts(instance, settings) };
    const common = {
      image: imageReference('mlflow', settings.image, props.registry),
      imagePullPolicy: settings.image.pullPolicy,
      envFrom: [{ configMapRef: { name: instance.name(NAME) } }, ...each(settings.envFrom, (source) => source)],
      resources: unlessEmpty(settings.resources),
      securityContext: unlessEmpty(settings.securityContext),
    };
    const { image, imagePullPolicy, envFrom, securityContext } = common;
    return {
      serviceAccountName: choose(create, instance.name(NAME), orDefault(name, 'default')),
      ...podDefaults(settings, props.registry),
      topologySpreadConstraints: this.spread(props),
      initContainers: [
        ...each(settings.extraInitContainers, (container) => container),
        // A restore waits for the bucket, and the migration for the restore.
        ...shared('tracking.storesContainer', [
          when(props.restore.possible, {
            name: 'stores',
            ...common,
            command: [
              'sh',
              '-ec',
              concatenate([props.authorities.preparation, run('create-bucket.py'), run('reopen.py')]),
            ],
            env,
            volumeMounts: [
              { name: 'tmp', mountPath: '/tmp' },
              scripts,
              ...props.authorities.preparationMounts,
              ...extraMounts,
            ],
          }),
        ]),
        ...props.beforeMigration.containers,
        {
          name: 'prepare',
          ...common,
          command: ['sh', '-ec', preparation(props)],
          env,
          volumeMounts: [
            { name: 'tmp', mountPath: '/tmp' },
            scripts,
            ...props.authorities.preparationMounts,
            ...ofEach(props.logins, ({ preparation }) => preparation?.mounts),
            ...extraMounts,
          ],
        },
      ],
      containers: [
        {
          name: 'mlflow',
          ...common,
          command: ['sh', '-e', `${SCRIPTS}/start-server.sh`],
          args: ['mlflow', 'server', ...serverOptions(props)],
          env: [...env, when(not(has(namesIn(settings.env), ALLOWED_HOSTS)), hosts)],
          ...this.probes(props),
          lifecycle: untilProxyEnds(SERVER_SOCKET.mountPath, settings.drainSeconds),
          volumeMounts: [
            { name: 'tmp', mountPath: '/tmp' },
            scripts,
            SERVER_SOCKET,
            ...props.monitor.serverMounts,
            ...props.authorities.mounts,
            ...ofEach(props.logins, ({ server }) => server?.mounts),
            ...extraMounts,
          ],
        },
        ...props.proxy.container,
        ...loginContainers(props.logins),
        ...props.monitor.container({ image, imagePullPolicy, envFrom, env, securityContext }, [
          ...props.authorities.mounts,
          ...extraMounts,
        ]),
        ...each(settings.extraContainers, (container) => container),
      ],
      volumes: [
        { name: 'tmp', emptyDir: { sizeLimit: settings.scratchSize } },
        {
          name: 'scripts',
          projected: {
            sources: [
              ...Object.keys(programsOf(props)).map((name) => ({ configMap: { name: instance.name(name) } })),
              ...shared(
                'tracking.restorePrograms',
                props.restore.programs.map((name) => when(props.restore.possible, { configMap: { name } })),
              ),
            ],
          },
        },
        ...props.authorities.volumes,
        ...props.proxy.volumes,
        ...props.monitor.volumes,
        ...props.beforeMigration.volumes,
        ...each(settings.extraVolumes, (volume) => volume),
      ],
    };
  }

  /** The kubelet reaches no socket. Whether the pod is ready the proxy says, for it asks MLflow; neither restarts the other. */
  private probes({ settings }: TrackingServerProps) {
    const { startup, liveness } = settings.probes;
    const exec = { command: ['python', '-IS', `${SCRIPTS}/health.py`, text`${settings.staticPrefix}/health`] };
    return { startupProbe: { exec, ...startup }, livenessProbe: { exec, ...liveness } };
  }

  private spread({ instance, settings }: TrackingServerProps) {
    const over = (topologyKey: string, how: Value<string>) =>
      when(not(equal(how, 'none')), {
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: choose<'DoNotSchedule' | 'ScheduleAnyway'>(
          equal(how, 'required'),
          'DoNotSchedule',
          'ScheduleAnyway',
        ),
        labelSelector: { matchLabels: instance.selector(NAME) },
        // Pods of the previous revision do not count, or a rolling update could not place its last pod.
        matchLabelKeys: ['pod-template-hash'],
      });
    return [
      over('kubernetes.io/hostname', settings.spread),
      over('topology.kubernetes.io/zone', settings.spreadOverZones),
    ];
  }
}

/** Traefik takes from the Service how it is spoken to: https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/ */
function serviceAnnotations({ instance, settings, tls }: TrackingServerProps) {
  const { ingress, service } = settings;
  const speaksTls = and(tls, ingress.enabled, equal(ingress.controller, 'traefik'));
  const ours = {
    'traefik.ingress.kubernetes.io/service.serversscheme': when(speaksTls, 'https'),
    // Of charts/access/tracking-ingress.ts.
    'traefik.ingress.kubernetes.io/service.serverstransport': when(
      speaksTls,
      text`${instance.namespace}-${instance.name(NAME)}@kubernetescrd`,
    ),
  };
  return merge(collection('serviceAnnotations', ours) as Value<Readonly<Record<string, string>>>, service.annotations);
}

/** Only options that MLflow 2.9 knows too: newer ones are environment variables, which an old version ignores. */
function serverOptions({ settings, artifacts, logins }: TrackingServerProps) {
  return [
    // uvicorn heeds neither of the two on its socket, but MLflow's own jobs find the proxy by them.
    `--port=${String(HTTP_PORT)}`,
    text`--workers=${settings.workers}`,
    when(artifacts.direct, '--no-serve-artifacts'),
    when(notEmpty(settings.staticPrefix), text`--static-prefix=${settings.staticPrefix}`),
    ...ofEach(logins, ({ server }) => server?.options),
    ...each(settings.extraArgs, (argument) => argument),
    // The last: of two, MLflow takes this.
    '--host=127.0.0.1',
  ];
}

/** The ConfigMap that has what others run, too. */
export function programsOfServer(instance: Instance): Value<string> {
  return instance.name(PROGRAMS);
}

/** ConfigMap → its programs; they are all in one folder. */
function programsOf({
  authorities,
  loginPrograms,
}: TrackingServerProps): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return { [PROGRAMS]: { ...OWN_PROGRAMS, ...authorities.programs }, 'login-scripts': loginPrograms };
}

/** A line of a script. */
function run(program: string): string {
  return `python ${SCRIPTS}/${program}\n`;
}

/** What has to be there before a server starts. */
function preparation({ authorities, logins }: TrackingServerProps): Value<string> {
  return concatenate([
    authorities.preparation,
    run('migrate.py'),
    run('create-bucket.py'),
    // Not before a restore, which brings them.
    run('artifacts-there.py'),
    ...logins.flatMap(({ preparation }) => preparation?.command ?? []),
  ]);
}

/** The server's settings: everything that is no secret. */
function serverSettings(props: TrackingServerProps): Settings {
  const { settings, backend, artifacts, encryption, logins, authorities, monitor, tls, isolated } = props;
  const { registry, databasePool: pool } = settings;
  return {
    ...backend.settings,
    MLFLOW_REGISTRY_STORE_URI: unlessEmpty(registry.storeUri),
    MLFLOW_SQLALCHEMYSTORE_POOL_SIZE: text`${pool.size}`,
    MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW: text`${pool.maxOverflow}`,
    MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE: text`${pool.recycleSeconds}`,
    PREPARE_TIMEOUT_SECONDS: text`${settings.migration.timeoutSeconds}`,
    ...artifacts.settings,
    ...encryption.settings,
    ...props.restore.settings,
    ...authorities.settings,
    ...monitor.settings,
    // MLflow's own jobs would ask at http://127.0.0.1, for which there is no certificate.
    MLFLOW_GATEWAY_URI: when(
      and(tls, settings.jobExecution),
      text`https://localhost:${String(HTTP_PORT)}${settings.staticPrefix}`,
    ),
    ...Object.fromEntries(
      logins.flatMap(({ enabled, server }) =>
        Object.entries(server?.settings ?? {}).map(([name, value]) => [name, when(enabled, value)] as const),
      ),
    ),
    // Proxies keep idle connections for up to a minute, and would send a request into one that uvicorn ends after 5 s.
    MLFLOW_UVICORN_OPTS: '--timeout-keep-alive 75',
    // On a busy node, or with little CPU, a worker is mute for longer than uvicorn's own 5 s while it imports MLflow: it would be
    // killed as it starts, again and again. A variable, which older versions of uvicorn ignore.
    UVICORN_TIMEOUT_WORKER_HEALTHCHECK: '60',
    MLFLOW_SERVER_CORS_ALLOWED_ORIGINS: corsOrigins(settings, tls),
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: text`${settings.jobExecution}`,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    // Prices of models, from the internet: it would wait for them in vain.
    MLFLOW_MODEL_CATALOG_URI: when(isolated, ''),
    // MLflow looks for git at start, which the image does not have.
    GIT_PYTHON_REFRESH: 'quiet',
    // The image has no home directory that a non-root user could write to.
    HOME: '/tmp',
  };
}

function databaseSecrets({ settings, backend }: TrackingServerProps): readonly SecretVariable[] {
  const { existingSecret, existingSecretKey } = settings.registry;
  const registry = { name: existingSecret, key: existingSecretKey };
  return [
    ...backend.secrets,
    { name: 'MLFLOW_REGISTRY_STORE_URI', secret: registry, condition: notEmpty(existingSecret) },
  ];
}
