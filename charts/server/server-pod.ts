/** The pod of an MLflow server: of those that serve, of the one that runs jobs, and of those for artefacts. What they share is printed once. */
import type { Container, EnvVar, PodSpec, Service, Volume } from '../../imports/kubernetes/types';
import type { Deferred, Expr, Opaque, Value } from '../../lib/expr/expr';
import { choose, equal, has, not, notEmpty, orDefault, sha256 } from '../../lib/expr/function';
import { concatenate, each, extend, shared, text, unlessEmpty, when } from '../../lib/expr/vocabulary';
import type { ManifestProps } from '../../lib/synth/manifest';
import type { Values } from '../../values/schema';
import { namesIn } from '../../values/names';
import { environment, type EnvironmentPart, type SecretVariable, type Settings } from '../parts/environment';
import { imageReference } from '../parts/image';
import type { Instance } from '../parts/instance';
import { podDefaults, type GlobalValues } from '../parts/pod';
import { untilProxyEnds } from '../parts/ending';
import type { Departure } from '../parts/flows';
import { loginContainers, ofEach, type Login } from '../parts/login';
import { HTTP_PORT, SERVER_SOCKET } from '../parts/server-socket';
import type { AccessProxy } from '../access/proxy';
import type { ServerMonitor } from '../monitoring/server-monitor';
import type { Authorities } from '../tls/authorities';
import { allowedHosts } from './request-origins';
import ARTIFACTS_THERE from './artifacts-there.py';
import CREATE_BUCKET from './create-bucket.py';
import HEALTH from './health.py';
import MIGRATE from './migrate.py';
import S3_CLIENT from './s3_client.py';
import SIGN_FOR_CLIENTS from './sign_for_clients.py';
import START from './start-server.sh';
import WHOLE_LOCK from './whole_lock.py';

export interface ServerPodProps {
  readonly instance: Instance;
  readonly registry: GlobalValues;
  readonly settings: Values['mlflow'];
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
  /** By which it reaches what is outside of the cluster. */
  readonly outbound: EnvironmentPart;
  /** Whose certificates it believes. */
  readonly authorities: Authorities;
  /** Whether its Service speaks TLS. */
  readonly tls: Value<boolean>;
  readonly logins: readonly Login[];
  /** By the names of their files. */
  readonly loginPrograms: Readonly<Record<string, string>>;
  readonly checksums: Readonly<Record<string, Value<string> | undefined>>;
}

/** Of the objects that are the server’s, whichever pod reads them. */
export const NAME = 'tracking';
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

/** What one kind of pods has otherwise. */
export interface Role {
  readonly workers: Value<number>;
  readonly resources: Opaque;
  /** Of MLflow's container. */
  readonly env: readonly (Deferred<EnvVar> | undefined)[];
  readonly topologySpreadConstraints?: PodSpecWithExpressions['topologySpreadConstraints'];
  /** It has the artefact store alone: no database, and no monitor, which looks at that. */
  readonly artifactsOnly?: true;
}

type PodSpecWithExpressions = Exclude<Deferred<PodSpec>, Expr<PodSpec>>;

/** Annotations for it: what its containers read at start. */
export function podAnnotations(props: ServerPodProps, ofSettings: Readonly<Record<string, Value<string>>>) {
  const programs = Object.values(programsOf(props)).flatMap((files) => Object.values(files));
  return extend(
    {
      ...ofSettings,
      'checksum/scripts': sha256(programs.join('')),
      ...props.proxy.checksum,
      ...props.monitor.checksum,
      ...props.checksums,
    },
    props.settings.podAnnotations,
  );
}

