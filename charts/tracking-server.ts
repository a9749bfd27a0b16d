/** The MLflow server: tracking API, model registry, web page, and artefact proxy. */
import type { Construct } from 'constructs';
import type {
  ConfigMap,
  Deployment,
  PodDisruptionBudget,
  PodSpec,
  Service,
  ServiceAccount,
} from '../imports/kubernetes/types';
import type { Deferred, Value } from '../lib/expr/expr';
import { and, choose, equal, not, notEmpty, orDefault, sha256 } from '../lib/expr/function';
import { each, extend, text, unlessEmpty, when } from '../lib/expr/vocabulary';
import { Component } from '../lib/synth/component';
import { Manifest } from '../lib/synth/manifest';
import type { Values } from '../values/schema';
import { artifactVariables, type ArtifactStore } from './artifact-store';
import { backendVariables, type BackendStore } from './backend-store';
import { environment, type SecretKey, type Variable } from './environment';
import { imageReference, type Registry } from './image';
import type { Instance } from './instance';
import { podDefaults } from './pod';
import { allowedHosts, corsOrigins } from './request-origins';
import { CREATE_BUCKET } from './scripts/create-bucket';
import { MIGRATE } from './scripts/migrate';

export interface TrackingServerProps {
  readonly instance: Instance;
  readonly registry: Registry;
  readonly settings: Values['mlflow'];
  readonly backend: BackendStore;
  readonly artifacts: ArtifactStore;
  /** Where the passphrase for stored credentials is, if there is one. */
  readonly passphrase: { readonly secret: SecretKey; readonly given: Value<boolean> };
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
}

const NAME = 'tracking';
const PORT = 5000;

export class TrackingServer extends Component {
  constructor(scope: Construct, id: string, props: TrackingServerProps) {
    super(scope, id);
    const { instance, settings } = props;
    const selector = instance.selector(NAME);

    this.serviceAccount(props);
    new Manifest<ConfigMap>(this, 'scripts', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: instance.metadata(NAME, 'scripts'),
      data: { 'migrate.py': MIGRATE, 'create-bucket.py': CREATE_BUCKET },
    });
    new Manifest<Service>(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(settings.service.annotations) },
      spec: {
        type: settings.service.type,
        selector,
        ports: [{ name: 'http', port: settings.service.port, targetPort: 'http', protocol: 'TCP' }],
      },
    });
    new Manifest<Deployment>(this, 'deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: instance.metadata(NAME),
      spec: {
        replicas: settings.replicaCount,
        // The new pod serves before the old one goes; its init container has migrated the database by then.
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: extend(instance.labels(NAME), settings.podLabels),
            annotations: extend(
              { ...props.checksums, 'checksum/scripts': sha256(MIGRATE + CREATE_BUCKET) },
              settings.podAnnotations,
            ),
          },
          spec: this.podSpec(props),
        },
      },
    });
    const budget = new Component(this, 'availability', settings.podDisruptionBudget.enabled);
    new Manifest<PodDisruptionBudget>(budget, 'poddisruptionbudget', {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: instance.metadata(NAME),
      spec: { minAvailable: settings.podDisruptionBudget.minAvailable, selector: { matchLabels: selector } },
    });
  }

  private serviceAccount({ instance, settings }: TrackingServerProps): void {
    const { create, annotations } = settings.serviceAccount;
    const identity = new Component(this, 'identity', create);
    new Manifest<ServiceAccount>(identity, 'serviceaccount', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...instance.metadata(NAME), annotations: unlessEmpty(annotations) },
      automountServiceAccountToken: false,
    });
  }

  private podSpec(props: TrackingServerProps): Deferred<PodSpec> {
    const { instance, settings, artifacts } = props;
    const { create, name } = settings.serviceAccount;
    const env = environment(variables(props), settings.env);
    const common = {
      image: imageReference(settings.image, props.registry),
      imagePullPolicy: settings.image.pullPolicy,
      envFrom: unlessEmpty(settings.envFrom),
      resources: unlessEmpty(settings.resources),
      securityContext: unlessEmpty(settings.securityContext),
    };
    const script = (file: string) => ({
      ...common,
      command: ['python', `/scripts/${file}`],
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'scripts', mountPath: '/scripts', readOnly: true },
      ],
    });
    return {
      serviceAccountName: choose(create, instance.name(NAME), orDefault(name, 'default')),
      ...podDefaults(settings, props.registry),
      topologySpreadConstraints: this.spread(props),
      initContainers: [
        {
          name: 'migrate',
          ...script('migrate.py'),
          env: [...env, { name: 'MIGRATION_TIMEOUT_SECONDS', value: text`${settings.migration.timeoutSeconds}` }],
        },
        when(artifacts.createBucket, {
          name: 'create-bucket',
          ...script('create-bucket.py'),
          env: [...env, { name: 'BUCKET', value: artifacts.bucket }],
        }),
      ],
      containers: [
        {
          name: 'mlflow',
          ...common,
          command: serverCommand(props),
          env,
          ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' as const }],
          ...this.probes(props),
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...each(settings.extraVolumeMounts, (mount) => mount)],
        },
      ],
      volumes: [
        { name: 'tmp', emptyDir: { sizeLimit: settings.scratchSize } },
        { name: 'scripts', configMap: { name: instance.name('scripts') } },
        ...each(settings.extraVolumes, (volume) => volume),
      ],
    };
  }

  /** MLflow answers /health below the static prefix, and checks the Host header there: the kubelet's is the pod's IP. */
  private probes({ settings }: TrackingServerProps) {
    const { startup, liveness, readiness } = settings.probes;
    const httpGet = { path: text`${settings.staticPrefix}/health`, port: 'http' };
    return {
      startupProbe: { httpGet, ...startup },
      livenessProbe: { httpGet, ...liveness },
      readinessProbe: { httpGet, ...readiness },
    };
  }

  private spread({ instance, settings }: TrackingServerProps) {
    const { spread } = settings;
    return [
      when(not(equal(spread, 'none')), {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: choose<'DoNotSchedule' | 'ScheduleAnyway'>(
          equal(spread, 'required'),
          'DoNotSchedule',
          'ScheduleAnyway',
        ),
        labelSelector: { matchLabels: instance.selector(NAME) },
        // Pods of the previous revision do not count, or a rolling update could not place its last pod.
        matchLabelKeys: ['pod-template-hash'],
      }),
    ];
  }
}

