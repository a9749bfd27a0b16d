/** The MLflow server: values below `mlflow`, where the setup guide has them. */
import { add, and, equal, greater, matches, not, notEmpty } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, opaqueList, record, string, stringMap } from '../lib/values/schema';
import { ingress } from './access';
import { fewestServers, mostServers } from './autoscaling';
import { leavesAny, setsVariable } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { extraContainers, extraInitContainers } from './extensions';
import {
  hostName,
  imageFields,
  objectName,
  podFields,
  probe,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  secretKey,
  size,
  url,
} from './fields';
import { gateway } from './gateway';
import { defaultImages } from './images';
import { listeningRules } from './listening';
import { presigned, presignedRules } from './presigned';
import { reservedByBackup } from './backup';
import { namesIn, notReserved, reservedIn } from './names';
import { route } from './route';
import type { Values } from './schema';
import { reservedByTls } from './tls';

/** Its source is whatever Kubernetes knows. */
const VOLUME = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 } },
  required: ['name'],
} as const;

const VOLUME_MOUNT = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 }, mountPath: { type: 'string', minLength: 1 } },
  required: ['name', 'mountPath'],
} as const;

const ENV_VAR = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 }, value: { type: 'string' }, valueFrom: { type: 'object' } },
  required: ['name'],
  additionalProperties: false,
} as const;