export function podSpec(props: ServerPodProps, role: Role): Deferred<PodSpec> {
  const { instance, settings } = props;
  const { create, name } = settings.serviceAccount;
  const server = ofServer(props, role);
  // $(POD_IP) is filled in by the kubelet, which it does in env only.
  const hosts = { name: ALLOWED_HOSTS, value: allowedHosts(instance, settings) };
  const { image, imagePullPolicy, envFrom, securityContext, env } = server;
  return {
    serviceAccountName: choose(create, instance.name(NAME), orDefault(name, 'default')),
    ...podDefaults(settings, props.registry),
    topologySpreadConstraints: role.topologySpreadConstraints,
    initContainers: role.artifactsOnly ? waitsForStore(props, server) : initContainers(props, server),
    containers: [
      {
        name: 'mlflow',
        image,
        imagePullPolicy,
        envFrom,
        resources: unlessEmpty(role.resources),
        securityContext,
        command: ['sh', '-e', `${SCRIPTS}/start-server.sh`],
        args: ['mlflow', 'server', ...serverOptions(props, role.workers)],
        env: [...env, when(not(has(namesIn(settings.env), ALLOWED_HOSTS)), hosts), ...role.env],
        ...probes(props),
        lifecycle: untilProxyEnds(SERVER_SOCKET.mountPath, settings.drainSeconds),
        volumeMounts: shared(role.artifactsOnly ? 'artifacts.mounts' : 'tracking.mounts', [
          ...server.mounts,
          SERVER_SOCKET,
          ...(role.artifactsOnly ? [] : props.monitor.serverMounts),
          ...props.authorities.mounts,
          ...ofEach(props.logins, ({ server: ofLogin }) => ofLogin?.mounts),
          ...server.extraMounts,
        ]),
      },
      ...props.proxy.container,
      ...loginContainers(props.logins),
      ...(role.artifactsOnly
        ? []
        : props.monitor.container({ image, imagePullPolicy, envFrom, env, securityContext }, [
            ...props.authorities.mounts,
            ...server.extraMounts,
          ])),
      ...each(settings.extraContainers, (container) => container),
    ],
    volumes: volumesOf(props, role),
  };
}

/** What all containers of MLflow's image have. */
function ofServer(props: ServerPodProps, { artifactsOnly }: Role) {
  const { instance, settings, registry, artifacts, encryption, logins, backend, outbound } = props;
  const secrets = artifactsOnly
    ? [...artifacts.secrets, ...outbound.secrets]
    : [
        ...databaseSecrets(settings, backend),
        ...artifacts.secrets,
        ...encryption.secrets,
        ...outbound.secrets,
        ...logins.flatMap(({ server }) => server?.secrets ?? []),
      ];
  const podIp = { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
  return {
    image: imageReference('mlflow', settings.image, registry),
    imagePullPolicy: settings.image.pullPolicy,
    envFrom: [{ configMapRef: { name: instance.name(NAME) } }, ...each(settings.envFrom, (source) => source)],
    securityContext: unlessEmpty(settings.securityContext),
    env: shared(artifactsOnly ? 'artifacts.env' : 'tracking.env', [podIp, ...environment(secrets, settings.env)]),
    mounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'scripts', mountPath: SCRIPTS, readOnly: true },
    ],
    // Certificates of private CAs, for example, which PostgreSQL and the S3 store are asked with before the server runs.
    extraMounts: each(settings.extraVolumeMounts, (mount) => mount),
  };
}

function initContainers(props: ServerPodProps, server: ReturnType<typeof ofServer>) {
  const { settings, authorities, logins, restore } = props;
  const { env, mounts, extraMounts, image, imagePullPolicy, envFrom, securityContext } = server;
  const common = { image, imagePullPolicy, envFrom, resources: unlessEmpty(settings.resources), securityContext };
  return [
    ...each(settings.extraInitContainers, (container) => container),
    // A restore waits for the bucket, and the migration for the restore.
    ...shared('tracking.stores.container', [
      when(restore.possible, {
        name: 'stores',
        ...common,
        command: ['sh', '-ec', concatenate([authorities.preparation, run('create-bucket.py'), run('reopen.py')])],
        env,
        volumeMounts: [...mounts, ...authorities.preparationMounts, ...extraMounts],
      }),
    ]),
    ...props.beforeMigration.containers,
    ...shared('tracking.prepare.container', [
      {
        name: 'prepare',
        ...common,
        command: ['sh', '-ec', preparation(props)],
        env,
        volumeMounts: [
          ...mounts,
          ...authorities.preparationMounts,
          ...ofEach(logins, ({ preparation: ofLogin }) => ofLogin?.mounts),
          ...extraMounts,
        ],
      },
    ]),
  ];
}

/** Of those for artefacts: others have prepared what is in the database. Until artefacts that are moved are there, nobody serves them. */
function waitsForStore(
  { settings, authorities }: ServerPodProps,
  { env, mounts, extraMounts, image, imagePullPolicy, envFrom, securityContext }: ReturnType<typeof ofServer>,
) {
  return [
    ...each(settings.extraInitContainers, (container) => container),
    {
      name: 'prepare',
      ...{ image, imagePullPolicy, envFrom, resources: unlessEmpty(settings.resources), securityContext },
      command: ['sh', '-ec', concatenate([authorities.preparation, run('create-bucket.py')])],
      env,
      volumeMounts: [...mounts, ...authorities.preparationMounts, ...extraMounts],
    },
  ];
}