/** Only options that MLflow 2.9 knows too: newer ones are environment variables, which an old version ignores. */
function serverCommand({ settings, artifacts }: TrackingServerProps) {
  return [
    'mlflow',
    'server',
    '--host=0.0.0.0',
    `--port=${String(PORT)}`,
    text`--workers=${settings.workers}`,
    when(artifacts.direct, '--no-serve-artifacts'),
    when(notEmpty(settings.staticPrefix), text`--static-prefix=${settings.staticPrefix}`),
    ...each(settings.extraArgs, (argument) => argument),
  ];
}

function variables(props: TrackingServerProps): readonly Variable[] {
  const { settings, passphrase } = props;
  const { registry, databasePool: pool } = settings;
  const inSecret = notEmpty(registry.existingSecret);
  const registrySecret = { name: registry.existingSecret, key: registry.existingSecretKey };
  return [
    // First, because $(POD_IP) below refers to it.
    { name: 'POD_IP', fieldPath: 'status.podIP' },
    // The image has no home directory that a non-root user could write to.
    { name: 'HOME', value: '/tmp' },
    ...backendVariables(props.backend),
    { name: 'MLFLOW_REGISTRY_STORE_URI', secret: registrySecret, condition: inSecret },
    {
      name: 'MLFLOW_REGISTRY_STORE_URI',
      value: registry.storeUri,
      condition: and(not(inSecret), notEmpty(registry.storeUri)),
    },
    ...artifactVariables(props.artifacts),
    { name: 'MLFLOW_SERVER_ALLOWED_HOSTS', value: allowedHosts(props.instance, settings) },
    { name: 'MLFLOW_SERVER_CORS_ALLOWED_ORIGINS', value: corsOrigins(settings) },
    { name: 'MLFLOW_SQLALCHEMYSTORE_POOL_SIZE', value: text`${pool.size}` },
    { name: 'MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW', value: text`${pool.maxOverflow}` },
    { name: 'MLFLOW_SQLALCHEMYSTORE_POOL_RECYCLE', value: text`${pool.recycleSeconds}` },
    { name: 'MLFLOW_SERVER_ENABLE_JOB_EXECUTION', value: text`${settings.jobExecution}` },
    { name: 'MLFLOW_CRYPTO_KEK_PASSPHRASE', secret: passphrase.secret, condition: passphrase.given },
    { name: 'MLFLOW_DISABLE_TELEMETRY', value: 'true' },
    // MLflow looks for git at start, which the image does not have.
    { name: 'GIT_PYTHON_REFRESH', value: 'quiet' },
  ];
}