export const mlflow = record('The tracking server and model registry.', {
  replicaCount: integer({
    default: 1,
    minimum: 0,
    maximum: 50,
    description: 'Pods of the server, without autoscaling.',
  }),
  image: record('Image with MLflow, its database and S3 drivers.', imageFields(defaultImages.mlflow)),
  service: record('The Service that clients inside the cluster use.', {
    type: string({
      default: 'ClusterIP',
      options: ['ClusterIP', 'NodePort', 'LoadBalancer'],
      description: 'Kind of Service.',
    }),
    port: integer({
      default: 5000,
      minimum: 1,
      maximum: 65535,
      description: 'Port of the Service; the container listens on 5000.',
    }),
    annotations: stringMap('Annotations of the Service.'),
    hostnames: list(hostName('DNS name.'), {
      default: [],
      description: 'Further names of the Service, such as that of its load balancer; MLflow accepts requests for them.',
    }),
  }),
  ingress,
  gateway,
  route,
  env: opaqueList(
    'Environment of the server and its init containers. An entry here wins over the chart’s of the same name.',
    ENV_VAR,
  ),
  envFrom: opaqueList(
    'ConfigMaps and Secrets to take environment from: they win over the chart’s settings, env wins over them.',
  ),
  workers: integer({ default: 4, minimum: 1, maximum: 64, description: 'Server processes in each pod.' }),
  extraArgs: list(string({ description: 'One argument.' }), {
    default: [],
    description:
      'Further arguments of “mlflow server”. Options for uvicorn replace the chart’s, which keep idle connections for 75 seconds.',
  }),
  staticPrefix: string({
    default: '',
    description: 'Path below which MLflow serves everything, such as /mlflow; empty for the root.',
    // A part of dots alone is no part.
    pattern: {
      regex: '^(/[.]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$',
      expected: 'a path such as /mlflow, without a / at its end',
    },
  }),
  allowedHosts: list(string({ description: 'Host header, with its port if it has one; * matches anything.' }), {
    default: [],
    description: 'Further Host headers to accept, beside the Services, Ingress hosts, localhost and the pod’s IP.',
  }),
  corsAllowedOrigins: list(string({ description: 'Origin with its scheme.', pattern: url }), {
    default: [],
    description: 'Further web origins that may change data, beside those of the Ingress hosts.',
  }),
  artifacts: record('How clients reach artefacts.', {
    mode: string({
      default: 'proxied',
      options: ['proxied', 'direct', 'presigned'],
      description:
        'Through the server; directly, each client with S3 credentials; or presigned: directly, by URLs that the server signs (MLflow 3.18 and later).',
    }),
    presigned,
    path: string({
      default: '',
      description: 'Folder in the bucket below which artefacts lie.',
      pattern: {
        regex: '^([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?$',
        expected: 'a path such as team-a/mlflow, without / at its ends',
      },
    }),
  }),
  registry: record('The model registry, where it has a database of its own.', {
    storeUri: string({
      default: '',
      description: 'Database URI of the registry, without a password; empty shares the tracking database.',
    }),
    existingSecret: objectName('Secret that holds the URI instead.'),
    existingSecretKey: secretKey('registry-store-uri'),
  }),
  encryption: record(
    'The keys with which MLflow encrypts what it stores: gateway credentials and secrets of webhooks.',
    {
      passphrase: string({
        default: '',
        description:
          'For gateway credentials. Development only; elsewhere use existingSecret. Empty leaves MLflow’s public default.',
        secret: true,
      }),
      webhookKey: string({
        default: '',
        description:
          'Fernet key for secrets of webhooks. Development only; elsewhere use existingSecret. Empty lets each process make one up, so that others cannot read what it has stored.',
        pattern: {
          regex: '^([A-Za-z0-9_-]{43}=)?$',
          expected: 'a Fernet key: 32 bytes in URL-safe base64, as openssl rand -base64 32 | tr "+/" "-_" prints',
        },
        secret: true,
      }),
      existingSecret: objectName('Secret that holds both.'),
      existingSecretKey: secretKey('kek-passphrase'),
      existingSecretWebhookKey: secretKey('webhook-key'),
      kekVersion: integer({
        default: 1,
        minimum: 1,
        maximum: 2147483647,
        description: 'Version of the passphrase: one more each time that mlflow crypto rotate-kek has changed it.',
      }),
    },
  ),
  databasePool: record('Database connections of each worker: to the tracking store, and as many to the registry.', {
    size: integer({ default: 5, minimum: 1, maximum: 100, description: 'Connections kept open.' }),
    maxOverflow: integer({
      default: 10,
      minimum: 0,
      maximum: 100,
      description: 'Connections opened beyond these under load. 0 is refused: MLflow ignores it.',
    }),
    recycleSeconds: integer({
      default: 1800,
      minimum: 30,
      maximum: 86400,
      description: 'Age at which a connection is replaced.',
    }),
  }),
  jobExecution: boolean({
    default: false,
    description:
      'Let the pod that serves run background jobs, too (ten more processes, about 1.5 GiB); with one replica only. Otherwise, jobs.enabled.',
  }),
  migration: record('Bringing the database schema to the server’s version, once per release, under a database lock.', {
    timeoutSeconds: integer({
      default: 600,
      minimum: 10,
      maximum: 86400,
      description: 'How long a starting pod waits for the database and the lock, and for the bucket.',
    }),
  }),
  probes: record('When Kubernetes considers a server pod started, alive and ready.', {
    startup: probe('Until it succeeds once, the others wait.', { period: 5, timeout: 3, failures: 60 }),
    liveness: probe('Restarts the container.', { period: 20, timeout: 5, failures: 3 }),
    readiness: probe('Takes the pod out of the Service.', { period: 10, timeout: 5, failures: 3 }),
  }),
  drainSeconds: integer({
    default: 10,
    minimum: 0,
    maximum: 600,
    description: 'How long a pod that is to end still serves: until nobody sends requests to it any more.',
  }),
  longestTransferSeconds: integer({
    default: 45,
    minimum: 0,
    maximum: 3600,
    description:
      'How long the longest upload or download of an artefact takes, which a pod that is to end finishes: what terminationGracePeriodSeconds is compared with, after drainSeconds.',
  }),
  scratchSize: size({
    default: '10Gi',
    description:
      'Limit of the pod’s temporary files. In proxied mode each artefact on its way up or down lies there whole: room for the largest ones, as many as clients transfer at a time.',
  }),
  spread: string({
    default: 'preferred',
    options: ['preferred', 'required', 'none'],
    description: 'Whether replicas go to different nodes.',
  }),
  spreadOverZones: string({
    default: 'none',
    options: ['preferred', 'required', 'none'],
    description:
      'Whether replicas go to different zones (topology.kubernetes.io/zone) as evenly as possible. Only where each node has that label: with preferred, a node without it counts for nothing, for spread neither.',
  }),
  podDisruptionBudget: record('Protection from voluntary disruptions, such as node drains.', {
    enabled: boolean({ default: false, description: 'Create a PodDisruptionBudget; it needs two replicas or more.' }),
    minAvailable: integer({ default: 1, minimum: 1, maximum: 49, description: 'Pods that must stay.' }),
  }),
  serviceAccount: record('Identity of the server’s pods; its token is never mounted.', {
    create: boolean({ default: true, description: 'Create the ServiceAccount.' }),
    name: objectName('Name of an existing one, if create is false.'),
    annotations: stringMap('Such as eks.amazonaws.com/role-arn, for S3 without keys.'),
  }),
  extraVolumes: opaqueList('Further volumes of the server’s pods.', VOLUME),
  extraVolumeMounts: opaqueList('Where the server’s container and its init container mount them.', VOLUME_MOUNT),
  extraContainers,
  extraInitContainers,
  ...podFields({
    resources: { requests: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '1Gi' }, limits: { memory: '4Gi' } },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 60,
  }),
});

