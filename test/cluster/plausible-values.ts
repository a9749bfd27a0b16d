/**
 * Random values files as somebody might write them: what the schema describes is as random as the schema allows, what it
 * passes on to Kubernetes as it is has Kubernetes' form, and nothing contradicts itself.
 */
import fc from 'fast-check';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { arbitraryOverrides } from '../../lib/prove/arbitrary-values';
import { backupsOf, cnpgOf, retentionOf, SCHEDULES } from '../charts/examples';
import { definition } from '../support/platform';

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
const labels = fc.dictionary(
  fc.constantFrom('team', 'example.com/team', 'on', '1', 'a_b'),
  fc.constantFrom('', 'a', 'A_1', 'true', '1e3'),
  {
    maxKeys: 3,
    noNullPrototype: true,
  },
);
const annotations = fc.dictionary(fc.constantFrom('note', 'example.com/note'), fc.string(), {
  maxKeys: 2,
  noNullPrototype: true,
});
const some = (...choices: readonly Json[]) => fc.constantFrom(...choices);
const upTo = (maxLength: number, ...choices: readonly Json[]) => fc.subarray([...choices], { maxLength });

const RESTRICTED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

const address = some([], [{ ip: '10.1.2.3', hostnames: ['registry.example.com', 'registry'] }]);

const dns = fc.record({
  nameservers: some(['10.0.0.10'], ['10.0.0.10', 'fd00::a']),
  searches: some([], ['example.com']),
  options: upTo(2, { name: 'ndots', value: '2' }, { name: 'edns0' }),
});

const pod = {
  hostAliases: address,
  dnsConfig: dns,
  resources: some(
    {},
    { requests: { cpu: 2, memory: '1Gi' }, limits: { memory: '2Gi', 'ephemeral-storage': '2Gi' } },
    { limits: { cpu: '2500m', memory: '6G', 'example.com/gpu': 1 } },
  ),
  podAnnotations: annotations,
  podLabels: labels,
  nodeSelector: labels,
  tolerations: upTo(
    2,
    { operator: 'Exists' },
    { key: 'a', operator: 'Equal', value: 'b', effect: 'NoExecute', tolerationSeconds: 9 },
  ),
  affinity: some(
    {},
    {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', 'b'] }] }],
        },
      },
    },
  ),
  podSecurityContext: some(
    { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    {
      runAsNonRoot: true,
      runAsUser: 1234,
      fsGroup: 1234,
      supplementalGroups: [1],
      seccompProfile: { type: 'RuntimeDefault' },
    },
  ),
  securityContext: some(RESTRICTED, { ...RESTRICTED, readOnlyRootFilesystem: true, runAsUser: 1234 }),
};

const container = (name: string) =>
  upTo(1, { name, image: 'busybox:1.37', command: ['true'], securityContext: RESTRICTED });

/** Of what an operator makes. */
const operated = {
  resources: pod.resources,
  podAnnotations: annotations,
  podLabels: labels,
  nodeSelector: labels,
  tolerations: pod.tolerations,
};

const server = {
  ...pod,
  env: upTo(
    3,
    { name: 'A', value: '$(POD_IP) {{ .Values }}' },
    { name: 'PGSSLROOTCERT', value: '' },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'KEY', valueFrom: { secretKeyRef: { name: 'a', key: 'b', optional: true } } },
  ),
  envFrom: upTo(2, { configMapRef: { name: 'a' } }, { prefix: 'P_', secretRef: { name: 'b', optional: true } }),
  extraVolumes: some([
    { name: 'certificates', secret: { secretName: 'tls' } },
    { name: 'cache', emptyDir: { sizeLimit: '1Gi' } },
  ]),
  extraContainers: container('beside'),
  extraInitContainers: container('before'),
  extraVolumeMounts: upTo(
    2,
    { name: 'certificates', mountPath: '/certs', readOnly: true },
    { name: 'cache', mountPath: '/cache' },
  ),
};

