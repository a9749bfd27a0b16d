/** Values that are special, and combinations of what an installation chooses: corner cases that every proof goes through. */
import type { JsonObject } from '../../lib/values/merge';
import { SMALLEST } from '../support/platform';

const BACKUP_NAME = '0123456789ab/20261127T021500Z-00ff';
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n';
const PUBLIC_KEY = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc=\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n';

/** Beside the environments; what the values are about → the values. */
export const EXAMPLES: Readonly<Record<string, JsonObject>> = {
  'null deletes a map': {
    ...SMALLEST,
    mlflow: { resources: null, podSecurityContext: null, securityContext: null },
  },
  'null deletes a list': { ...SMALLEST, mlflow: { env: null, tolerations: null, extraArgs: null } },
  'null deletes inside a map': { ...SMALLEST, mlflow: { podSecurityContext: { runAsUser: null } } },
  'null deletes a map, on OpenShift': {
    ...SMALLEST,
    global: { openshift: true },
    mlflow: { podSecurityContext: null },
    jobs: { enabled: true },
  },
  'null where there was nothing': { ...SMALLEST, mlflow: { affinity: { nodeAffinity: null } } },
  'integers over a million': { ...SMALLEST, mlflow: { affinity: { weight: 123456789, other: 1e6, huge: 1e15 } } },
  ...Object.fromEntries(
    ['hpa', 'keda'].flatMap((engine) =>
      [0, 20].map((targetRequestsInFlight) => [
        `as many pods as there is to do, by ${engine}, and ${String(targetRequestsInFlight)} requests each`,
        {
          ...SMALLEST,
          monitoring: { enabled: true },
          autoscaling: {
            ...{ enabled: true, engine, targetRequestsInFlight, minReplicas: 3, maxReplicas: 4 },
            targetCPUUtilizationPercentage: targetRequestsInFlight === 0 ? 65 : 0,
            keda: { serverAddress: 'http://prometheus:9090/prefix', authenticationRef: engine === 'keda' ? 'p' : '' },
            scaleUp: { stabilizationSeconds: 15, podsPerMinute: 4 },
            scaleDown: { stabilizationSeconds: 900, podsPerMinute: 3 },
          },
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['none', 'preferred', 'required'].map((spread, index, all) => [
      `over nodes: ${spread}, and over zones otherwise`,
      { ...SMALLEST, mlflow: { spread, spreadOverZones: all[(index + 1) % 3] ?? '' } },
    ]),
  ),
  ...Object.fromEntries(
    ['none', 'basic', 'oidc'].map((mode, index) => [
      `artefacts by pods of their own, with auth.mode ${mode}`,
      {
        ...SMALLEST,
        artifacts: { enabled: true, replicas: 1 + index, workers: 3 - index, ...(index === 2 && { resources: {} }) },
        jobs: { enabled: index === 1 },
        auth: loginOf(index),
        mlflow: {
          ...{ staticPrefix: index > 0 ? '/ml' : '', replicaCount: 3 },
          podDisruptionBudget: { enabled: index > 0 },
          scratchSize: index === 2 ? '8Gi' : '4Gi',
        },
        aiGateway: {
          ...{
            enabled: index > 0,
            allowedProviders: ['openai', 'anthropic'].slice(index),
            budgetRefreshSeconds: 30 + index,
          },
          ...{ privateAddresses: index === 1, plainHttp: index === 2 },
        },
        tls: index > 0 ? { existingSecret: 'certificate', caBundle: { configMap: 'company' } } : {},
        monitoring: { enabled: index !== 2 },
        reloader: { enabled: index > 1 },
        networkPolicy: { ...policiesOf(index), enabled: index > 0, monitoring: [{ namespace: 'monitoring' }] },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['none', 'basic', 'oidc', 'mlflow'].map((mode, index) => [
      `jobs in a pod of their own, with auth.mode ${mode}`,
      {
        ...SMALLEST,
        ...backupsOf(index),
        jobs: { enabled: true, workers: 1 + index, customScorers: index === 1, ...(index === 2 && { resources: {} }) },
        retention: { traces: { archive: { enabled: index > 0, olderThan: '7d', mostAtATime: 10 + index } } },
        auth: loginOf(index),
        mlflow: { staticPrefix: index > 1 ? '/ml' : '', replicaCount: 3 },
        tls:
          index > 0
            ? { existingSecret: 'certificate', caBundle: { [index > 1 ? 'configMap' : 'secret']: 'company' } }
            : {},
        monitoring: { enabled: index !== 2 },
        reloader: { enabled: index > 1 },
        networkPolicy: { ...policiesOf(index), enabled: index > 0, monitoring: [{ namespace: 'monitoring' }] },
      },
    ]),
  ),
  'empty lists and maps': { ...SMALLEST, mlflow: { env: [], resources: {}, affinity: {}, ingress: { hosts: [] } } },
  'texts that look like templates': { ...SMALLEST, mlflow: { podAnnotations: { a: '{{ .Values }}', b: '}}{{{' } } },
  ...Object.fromEntries(
    [false, true].map((enabled) => [
      `MLflow’s own users, ${enabled ? 'behind an Ingress, with all that there is to choose' : 'without an Ingress'}`,
      {
        ...SMALLEST,
        mlflow: { staticPrefix: enabled ? '/ml' : '', ingress: { enabled, hosts: [{ host: 'a.example.com' }] } },
        auth: {
          mode: 'mlflow',
          mlflow: {
            existingSecret: 'given',
            ...(enabled
              ? { existingSecretFlaskKey: 'k', defaultPermission: 'READ', workspaces: true, cacheSeconds: 0 }
              : {}),
          },
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3].map((others) => [
      `people’s issuer, and ${String(others)} beside it`,
      {
        ...SMALLEST,
        mlflow: {
          staticPrefix: others > 1 ? '/ml' : '',
          ingress: { enabled: others > 0, hosts: [{ host: 'a.example.com' }] },
        },
        auth: { mode: 'oidc', oidc: issuers(others) },
        networkPolicy: { ...policiesOf(others), enabled: others > 0 },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['none', 'basic', 'oidc', 'mlflow'].flatMap((mode, index) =>
      ['nginx', 'traefik', 'alb'].map((controller) => [
        `TLS inside with auth.mode ${mode}, behind ${controller} and a Gateway`,
        {
          ...SMALLEST,
          tls: {
            ...(index % 2 > 0
              ? { existingSecret: 'given' }
              : { certManager: { enabled: true, issuerRef: { name: 'inside', kind: 'ClusterIssuer' } } }),
            caBundle: { configMap: 'company' },
          },
          postgresql: { auth: { password: 'p' }, tls: { enabled: true, existingSecret: index % 2 > 0 ? 'pg' : '' } },
          mlflow: {
            jobExecution: mode === 'none',
            ingress: { enabled: true, controller, hosts: [{ host: 'a.example.com' }] },
            service: { hostnames: ['lb.example.com'], annotations: { a: 'b' } },
            gateway: {
              enabled: true,
              parentRefs: [{ name: 'public', namespace: 'edge' }],
              hostnames: ['b.example.com'],
            },
          },
          auth: loginOf(index),
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['basic', 'oidc', 'mlflow'].map((mode, index) => [
      `every Secret fetched, and its readers restarted, with ${mode}`,
      {
        mlflow: {
          registry: { existingSecret: 'registry' },
          encryption: { existingSecret: 'keys' },
          env:
            index === 1
              ? [
                  { name: 'PGPASSWORD', value: 'x' },
                  { name: 'AWS_ACCESS_KEY_ID', value: 'x' },
                ]
              : [],
          ingress: {
            enabled: index < 2,
            hosts: [{ host: 'a.example.com' }],
            tls: [{ secretName: 'a-certificate' }, { secretName: `${'long-'.repeat(50)}one` }],
          },
        },
        postgresql: { enabled: index > 0, auth: { existingSecret: 'database', existingSecretKey: 'p' } },
        externalDatabase: {
          host: index > 0 ? '' : 'db.example.com',
          existingSecret: 'their-database',
          existingSecretKey: 'q',
        },
        minio: { enabled: index < 2, auth: { existingSecret: 's3' } },
        externalS3: { bucket: index < 2 ? '' : 'theirs', existingSecret: 'their-s3' },
        auth: {
          mode,
          basic: { existingSecret: index === 0 ? 'users' : '' },
          oidc: index === 1 ? issuers(1) : {},
          mlflow: { existingSecret: index === 2 ? 'login' : '' },
        },
        externalSecrets: {
          enabled: true,
          secretStoreRef: { name: 'store', kind: index === 0 ? 'ClusterSecretStore' : 'SecretStore' },
          refreshInterval: '1h30m',
          remotePrefix: 'mlflow/',
          remoteKeys: { database: 'elsewhere/db', login: 'elsewhere/login' },
          ingressCertificates: true,
        },
        reloader: { enabled: true },
      },
    ]),
  ),
  ...Object.fromEntries(
    (['garage', 'external'] as const).flatMap((engine) =>
      [0, 1, 2, 3].map((step) => [
        `artefacts in ${engine}, ${step === 0 ? 'from the beginning' : `moved there from MinIO, ${String(step)}`}`,
        {
          ...SMALLEST,
          ...storesOf(engine, step),
          ...(step > 1 ? { ...backupsOf(6), networkPolicy: policiesOf(step) } : {}),
          mlflow: { artifacts: { mode: step % 2 > 0 ? 'direct' : 'proxied', path: step > 1 ? 'below' : '' } },
          externalSecrets: { enabled: step === 3, secretStoreRef: { name: 'store' } },
          reloader: { enabled: step === 3 },
        },
      ]),
    ),
  ),
  'nothing to fetch, and nobody to restart': {
    ...SMALLEST,
    externalSecrets: { enabled: true, secretStoreRef: { name: 'store' }, ingressCertificates: true },
    reloader: { enabled: true },
  },
  ...Object.fromEntries(
    ['minio', 'garage', 'external'].flatMap((engine) =>
      ['', 'https://s3.example.com', 'http://s3.example.com:8333/'].map((publicEndpoint, index) => [
        `artefacts in ${engine} by URLs that are signed for ${publicEndpoint || 'its own address'}`,
        {
          ...SMALLEST,
          ...(engine === 'minio' ? {} : storesOf(engine as 'garage' | 'external', 0)),
          ...(engine === 'external' && { externalS3: { bucket: 'theirs', endpoint: 'http://s3.internal:9000' } }),
          networkPolicy: { ...policiesOf(index), enabled: index > 0 },
          tls: { existingSecret: index === 1 ? 'certificate' : '' },
          mlflow: {
            artifacts: {
              mode: 'presigned',
              presigned: { publicEndpoint, ttlSeconds: 60 + index, only: engine !== 'garage' },
            },
          },
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['http://s3.example.com', 'https://s3.example.com:8333/', ''].map((endpoint, index) => [
      `NetworkPolicies, and a store at ${endpoint || 'AWS'}`,
      {
        ...SMALLEST,
        minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
        externalS3: { bucket: 'my-bucket', endpoint },
        networkPolicy: { ...policiesOf(index), enabled: true },
      },
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((number) => [
      `backups, the ${String(number)}th way`,
      {
        ...SMALLEST,
        ...backupsOf(number),
        auth: loginOf(number),
        networkPolicy: { ...policiesOf(number), enabled: true },
      },
    ]),
  ),
  'backups of what others run, by a role': {
    commonLabels: { team: 'data' },
    mlflow: { env: [{ name: 'PGPASSWORD', value: 'a' }], envFrom: [{ configMapRef: { name: 'more' } }] },
    postgresql: { enabled: false },
    externalDatabase: { host: 'db.example.com', sslMode: 'verify-full' },
    externalS3: { bucket: 'theirs', endpoint: 'https://s3.example.com', accessKeyId: 'a', secretAccessKey: 'b' },
    backup: {
      enabled: true,
      beforeMigration: false,
      image: { repository: 'mirror/postgres', digest: `sha256:${'a'.repeat(64)}` },
      destination: { bucket: 'backups', region: 'eu-central-1' },
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/backups' } },
    },
    restore: { enabled: true },
  },
  ...Object.fromEntries(
    [0, 1, 2, 3].map((number) => [
      `retention, the ${String(number)}th way`,
      {
        ...SMALLEST,
        ...retentionOf(number),
        ...backupsOf(number),
        networkPolicy: { ...policiesOf(number), enabled: true },
      },
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((number) => [
      `CloudNativePG, the ${String(number)}th way`,
      {
        ...SMALLEST,
        database: { engine: 'cloudnative-pg', cnpg: cnpgOf(number) },
        ...backupsOf(number),
        ...(number % 2 > 0 && { tls: { caBundle: { configMap: 'company' } } }),
        networkPolicy: { ...policiesOf(number), enabled: number > 1 },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['disable', 'require', 'verify-full'].map((sslMode, index) => [
      `a pooler, and sslMode ${sslMode}`,
      {
        ...SMALLEST,
        database: { engine: 'external' },
        externalDatabase: {
          host: 'db.example.com',
          sslMode,
          port: 6432 - index,
          ...(index > 0 ? { existingSecret: 'given', existingSecretKey: 'p' } : { password: `a'"\\ %` }),
          pooler: { enabled: true, replicas: 1 + index, poolSize: 90, podAnnotations: { a: '{{ b }}' } },
        },
        ...(index > 1 && { tls: { caBundle: { secret: 'company' } } }),
        reloader: { enabled: index > 0 },
        networkPolicy: { ...policiesOf(index), enabled: index > 0 },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['operator', 'annotations', 'none'].map((mode, index) => [
      `metrics, mode ${mode}`,
      {
        ...SMALLEST,
        ...backupsOf(index),
        ...(index === 1 && {
          objectStore: { engine: 'garage', garage: { accessKeyId: 'mlflow-1', secretAccessKey: 'sixteen-chars-16' } },
        }),
        ...(index === 0 && {
          postgresql: { tls: { enabled: true, existingSecret: 'pg' }, auth: { existingSecret: 'given' } },
          minio: { enabled: true, auth: { existingSecret: 'keys' }, tls: { enabled: true, existingSecret: 's3' } },
        }),
        ...(index === 2 && { database: { engine: 'cloudnative-pg' } }),
        monitoring: {
          enabled: true,
          mode,
          interval: '15s',
          labels: index === 0 ? { release: 'a' } : {},
          databaseExporter: { podAnnotations: { a: '{{ b }}' }, resources: {} },
          server: { resources: index === 0 ? null : { requests: { memory: '80Mi' } } },
          alerts: {
            enabled: index !== 2,
            labels: index === 1 ? { team: 'a "b" {c}', on: 'yes', _1: '' } : {},
            runbookUrl: index === 0 ? 'https://wiki.example.com/a?b=%20' : '',
            availability: index === 1 ? '99.95' : '99',
          },
          dashboard: { enabled: index !== 2, labels: { a: '{{ b }}' } },
        },
        ...(index === 2 && {
          tls: { existingSecret: 'server' },
          mlflow: {
            staticPrefix: '/ml',
            extraVolumes: [{ name: 'mine' }],
            extraVolumeMounts: [{ name: 'mine', mountPath: '/mine' }],
          },
        }),
        reloader: { enabled: true },
        networkPolicy: { ...policiesOf(index), enabled: true, monitoring: [{ namespace: 'monitoring' }] },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['given', ''].flatMap((existingSecret, index) =>
      [0, 1, 2, 3, 4].map((number) => [
        `helm test, the ${String(number)}th way, with ${index === 0 ? 'a login of its own' : 'what the values have'}`,
        {
          ...SMALLEST,
          ...smokeTestOf(number, existingSecret),
          networkPolicy: { ...policiesOf(number), enabled: number > 2 },
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['none', 'basic', 'oidc', 'mlflow'].map((mode, index) => [
      `OpenShift, with auth.mode ${mode}, and a storage class for all`,
      {
        ...SMALLEST,
        ...backupsOf(index),
        ...(index > 1 && { database: { engine: index > 2 ? 'cloudnative-pg' : '', cnpg: cnpgOf(index) } }),
        global: { openshift: true, storageClass: 'fast' },
        auth: loginOf(index),
        tls: index % 2 > 0 ? { existingSecret: 'serving', caBundle: { configMap: 'company' } } : {},
        mlflow: {
          staticPrefix: index > 1 ? '/ml' : '',
          podSecurityContext: { seLinuxOptions: { level: 's0:c1,c2' }, supplementalGroups: [4] },
          route: {
            enabled: true,
            host: 'mlflow.apps.example.com',
            timeoutSeconds: 60 + index,
            certificateSecret: index > 1 ? 'public-certificate' : '',
            destinationCACertificate: index === 3 ? CERTIFICATE : '',
            annotations: index > 0 ? { 'haproxy.router.openshift.io/timeout': '1h', a: '{{ b }}' } : {},
          },
        },
        minio: {
          ...(SMALLEST['minio'] as JsonObject),
          podSecurityContext: index > 2 ? { runAsUser: 1, runAsGroup: 2, fsGroup: 3 } : {},
        },
        postgresql: {
          ...(SMALLEST['postgresql'] as JsonObject),
          storage: { storageClass: index > 0 ? 'slow' : '' },
        },
        monitoring: { enabled: index > 0 },
        retention: { gc: { enabled: true } },
        doctor: { enabled: true },
        jobs: { enabled: index > 1 },
        networkPolicy: { ...policiesOf(index), enabled: index > 0, monitoring: [{ namespace: 'monitoring' }] },
      },
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4, 5].map((number) => [
      `a proxy to the outside, the ${String(number)}th way`,
      {
        ...SMALLEST,
        ...backupsOf(number),
        ...(number !== 4 && retentionOf(number)),
        ...storesOf('external', number === 4 ? 1 : 0),
        externalS3: {
          bucket: 'theirs',
          endpoint: ['', 'http://minio:9000', 'https://s3.example.com'][number % 3] ?? '',
        },
        ...(number > 3 && { database: { engine: 'cloudnative-pg', cnpg: cnpgOf(number) } }),
        auth: loginOf(number),
        outboundProxy: [
          { https: 'http://proxy.example.com:3128' },
          { http: 'http://proxy.example.com:3128', https: 'http://proxy.example.com:3128' },
          { http: 'http://192.0.2.1:8080/', https: 'https://[fd00::1]:8443', noProxy: ['s3.example.com', '.local'] },
          { existingSecret: 'proxy', existingSecretHttpKey: 'url', existingSecretHttpsKey: 'url' },
          { existingSecret: 'proxy', noProxy: ['192.0.2.7:9000'] },
          { http: 'http://proxy.example.com:3128' },
        ][number] as JsonObject,
        mlflow: {
          artifacts: { mode: number % 2 > 0 ? 'direct' : 'proxied' },
          env: number > 3 ? [{ name: 'HTTPS_PROXY', value: '' }] : [],
        },
        doctor: { enabled: true },
        jobs: { enabled: number > 2 },
        externalSecrets: { enabled: number === 3, secretStoreRef: { name: 'store' } },
        networkPolicy: { ...policiesOf(number), enabled: number > 0 },
      },
    ]),
  ),
  'NetworkPolicies of which nearly nothing is named': {
    ...SMALLEST,
    networkPolicy: { enabled: true, clients: null, ingressControllers: [{ namespace: 'a' }], monitoring: [] },
  },
  ...Object.fromEntries(
    [0, 1, 2].map((number) => [
      `the doctor, the ${String(number)}th way`,
      {
        ...SMALLEST,
        doctor: {
          enabled: true,
          request: ['', 'once', '{{ more }}'][number] ?? '',
          timeoutSeconds: 60 + number,
          podLabels: { a: 'b', 'app.kubernetes.io/component': 'tracking' },
        },
        mlflow: {
          staticPrefix: number > 0 ? '/ml' : '',
          serviceAccount: { create: number > 1, name: number > 0 ? 'given' : '' },
          env: number > 1 ? [{ name: 'PGPASSWORD', value: 'x' }] : [],
        },
        tls: number > 0 ? { existingSecret: 'certificate', caBundle: { configMap: 'company' } } : {},
        networkPolicy: { ...policiesOf(number), enabled: number > 0 },
      },
    ]),
  ),
  'a password of every kind of character': {
    ...SMALLEST,
    postgresql: { auth: { password: '@/%:\'"\\$ {{x}} ñ😀\tz' } },
  },
};

/** By no login, a user of the values, the administrator, or a ServiceAccount of the namespaces that are tried. */
function smokeTestOf(number: number, existingSecret: string): JsonObject {
  const accounts = ['default/*', `ml/${number > 3 ? 'tester' : 'default'}`, 'other/tester'];
  const { serviceAccounts, ...oidc } = issuers(1);
  return {
    auth: [
      { mode: 'none' },
      { mode: 'basic', basic: { users: { bob: 'b', alice: 'a "password"' } } },
      { mode: 'mlflow', mlflow: { existingSecret: 'login', existingSecretPasswordKey: 'p' } },
      { mode: 'oidc', oidc: { ...oidc, serviceAccounts: { ...(serviceAccounts as JsonObject), allowed: accounts } } },
      { mode: 'oidc', oidc: { ...oidc, serviceAccounts: { ...(serviceAccounts as JsonObject), allowed: accounts } } },
    ][number] as JsonObject,
    tls: number % 2 > 0 ? { existingSecret: 'certificate', caBundle: { secret: number > 1 ? 'company' : '' } } : {},
    mlflow: {
      artifacts: { mode: number % 2 > 0 ? 'direct' : 'proxied' },
      env: number === 2 && existingSecret === '' ? [{ name: 'MLFLOW_AUTH_ADMIN_PASSWORD', value: 'x' }] : [],
      image: { digest: number > 3 ? `sha256:${'a'.repeat(64)}` : '' },
    },
    smokeTest: {
      existingSecret,
      existingSecretUsernameKey: 'u',
      existingSecretTokenKey: 't',
      serviceAccountName: number > 3 ? 'tester' : '',
      timeoutSeconds: 60 + number,
      podLabels: { a: 'b', 'app.kubernetes.io/component': 'tracking' },
      podAnnotations: { 'helm.sh/hook': 'post-install', note: '{{ a }}' },
    },
  };
}

/** Somebody in each list, as one form or another: of some values they are asked for. */
export function policiesOf(number: number): JsonObject {
  const entries: readonly JsonObject[] = [
    {},
    { podLabels: { app: 'a', team: '' } },
    { namespace: 'a' },
    { namespace: '*', podLabels: { on: 'yes' } },
    { namespaceLabels: { team: 'a', on: '1' }, podLabels: {} },
    { namespaceLabels: { team: 'a' }, podLabels: { app: 'a' } },
    { cidr: 'fd00::/8', except: [] },
    { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16'] },
  ];
  const some = (from: number) => [0, 1, 2].map((step) => entries[(number + from + step * 3) % entries.length] ?? {});
  const range = { cidr: '10.0.0.0/8' };
  return {
    ingressControllers: some(0),
    clients: [...some(1), range],
    monitoring: number % 3 === 0 ? [] : some(2),
    databaseOperator: [...some(6), { namespace: 'cnpg-system' }],
    externalCidrs: {
      database: some(3),
      s3: some(4).map((entry, index) => ({ ...entry, ports: [443, 8333].slice(index) })),
      issuers: some(5),
      serviceAccounts: some(6),
      webhooks: number % 5 === 0 ? [] : [{ ...range, ports: [1, 65535] }],
      modelProviders: number % 7 === 0 ? [] : [range],
      backups: some(7),
      kubernetes: some(1),
      databaseBackups: some(2),
      outboundProxy: some(3),
    },
  };
}

/** One, two or three instances, with and without what there is to choose. */
export function cnpgOf(number: number): JsonObject {
  const store = (bucket: string) => ({
    destinationPath: `s3://${bucket}/some/folder`,
    endpointURL: number % 2 > 0 ? 'http://s3.example.com:9000' : '',
    existingSecret: number % 2 > 0 ? 'cnpg-keys' : '',
    endpointCA: { existingSecret: number % 3 > 1 ? 'cnpg-authority' : '', key: 'root.crt' },
  });
  const nowhere = { destinationPath: '', endpointURL: '', existingSecret: '' };
  const place = (way: number, name: string) => ({
    barmanObjectStore: way === 1 ? store(`${name}-bucket`) : nowhere,
    plugin: { objectStore: way === 2 ? name : '' },
  });
  return {
    instances: 2 + (number % 3),
    image: { tag: '17.11-system-trixie', digest: number % 4 === 3 ? `sha256:${'c'.repeat(64)}` : '' },
    database: number % 2 > 0 ? 'mlflow' : 'my-own',
    owner: number % 3 > 0 ? 'mlflow' : 'somebody',
    existingSecret: number % 4 > 1 ? 'cnpg-login' : '',
    storage: { storageClass: number % 2 > 0 ? 'fast' : '' },
    walStorage: { enabled: number % 2 > 0, storageClass: number % 3 > 0 ? 'fast' : '' },
    maxConnections: 0,
    parameters: number % 2 > 0 ? { work_mem: '16MB', max_connections: '7' } : {},
    synchronous: { number: number % 2, method: number % 3 > 1 ? 'first' : 'any' },
    antiAffinity: { type: number % 2 > 0 ? 'required' : 'preferred' },
    readReplica: number % 3 === 1,
    pooler: {
      enabled: number % 4 > 1,
      mode: 'session',
      instances: 1 + (number % 3),
      poolSize: 500,
      image: { tag: '1.25.1' },
    },
    monitoring: { enabled: number % 2 > 0 },
    backup: {
      ...place(number % 3, 'cnpg-backup'),
      serverName: number % 4 > 2 ? 'new' : '',
      schedule: number % 2 > 0 ? '@daily' : '15 3 * * 1-5',
    },
    recovery: {
      enabled: number % 6 === 3,
      ...place(1 + (number % 2), 'cnpg-old'),
      serverName: 'old',
      targetTime: number % 2 > 0 ? '2026-11-28T14:04:00Z' : '',
    },
    serviceAccount: { annotations: number % 2 > 0 ? { role: 'a' } : {} },
    podLabels: number % 3 > 0 ? { team: 'data' } : {},
    podAnnotations: number % 3 > 1 ? { note: 'a: {{ b }}' } : {},
    tolerations: number % 2 > 0 ? [{ operator: 'Exists' }] : [],
  };
}

/** Backups and restores: none, either, or both. */
export function backupsOf(number: number): JsonObject {
  const isEncrypted = number % 4 === 1;
  const from = number % 2 === 0 ? 'latest' : `${number % 5 > 2 ? 'team/ml/' : ''}${BACKUP_NAME}`;
  return {
    backup: {
      enabled: number % 3 > 0,
      // A range may not end before it begins, which no pattern says.
      schedule: number % 2 > 0 ? '*/15 2-4 * jan,7 mon-fri' : '@daily',
      image: { repository: '', tag: '17.7', digest: '' },
      copyImage: { tag: '1.76.0' },
      destination: {
        bucket: number % 6 === 3 ? '' : 'my-backups',
        endpoint: number % 4 > 1 ? 'https://backups.example.com:9443' : '',
        existingSecret: 'backup-keys',
      },
      retention: { count: 1 + (number % 20), acknowledge: number % 7 === 1 ? BACKUP_NAME : '' },
      encryption: { recipients: isEncrypted ? [PUBLIC_KEY, PUBLIC_KEY] : [] },
      beforeMigration: number % 5 > 1,
      rehearsal: { enabled: !isEncrypted && number % 2 > 0, schedule: '0 5 1,15 * 0-6/2' },
      podLabels: number % 2 > 0 ? { team: 'data' } : {},
      tolerations: number % 3 > 1 ? [{ operator: 'Exists' }] : [],
    },
    restore: {
      enabled: number % 6 !== 3 && number % 2 === 0,
      from,
      overwrite: number % 4 === 1 ? from : '',
      request: number % 3 === 2 ? 'once more' : '',
      existingSecret: number % 4 === 2 ? 'session' : '',
    },
  };
}

/** What is deleted for good: nothing, or only said, or deleted. */
const at = (schedule: string) => ({ schedule });
/** Of five random fields, cron reads hardly any. */
export const SCHEDULES: JsonObject = {
  backup: { ...at('15 2 * * *'), rehearsal: at('@weekly'), pointInTime: at('0 */6 * * *') },
  database: { cnpg: { backup: at('0 3 * * sat') } },
  retention: { gc: at('@daily'), traces: at('45 5 * * *'), lifecycle: at('0 6 1,15 * *'), database: at('30 3 * * 6') },
};

export function retentionOf(number: number): JsonObject {
  return {
    retention: {
      gc: {
        enabled: number % 4 !== 1,
        // Where backups are on and nobody has named a bucket, it is refused.
        delete: number % 2 === 0,
        schedule: number % 3 > 0 ? '@weekly' : '30 5 * * 1-5',
        olderThan: ['30d', '1d12h', '12h'][number % 3] ?? '',
        loggedModels: number % 3 !== 1,
        jobs: number % 5 > 2,
      },
      traces: {
        enabled: number % 3 > 0,
        delete: number % 2 === 0,
        olderThan: ['90d', '1d12h', '12h'][number % 3] ?? '',
        linked: number % 5 > 2,
        experiments: [
          { name: 'its own: ü <%> \'"', olderThan: 'never' },
          { id: '12', olderThan: '7d' },
        ].slice(number % 3),
        backupWithinHours: 1 + (number % 8760),
      },
      lifecycle: {
        enabled: number % 4 > 1,
        apply: number % 3 > 0,
        abortUploadsAfterDays: 3,
        noncurrentDays: number % 5 > 2 ? 0 : 36500,
      },
      database: { enabled: number % 3 !== 1, schedule: '@monthly', createIndexes: number % 2 > 0 },
      podLabels: number % 2 > 0 ? { team: 'data' } : {},
      serviceAccount: { annotations: number % 3 > 1 ? { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/gc' } : {} },
    },
  };
}

/** One way to log in after the other; what the others would need is not there. */
export function loginOf(number: number): JsonObject {
  const mode = ['none', 'basic', 'oidc', 'mlflow'][number % 4] ?? 'none';
  const givenFor = (name: string) => ({ existingSecret: mode === name ? 'given' : '' });
  const nobody = { issuerUrl: '', extraIssuers: [], allowedDomains: [], serviceAccounts: { enabled: false } };
  return {
    mode,
    basic: { ...givenFor('basic'), users: null },
    oidc: mode === 'oidc' ? issuers(Math.floor(number / 4) % 4) : nobody,
    mlflow: givenFor('mlflow'),
  };
}

function issuers(others: number): JsonObject {
  return {
    issuerUrl: 'https://login.example.com/realm',
    clientId: 'mlflow',
    existingSecret: 'given',
    allowedGroups: others > 2 ? [] : ['science & more', 'all'],
    allowedDomains: others > 1 ? ['*'] : ['example.com', '.example.org'],
    serviceAccounts: { enabled: others > 0, allowed: ['team/trainer', 'other/*'], audience: 'accounts' },
    extraIssuers: Array.from({ length: others }, (_, index) => ({
      name: `ci-${String(index)}`,
      issuerUrl: 'https://ci.example.com/',
      audience: `mlflow-${String(index)}`,
      allowedSubjects: ['repo:team/model:*', 'a|b'],
    })),
  };
}

/** A store, and how far artefacts are on their way to it: 0 are those that were always there, 3 is the last pass. */
export function storesOf(engine: 'garage' | 'external', step: number): JsonObject {
  const [existing, moves] = [step % 2 > 0, step > 0];
  const keys = existing
    ? { accessKeyId: '', secretAccessKey: '', existingSecret: `of-${engine}` }
    : { accessKeyId: 'mlflow-1', secretAccessKey: 'sixteen-chars-16', existingSecret: '' };
  const tls = { enabled: step > 1, existingSecret: 'given' };
  return {
    objectStore: {
      engine,
      migrateFrom: moves ? 'minio' : '',
      finalPass: step > 2,
      startEmpty: step === 2,
      garage: engine === 'garage' ? { ...keys, tls } : {},
    },
    minio: {
      enabled: step > 1,
      auth: existing
        ? { rootUser: '', rootPassword: '', existingSecret: 's3' }
        : { rootUser: 'admin', rootPassword: 'password', existingSecret: '' },
      tls: { enabled: moves && tls.enabled, existingSecret: 'given' },
    },
    externalS3: engine === 'external' ? { ...keys, bucket: 'mlflow-artefacts', region: 'eu-central-1' } : {},
  };
}
