/**
 * Every value of the chart, declared once: type, default, constraint, description. What contradicts what is in rules.ts.
 * The keys of the setup guide's values file (mlflow.*, postgresql.*) keep their place and meaning.
 */
import { boolean, integer, list, opaqueList, record, string, stringMap, type ValuesOf } from '../lib/values/schema';
import {
  bucket,
  hostName,
  imageFields,
  objectName,
  passwordFields,
  podFields,
  probe,
  requiredName,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  s3Secret,
  secretKey,
  size,
  storage,
  url,
} from './fields';

const global = record(
  'Shared with all charts of one installation.',
  {
    imageRegistry: string({
      default: '',
      description:
        'A registry to put before every image repository, such as a pull-through mirror: mirror.example.com/hub.',
      pattern: {
        regex: '^([a-zA-Z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*)?$',
        expected: 'a registry such as mirror.example.com:5000/hub',
      },
    }),
    imagePullSecrets: opaqueList('Secrets for pulling images: a list of {name: …}.', {
      type: 'object',
      properties: { name: { type: 'string' } },
      required: ['name'],
      additionalProperties: false,
    }),
  },
  true,
);

/** Its source is whatever Kubernetes knows. */
const VOLUME = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 } },
  required: ['name'],
} as const;

const ENV_VAR = {
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 }, value: { type: 'string' }, valueFrom: { type: 'object' } },
  required: ['name'],
  additionalProperties: false,
} as const;

const ingress = record('The way in from outside the cluster.', {
  enabled: boolean({ default: false, description: 'Create an Ingress.' }),
  className: objectName('IngressClass; empty takes the cluster’s default.'),
  annotations: stringMap('Annotations of the Ingress, for its controller.'),
  hosts: list(
    record('One host name and its paths.', {
      host: hostName('DNS name that browsers and clients use; MLflow accepts requests for it.'),
      paths: list(
        record('One path.', {
          path: string({
            description: 'URL path.',
            default: '/',
            pattern: { regex: '^/([^/]+/)*[^/]*$', expected: 'a path that begins with /, without empty parts' },
          }),
          pathType: string({
            description: 'How the path matches.',
            default: 'Prefix',
            options: ['Prefix', 'Exact', 'ImplementationSpecific'],
          }),
        }),
        { default: [], description: 'Paths that lead to MLflow; none means all of them.' },
      ),
    }),
    { default: [], description: 'Hosts that lead to MLflow.' },
  ),
  tls: list(
    record('One certificate.', {
      secretName: requiredName('Secret of type kubernetes.io/tls.'),
      hosts: list(hostName('A host of the certificate.'), {
        default: [],
        description: 'Hosts that it is for.',
      }),
    }),
    { default: [], description: 'Certificates by host; with any, links and CORS origins use https.' },
  ),
});