/** The variable with the passphrase that credentials of the gateway are encrypted with. */
export const KEK_PASSPHRASE = 'MLFLOW_CRYPTO_KEK_PASSPHRASE';
/** The variable with the key of webhooks' secrets. */
export const WEBHOOK_KEY = 'MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY';
const REGISTRY_URI = 'MLFLOW_REGISTRY_STORE_URI';

export function serverSecrets(values: Values): readonly DeclaredSecret[] {
  const { encryption, registry } = values.mlflow;
  return [
    {
      purpose: 'encryption',
      path: 'mlflow.encryption.existingSecret',
      name: encryption.existingSecret,
      isRead: and(notEmpty(encryption.existingSecret), leavesAny(values, KEK_PASSPHRASE, WEBHOOK_KEY)),
      keys: [
        { key: encryption.existingSecretKey, kind: 'random-text' },
        { key: encryption.existingSecretWebhookKey, kind: 'fernet-key' },
      ],
      restarts: { tracking: true },
    },
    {
      purpose: 'registry',
      path: 'mlflow.registry.existingSecret',
      name: registry.existingSecret,
      isRead: and(notEmpty(registry.existingSecret), leavesAny(values, REGISTRY_URI)),
      keys: [{ key: registry.existingSecretKey, kind: 'database-uri' }],
      restarts: { tracking: true },
    },
  ];
}