/** Ranges are written as Kubernetes wants them, and what is left out of one is inside. */
const peer = fc.constantFrom<JsonObject>(
  {},
  { podLabels: { app: 'a', 'example.com/team': '' } },
  { namespace: 'a' },
  { namespace: '*', podLabels: { on: '1' } },
  { namespaceLabels: { team: 'a' }, podLabels: { app: 'a' } },
  { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.2.3.4/32'] },
  { cidr: '::/0', except: ['fd00::/8'] },
);
const peers = fc.array(peer, { minLength: 1, maxLength: 3 });
const destinations = fc.array(
  fc.tuple(peer, some([], [1], [443, 65535])).map(([to, ports]): JsonObject => ({ ...to, ports })),
  { minLength: 1, maxLength: 2 },
);

const isolation = fc.record({
  ingressControllers: peers,
  clients: peers.map((all) => [...all, { cidr: '192.0.2.0/24' }]),
  monitoring: peers,
  externalCidrs: fc.record({
    database: destinations,
    s3: destinations,
    issuers: destinations,
    serviceAccounts: destinations,
    webhooks: destinations,
    modelProviders: destinations,
    backups: destinations,
    kubernetes: destinations,
    databaseBackups: destinations,
    outboundProxy: destinations,
  }),
  databaseOperator: peers,
}) as fc.Arbitrary<JsonObject>;

/** What has to fit together, so that the chart's rules have nothing to say. */
const whole = fc
  .record({
    login: fc.constantFrom('none', 'existing', 'users'),
    inside: fc.boolean(),
    stored: fc.boolean(),
    sealed: fc.boolean(),
    password: fc.string({ minLength: 8, maxLength: 20 }),
    certificates: fc.constantFrom('none', 'given', 'made'),
    isolation,
    backups: fc.nat(59),
    operated: fc.boolean(),
  })
  .map(
    ({ login: way, inside, stored, sealed, password, certificates, isolation: networkPolicy, backups, operated }) => {
      const login = sealed ? { password: '', existingSecret: 'database' } : { password: 'secret', existingSecret: '' };
      const keys =
        sealed || stored
          ? { accessKeyId: '', secretAccessKey: '' }
          : { accessKeyId: 'id', secretAccessKey: password, existingSecret: '' };
      const root = {
        rootUser: sealed ? '' : 'admin',
        rootPassword: sealed ? '' : 'long enough',
        existingSecret: sealed ? 's3' : '',
      };
      const engine = stored ? (way === 'users' ? 'garage' : 'minio') : 'external';
      const moves = engine !== 'minio' && certificates === 'made';
      const usesMinio = engine === 'minio' || moves;
      return {
        mlflow: {
          replicaCount: 2,
          artifacts: { mode: 'proxied' },
          workers: 1,
          jobExecution: false,
          databasePool: { maxOverflow: 10 },
          terminationGracePeriodSeconds: 3600,
          podDisruptionBudget: { minAvailable: 1 },
          ingress: { hosts: [{ host: 'mlflow.example.com' }] },
          gateway: { parentRefs: [{ name: 'public' }], hostnames: ['gateway.example.com'] },
          route: { host: 'route.example.com', destinationCACertificate: '' },
          registry: sealed ? { storeUri: '', existingSecret: 'registry' } : { existingSecret: '' },
          encryption: sealed ? { passphrase: '', webhookKey: '', existingSecret: 'keys' } : { existingSecret: '' },
        },
        outboundProxy: sealed ? { http: '', https: '' } : { existingSecret: '' },
        jobs: { enabled: sealed, workers: 1, customScorers: false },
        auth: {
          mode: way === 'none' ? 'none' : 'basic',
          basic: {
            existingSecret: way === 'existing' ? 'users' : '',
            users: way === 'users' ? { alice: password } : {},
          },
          oidc: { extraIssuers: [] },
        },
        tls: {
          existingSecret: certificates === 'given' ? 'given' : '',
          certManager: { enabled: certificates === 'made', issuerRef: { name: 'inside' } },
          caBundle: { configMap: certificates === 'none' ? '' : 'company', secret: '', key: 'ca.crt' },
        },
        postgresql: {
          enabled: inside,
          tls: {
            enabled: inside && !operated && certificates !== 'none',
            existingSecret: certificates === 'made' ? '' : 'pg',
          },
          auth: login,
          maxConnections: 5000,
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        },
        externalDatabase: {
          ...login,
          maxConnections: 0,
          pooler: { poolSize: 2000 },
          host: inside || operated ? '' : 'db.example.com',
        },
        minio: {
          enabled: stored,
          tls: {
            enabled: usesMinio && certificates !== 'none',
            existingSecret: certificates === 'made' ? '' : 's3-certificate',
          },
          auth: root,
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        },
        externalS3: {
          ...keys,
          ...(sealed && { existingSecret: 'their-s3' }),
          bucket: engine === 'external' ? 'my-bucket' : '',
        },
        database: { engine: operated ? 'cloudnative-pg' : inside ? 'bundled' : 'external', cnpg: cnpgOf(backups) },
        objectStore: {
          engine,
          migrateFrom: moves ? 'minio' : '',
          finalPass: moves && sealed,
          garage: {
            accessKeyId: sealed ? '' : 'mlflow-1',
            secretAccessKey: sealed ? '' : 'sixteen-chars-16',
            existingSecret: sealed ? 'garage' : '',
            tls: { enabled: engine === 'garage' && certificates === 'made', existingSecret: '' },
          },
        },
        externalSecrets: { secretStoreRef: { name: 'store' } },
        // Its pod is admitted only if there are such ones.
        smokeTest: { serviceAccountName: '', priorityClassName: '' },
        doctor: { priorityClassName: '' },
        networkPolicy,
        ...mergeValues(
          { ...backupsOf(backups), ...retentionOf(backups) },
          mergeValues(SCHEDULES, {
            backup: { pointInTime: { enabled: false } },
            retention: {
              lifecycle: { noncurrentDays: 0 },
              traces: { archive: { enabled: sealed } },
              // Nobody would see what a registry elsewhere needs, nor what is on its way.
              ...((sealed || moves) && {
                gc: { delete: false },
                traces: { delete: false, archive: { enabled: sealed } },
              }),
            },
          }),
        ),
      };
    },
  );

const passedOn = fc.record({
  global: fc.record({
    imagePullSecrets: fc.uniqueArray(name, { maxLength: 2 }).map((names) => names.map((text) => ({ name: text }))),
  }),
  commonLabels: labels,
  extraObjects: upTo(
    2,
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'given' }, data: { on: '{{ .Values }}' } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'given' }, spec: { ports: [{ port: 80 }] } },
  ),
  mlflow: fc.record({
    ...server,
    service: fc.record({ annotations }),
    serviceAccount: fc.record({ annotations }),
    ingress: fc.record({ annotations }),
    route: fc.record({ annotations }),
  }),
  oauth2Proxy: fc.record({ resources: pod.resources }),
  proxy: fc.record({ resources: pod.resources, verifier: fc.record({ resources: pod.resources }) }),
  database: fc.record({ cnpg: fc.record({ ...operated, pooler: fc.record({ resources: pod.resources }) }) }),
  postgresql: fc.record(pod),
  externalDatabase: fc.record({ pooler: fc.record(pod) }),
  backup: fc.record({
    ...pod,
    exporter: fc.record({ resources: pod.resources }),
    pointInTime: fc.record({ resources: pod.resources }),
    serviceAccount: fc.record({ annotations }),
  }),
  minio: fc.record(pod),
  objectStore: fc.record({ garage: fc.record(pod) }),
  smokeTest: fc.record(pod),
  doctor: fc.record(pod),
  jobs: fc.record({ resources: pod.resources }),
  artifacts: fc.record({ resources: pod.resources }),
  retention: fc.record({ ...pod, serviceAccount: fc.record({ annotations }) }),
  monitoring: fc.record({
    databaseExporter: fc.record(pod),
    server: fc.record({ resources: pod.resources }),
    labels,
    dashboard: fc.record({ labels }),
    alerts: fc.record({ labels: some({}, { team: 'ml', _1: 'a "b"' }) }),
  }),
}) as fc.Arbitrary<JsonObject>;