function volumesOf(props: ServerPodProps, { artifactsOnly }: Role) {
  const { instance, settings, restore } = props;
  return [
    ...shared(artifactsOnly ? 'artifacts.volumes' : 'tracking.volumes', [
      { name: 'tmp', emptyDir: { sizeLimit: settings.scratchSize } },
      {
        name: 'scripts',
        projected: {
          sources: [
            ...Object.keys(programsOf(props)).map((name) => ({ configMap: { name: instance.name(name) } })),
            ...shared(
              'tracking.restorePrograms',
              restore.programs.map((name) => when(restore.possible, { configMap: { name } })),
            ),
          ],
        },
      },
      ...props.authorities.volumes,
      ...props.proxy.volumes,
      ...(artifactsOnly ? [] : props.monitor.volumes),
    ]),
    ...(artifactsOnly ? [] : props.beforeMigration.volumes),
    ...each(settings.extraVolumes, (volume) => volume),
  ];
}

/** The kubelet reaches no socket. Whether the pod is ready the proxy says, for it asks MLflow; neither restarts the other. */
function probes({ settings }: ServerPodProps) {
  const { startup, liveness } = settings.probes;
  const exec = { command: ['python', '-IS', `${SCRIPTS}/health.py`, text`${settings.staticPrefix}/health`] };
  return { startupProbe: { exec, ...startup }, livenessProbe: { exec, ...liveness } };
}

/** Only options that MLflow 2.9 knows too: newer ones are environment variables, which an old version ignores. */
function serverOptions({ settings, artifacts, logins }: ServerPodProps, workers: Value<number>) {
  return [
    // uvicorn heeds neither of the two on its socket, but MLflow's own jobs find the proxy by them.
    `--port=${String(HTTP_PORT)}`,
    text`--workers=${workers}`,
    when(artifacts.direct, '--no-serve-artifacts'),
    when(notEmpty(settings.staticPrefix), text`--static-prefix=${settings.staticPrefix}`),
    ...ofEach(logins, ({ server }) => server?.options),
    ...each(settings.extraArgs, (argument) => argument),
    // The last: of two, MLflow takes this.
    '--host=127.0.0.1',
  ];
}

/** Of a kind of pods, for the proxies of the others. */
export function roleService({ instance, tls }: ServerPodProps, component: string): ManifestProps<Service> {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: instance.metadata(component),
    spec: {
      type: 'ClusterIP',
      selector: instance.selector(component),
      ports: [
        {
          name: 'http',
          port: HTTP_PORT,
          targetPort: 'http',
          protocol: 'TCP',
          appProtocol: when(tls, 'https'),
        },
      ],
    },
  };
}

/** Over nodes and zones. */
export function spreadOf({ instance, settings }: ServerPodProps, component: string) {
  const over = (topologyKey: string, how: Value<string>) =>
    when(not(equal(how, 'none')), {
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: choose<'DoNotSchedule' | 'ScheduleAnyway'>(
        equal(how, 'required'),
        'DoNotSchedule',
        'ScheduleAnyway',
      ),
      labelSelector: { matchLabels: instance.selector(component) },
      // Pods of the previous revision do not count, or a rolling update could not place its last pod.
      matchLabelKeys: ['pod-template-hash'],
    });
  return [
    over('kubernetes.io/hostname', settings.spread),
    over('topology.kubernetes.io/zone', settings.spreadOverZones),
  ];
}

/** The ConfigMap that has what others run, too. */
export function programsOfServer(instance: Instance): Value<string> {
  return instance.name(PROGRAMS);
}

/** ConfigMap → its programs; they are all in one folder. */
export function programsOf({
  authorities,
  loginPrograms,
}: ServerPodProps): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return { [PROGRAMS]: { ...OWN_PROGRAMS, ...authorities.programs }, 'login-scripts': loginPrograms };
}

/** A line of a script. */
function run(program: string): string {
  return `python ${SCRIPTS}/${program}\n`;
}

/** What has to be there before a server starts. */
function preparation({ authorities, logins }: ServerPodProps): Value<string> {
  return concatenate([
    authorities.preparation,
    run('migrate.py'),
    run('create-bucket.py'),
    // Not before a restore, which brings them.
    run('artifacts-there.py'),
    ...logins.flatMap(({ preparation }) => preparation?.command ?? []),
  ]);
}

function databaseSecrets(settings: Values['mlflow'], backend: EnvironmentPart): readonly SecretVariable[] {
  const { existingSecret, existingSecretKey } = settings.registry;
  const registry = { name: existingSecret, key: existingSecretKey };
  return [
    ...backend.secrets,
    { name: 'MLFLOW_REGISTRY_STORE_URI', secret: registry, condition: notEmpty(existingSecret) },
  ];
}