export function serverRules(values: Values): readonly Rule[] {
  const { mlflow } = values;
  const { registry, encryption, podDisruptionBudget: budget } = mlflow;
  const volumes = namesIn(mlflow.extraVolumes, 'userVolumes');
  const mounted = namesIn(mlflow.extraVolumeMounts, 'userMountPaths', 'mountPath');
  const reserved = reservedIn(values);
  const byTls = reservedByTls(values);
  return [
    {
      path: 'mlflow.env',
      violated: setsVariable(values, 'POD_IP'),
      problem: 'sets POD_IP, which the chart fills with the pod’s address',
      remedy: 'Use another name',
    },
    ...notReserved(
      'mlflow.extraVolumes',
      volumes,
      [...reserved.volumes, ...byTls.volumes, ...reservedByBackup(values).volumes],
      ['has a volume called', 'as the chart has'],
      'Use another name',
    ),
    ...notReserved(
      'mlflow.extraVolumeMounts',
      mounted,
      [...reserved.paths, ...byTls.paths],
      ['mounts a volume at', 'where the chart has its own'],
      'Choose another path',
    ),
    ...listeningRules(values),
    {
      level: 'warned',
      path: 'mlflow.artifacts.mode',
      violated: and(equal(mlflow.artifacts.mode, 'direct'), not(equal(values.auth.mode, 'none'))),
      problem:
        'is direct: whoever has the keys of the store, as each client then does, reads and overwrites all artefacts, past the login and its permissions',
      remedy: 'Set it to proxied, or give keys to those only who may do that',
    },
    ...presignedRules(values),
    {
      path: 'mlflow.drainSeconds',
      violated: and(
        greater(mlflow.drainSeconds, 0),
        not(greater(mlflow.terminationGracePeriodSeconds, mlflow.drainSeconds)),
      ),
      problem: text`is ${mlflow.drainSeconds} of the ${mlflow.terminationGracePeriodSeconds} seconds that a pod has to end, so that requests in flight would be cut off`,
      remedy: 'Lower it, or raise mlflow.terminationGracePeriodSeconds',
    },
    {
      level: 'warned',
      path: 'mlflow.terminationGracePeriodSeconds',
      violated: and(
        greater(mlflow.terminationGracePeriodSeconds, mlflow.drainSeconds),
        greater(add(mlflow.drainSeconds, mlflow.longestTransferSeconds), mlflow.terminationGracePeriodSeconds),
      ),
      problem: text`is ${mlflow.terminationGracePeriodSeconds}, less than the ${mlflow.drainSeconds} of mlflow.drainSeconds and the ${mlflow.longestTransferSeconds} of mlflow.longestTransferSeconds: a transfer would be cut off when its pod ends`,
      remedy: 'Raise it, or say how long the longest one takes',
    },
    {
      path: 'mlflow.databasePool.maxOverflow',
      violated: equal(mlflow.databasePool.maxOverflow, 0),
      problem: 'is 0, which MLflow ignores: up to 10 connections more would be opened',
      remedy: 'Set 1 or more, and a smaller mlflow.databasePool.size if that is too many',
    },
    {
      path: 'mlflow.jobExecution',
      violated: and(mlflow.jobExecution, greater(mostServers(values), 1)),
      problem: text`is true with ${mostServers(values)} replicas, but each pod has a queue of its own: periodic jobs would run in each, and a pod that starts would run again what others are running`,
      remedy: 'Set it to false, and jobs.enabled to true; or mlflow.replicaCount to 1 without autoscaling',
    },
    {
      path: 'mlflow.registry.storeUri',
      violated: matches(registry.storeUri, '://[^@/?]*:[^@?]*@|[?&](ssl)?pass(word|wd)='),
      problem: 'holds a password, and would stand in a ConfigMap',
      remedy: 'Put the URI into a Secret, and name that in mlflow.registry.existingSecret',
    },
    {
      path: 'mlflow.registry.storeUri',
      violated: and(notEmpty(registry.storeUri), notEmpty(registry.existingSecret)),
      problem: 'is set beside mlflow.registry.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'mlflow.encryption.passphrase',
      violated: and(notEmpty(encryption.passphrase), notEmpty(encryption.existingSecret)),
      problem: 'is set beside mlflow.encryption.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'mlflow.encryption.webhookKey',
      violated: and(notEmpty(encryption.webhookKey), notEmpty(encryption.existingSecret)),
      problem: 'is set beside mlflow.encryption.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'mlflow.podDisruptionBudget.minAvailable',
      // With none at all there is nobody to disturb.
      violated: and(
        budget.enabled,
        greater(fewestServers(values), 0),
        not(greater(fewestServers(values), budget.minAvailable)),
      ),
      problem: text`is ${budget.minAvailable} of ${fewestServers(values)} replicas, so no node could ever be drained`,
      remedy: 'Raise mlflow.replicaCount (autoscaling.minReplicas, if that is on), or disable the budget',
    },
  ];
}