const mlflow = record('The tracking server and model registry.', {
  replicaCount: integer({ default: 1, minimum: 0, maximum: 50, description: 'Pods of the server.' }),
  image: record(
    'Image with MLflow, its database and S3 drivers.',
    imageFields('ghcr.io/mlflow/mlflow', 'v3.18.0-full'),
  ),
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
  }),
  ingress,
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
    description: 'Further arguments of “mlflow server”.',
  }),
  staticPrefix: string({
    default: '',
    description: 'Path below which MLflow serves everything, such as /mlflow; empty for the root.',
    pattern: { regex: '^(/[A-Za-z0-9._~-]+)*$', expected: 'a path such as /mlflow, without a / at its end' },
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
      options: ['proxied', 'direct'],
      description: 'Through the server (only it needs S3 credentials), or each client directly.',
    }),
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
  encryption: record('The passphrase with which MLflow encrypts stored gateway credentials.', {
    passphrase: string({
      default: '',
      description: 'Development only; elsewhere use existingSecret. Empty leaves MLflow’s public default.',
    }),
    existingSecret: objectName('Secret that holds the passphrase.'),
    existingSecretKey: secretKey('kek-passphrase'),
  }),
  databasePool: record('Database connections of each worker.', {
    size: integer({ default: 5, minimum: 1, maximum: 100, description: 'Connections kept open.' }),
    maxOverflow: integer({
      default: 10,
      minimum: 0,
      maximum: 100,
      description: 'Connections opened beyond these under load.',
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
    description: 'Let the server run background jobs (ten more processes, about 1.5 GiB).',
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
  scratchSize: size({
    default: '10Gi',
    description: 'Limit of the pod’s temporary files: uploads and downloads in flight.',
  }),
  spread: string({
    default: 'preferred',
    options: ['preferred', 'required', 'none'],
    description: 'Whether replicas go to different nodes.',
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
  extraVolumeMounts: opaqueList('Where the server’s container mounts them.'),
  ...podFields({
    resources: { requests: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '1Gi' }, limits: { memory: '4Gi' } },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 60,
  }),
});

const postgresql = record('PostgreSQL inside the cluster: the backend store.', {
  enabled: boolean({ default: true, description: 'Run PostgreSQL; otherwise see externalDatabase.' }),
  image: record('Official PostgreSQL image.', imageFields('postgres', '17.7')),
  auth: record(
    'Database and login. They are set when the volume is first used; changing them later changes nothing inside.',
    {
      database: string({
        default: 'mlflow',
        description: 'Name of the database.',
        pattern: { regex: '^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$', expected: 'a database name of at most 63 characters' },
      }),
      username: string({
        default: 'mlflow',
        description: 'Owner of the database.',
        pattern: { regex: '^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$', expected: 'a role name of at most 63 characters' },
      }),
      ...passwordFields(),
    },
  ),
  maxConnections: integer({
    default: 200,
    minimum: 10,
    maximum: 5000,
    description: 'Connections that PostgreSQL accepts.',
  }),
  storage: storage('50Gi'),
  ...podFields({
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
    podSecurityContext: {
      ...RESTRICTED_POD,
      runAsUser: 999,
      runAsGroup: 999,
      fsGroup: 999,
      fsGroupChangePolicy: 'OnRootMismatch',
    },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 120,
  }),
});

const externalDatabase = record('A PostgreSQL that others run, used when postgresql.enabled is false.', {
  host: string({
    default: '',
    description: 'DNS name or address.',
    pattern: { regex: '^[A-Za-z0-9.:_-]*$', expected: 'a host name or an IP address' },
  }),
  port: integer({ default: 5432, minimum: 1, maximum: 65535, description: 'Port.' }),
  database: string({ default: 'mlflow', description: 'Name of the database.' }),
  username: string({ default: 'mlflow', description: 'Login.' }),
  ...passwordFields(),
  sslMode: string({
    default: 'prefer',
    options: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
    description: 'TLS to the database, as libpq’s sslmode.',
  }),
});

const minio = record('MinIO inside the cluster: the artefact store.', {
  enabled: boolean({ default: false, description: 'Run MinIO; otherwise see externalS3.' }),
  image: record(
    'MinIO image; the last one that the community edition published.',
    imageFields('quay.io/minio/minio', 'RELEASE.2025-09-07T16-13-09Z'),
  ),
  auth: record('Root login, which MLflow uses as its S3 credentials.', {
    rootUser: string({ default: '', description: 'Development only; elsewhere use existingSecret.', maxLength: 128 }),
    rootPassword: string({ default: '', description: 'At least 8 characters. Development only.', maxLength: 128 }),
    existingSecret: s3Secret(),
  }),
  bucket: bucket({ default: 'mlflow-artefacts', description: 'Bucket for artefacts; it is created.' }),
  storage: storage('500Gi'),
  ...podFields({
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
    podSecurityContext: {
      ...RESTRICTED_POD,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      fsGroupChangePolicy: 'OnRootMismatch',
    },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 60,
  }),
});

const externalS3 = record('An S3 store that others run, used when minio.enabled is false.', {
  bucket: bucket({ default: '', description: 'Bucket for artefacts.' }),
  createBucket: boolean({ default: false, description: 'Create the bucket if it is missing.' }),
  endpoint: string({
    default: '',
    description: 'URL of a store other than AWS; leave it empty for AWS, whose IAM roles it would break.',
    pattern: { ...url, regex: `${url.regex}|^$` },
  }),
  region: string({
    default: '',
    description: 'Region, such as eu-central-1.',
    pattern: { regex: '^[a-z0-9-]*$', expected: 'a region such as eu-central-1' },
  }),
  accessKeyId: string({
    default: '',
    description: 'Development only; elsewhere use existingSecret, or an IAM role and none of these.',
    maxLength: 256,
  }),
  secretAccessKey: string({ default: '', description: 'Development only.', maxLength: 256 }),
  existingSecret: s3Secret(),
});

const clients = record('What training jobs need to find MLflow.', {
  configMap: boolean({
    default: true,
    description: 'Create a ConfigMap of environment variables for clients (envFrom).',
  }),
});

export const schema = record('Values of the mlflow chart.', {
  global,
  mlflow,
  postgresql,
  externalDatabase,
  minio,
  externalS3,
  clients,
});

/** The values as constructs see them: literals in one run, expressions in the other. */
export type Values = ValuesOf<typeof schema>;