/** Null takes a random map away, before `passedOn` puts its own there. */
const nothing = (fields: object): JsonObject => Object.fromEntries(Object.keys(fields).map((key) => [key, null]));
const taken: JsonObject = {
  commonLabels: null,
  extraObjects: null,
  mlflow: {
    ...nothing(server),
    service: { annotations: null },
    serviceAccount: { annotations: null },
    ingress: { annotations: null },
    route: { annotations: null },
  },
  auth: { basic: { users: null } },
  oauth2Proxy: { resources: null },
  proxy: { resources: null, verifier: { resources: null } },
  database: {
    cnpg: {
      ...nothing(operated),
      parameters: null,
      serviceAccount: { annotations: null },
      pooler: { resources: null },
    },
  },
  postgresql: nothing(pod),
  externalDatabase: { pooler: nothing(pod) },
  monitoring: {
    databaseExporter: nothing(pod),
    server: { resources: null },
    labels: null,
    alerts: { labels: null },
    dashboard: { labels: null },
  },
  backup: {
    ...nothing(pod),
    exporter: { resources: null },
    pointInTime: { resources: null },
    serviceAccount: { annotations: null },
  },
  minio: nothing(pod),
  objectStore: { garage: nothing(pod) },
  smokeTest: nothing(pod),
  doctor: nothing(pod),
  jobs: { resources: null },
  artifacts: { resources: null },
  retention: { ...nothing(pod), serviceAccount: { annotations: null } },
};

export const plausibleValues: fc.Arbitrary<JsonObject> = fc
  .tuple(arbitraryOverrides(definition.schema), fc.constant(taken), passedOn, whole)
  .map((files) => mergeValues({}, ...files));
