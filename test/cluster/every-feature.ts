/** Values files that between them use everything that the chart can do. */
import type { JsonObject } from '../../lib/values/merge';
import { PRIORITY } from './definitions';

const PLACEMENT: JsonObject = {
  podAnnotations: { 'example.com/note': 'any text: {{ even }} this' },
  podLabels: { team: 'data' },
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'mlflow', effect: 'NoSchedule' }],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 50, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'noisy' } } } },
      ],
    },
  },
  priorityClassName: PRIORITY.metadata.name,
  hostAliases: [{ ip: '10.1.2.3', hostnames: ['registry.example.com'] }],
  dnsPolicy: 'None',
  dnsConfig: { nameservers: ['10.0.0.10'], searches: ['example.com'], options: [{ name: 'ndots', value: '2' }] },
};

const SIDECAR: JsonObject = {
  image: 'busybox:1.37',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

const INGRESS: JsonObject = {
  enabled: true,
  className: 'nginx',
  annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '0' },
  hosts: [
    { host: 'mlflow.example.com', paths: [{ path: '/mlflow', pathType: 'Prefix' }] },
    { host: '*.example.org', paths: [{ path: '/exact', pathType: 'Exact' }, {}] },
  ],
  tls: [{ secretName: 'tls', hosts: ['mlflow.example.com', '*.example.org'] }],
};

const PUBLIC_KEY = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc=\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n';

const FETCHED: JsonObject = {
  externalSecrets: {
    enabled: true,
    secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
    remotePrefix: 'mlflow/',
    remoteKeys: { database: 'shared/database' },
    ingressCertificates: true,
  },
  reloader: { enabled: true },
  backup: { enabled: true, destination: { bucket: 'backups', existingSecret: 'mlflow-backup' } },
  restore: { enabled: true, existingSecret: 'session-key' },
};

export const everyFeature: Readonly<Record<string, JsonObject>> = {
  inside: {
    commonLabels: { 'example.com/cost-centre': '42' },
    extraObjects: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'prices' }, data: { 'prices.csv': 'a,b\n1,2\n' } },
    ],
    global: { imageRegistry: 'mirror.example.com:5000/hub', imagePullSecrets: [{ name: 'registry' }] },
    mlflow: {
      ...PLACEMENT,
      replicaCount: 3,
      service: { type: 'LoadBalancer', port: 80, annotations: { 'example.com/internal': 'true' } },
      ingress: INGRESS,
      gateway: {
        enabled: true,
        parentRefs: [{ name: 'public', namespace: 'edge', sectionName: 'https' }],
        hostnames: ['mlflow.example.net'],
      },
      env: [
        { name: 'PLAIN', value: '1' },
        { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      ],
      envFrom: [{ configMapRef: { name: 'more' } }],
      extraArgs: ['--gunicorn-opts=--log-level=debug'],
      staticPrefix: '/mlflow',
      allowedHosts: ['gateway.example.com'],
      corsAllowedOrigins: ['https://gateway.example.com'],
      spread: 'required',
      podDisruptionBudget: { enabled: true, minAvailable: 2 },
      encryption: { passphrase: 'kept in values', webhookKey: `${'A'.repeat(43)}=`, kekVersion: 2 },
      extraInitContainers: [{ ...SIDECAR, name: 'tunnel', restartPolicy: 'Always' }],
      extraContainers: [{ ...SIDECAR, name: 'logs' }],
      extraVolumes: [{ name: 'certificates', secret: { secretName: 'certificates' } }],
      extraVolumeMounts: [{ name: 'certificates', mountPath: '/certificates', readOnly: true }],
    },
    tls: { certManager: { enabled: true, issuerRef: { name: 'inside' } }, caBundle: { configMap: 'company' } },
    auth: {
      mode: 'basic',
      trustedProxies: ['10.0.0.0/8', 'fd00::/8'],
      basic: { users: { alice: 'a password', 'bob@example.com': `<"&'\\>` } },
    },
    postgresql: {
      ...PLACEMENT,
      auth: { password: 'secret' },
      tls: { enabled: true },
      maxConnections: 1000,
      storage: { size: '10Gi', storageClass: 'fast' },
    },
    minio: {
      ...PLACEMENT,
      enabled: true,
      tls: { enabled: true },
      auth: { rootUser: 'root', rootPassword: 'longenough' },
      storage: { size: '1Ti', storageClass: 'slow' },
    },
    networkPolicy: {
      enabled: true,
      ingressControllers: [{ namespace: 'ingress-nginx', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } }],
      clients: [{ podLabels: { app: 'notebook' } }, { namespaceLabels: { team: 'science' } }, { cidr: '10.20.0.0/16' }],
      monitoring: [{ namespace: '*', podLabels: { 'app.kubernetes.io/name': 'prometheus' } }],
      externalCidrs: { backups: [{ cidr: '203.0.113.0/24' }] },
    },
    backup: {
      ...PLACEMENT,
      enabled: true,
      destination: { bucket: 'backups', endpoint: 'https://s3.example.com', existingSecret: 'mlflow-backup' },
      rehearsal: { enabled: true },
      retention: { count: 7, acknowledge: '0123456789ab/20261127T021500Z-00ff' },
    },
    retention: {
      ...PLACEMENT,
      gc: { enabled: true, delete: true, jobs: true },
      traces: {
        ...{ enabled: true, delete: true, experiments: [{ name: 'support', olderThan: 'never' }] },
        archive: { enabled: true, olderThan: '12h' },
      },
      lifecycle: { enabled: true, apply: true, noncurrentDays: 90 },
      database: { enabled: true, createIndexes: true },
    },
    monitoring: {
      enabled: true,
      mode: 'operator',
      interval: '1m',
      labels: { release: 'kube-prometheus-stack' },
      databaseExporter: PLACEMENT,
      alerts: { labels: { team: 'ml' }, runbookUrl: 'https://wiki.example.com/runbooks', latencySeconds: '1' },
      dashboard: { labels: { folder: 'ml' } },
    },
    restore: { enabled: true, from: 'team/ml/0123456789ab/20261127T021500Z-00ff', request: 'once more' },
    // To the tolerations of a pod itself, API servers add some.
    smokeTest: { ...PLACEMENT, tolerations: [], timeoutSeconds: 240 },
    doctor: { ...PLACEMENT, enabled: true, request: 'once more', timeoutSeconds: 900 },
    jobs: { enabled: true, workers: 2, customScorers: true },
    artifacts: { enabled: true, replicas: 3, workers: 1 },
    aiGateway: { enabled: true, allowedProviders: ['openai'], privateAddresses: true, plainHttp: true },
    autoscaling: {
      ...{ enabled: true, engine: 'keda', minReplicas: 3, maxReplicas: 4, targetRequestsInFlight: 20 },
      keda: { serverAddress: 'http://prometheus.monitoring:9090', authenticationRef: 'prometheus' },
    },
  },
  outside: {
    mlflow: {
      service: { type: 'NodePort' },
      artifacts: { mode: 'direct', path: 'team-a/mlflow' },
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/mlflow' } },
      registry: { existingSecret: 'registry' },
      encryption: { existingSecret: 'mlflow-encryption' },
      spread: 'none',
    },
    jobs: { enabled: true },
    autoscaling: { enabled: true, maxReplicas: 3, targetRequestsInFlight: 20 },
    auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } },
    postgresql: { enabled: false },
    externalDatabase: { host: 'db.example.com', port: 6432, existingSecret: 'mlflow-db', sslMode: 'verify-full' },
    externalS3: { bucket: 'my-mlflow', region: 'eu-central-1', createBucket: true },
    backup: {
      enabled: true,
      beforeMigration: false,
      image: { tag: '16.4' },
      destination: { bucket: 'my-backups', region: 'eu-west-1' },
      encryption: { recipients: [PUBLIC_KEY] },
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/backups' } },
    },
    retention: {
      gc: { enabled: true },
      traces: { enabled: true, linked: true },
      lifecycle: { enabled: true },
      database: { enabled: true },
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/gc' } },
    },
    monitoring: { enabled: true },
    smokeTest: { existingSecret: 'mlflow-tester', serviceAccountName: 'default' },
    doctor: { enabled: true },
    restore: {
      enabled: true,
      from: '0123456789ab/20261127T021500Z-00ff',
      overwrite: '0123456789ab/20261127T021500Z-00ff',
      existingSecret: 'session-key',
    },
    networkPolicy: {
      enabled: true,
      clients: [{ cidr: 'fd00:20::/32', except: ['fd00:20:1::/48'] }],
      monitoring: [{ cidr: 'fd00:30::/32' }],
      externalCidrs: {
        database: [{ namespace: 'databases', podLabels: { app: 'pgbouncer' }, ports: [5432] }],
        s3: [{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'] }],
        webhooks: [{ cidr: '203.0.113.7/32', ports: [443, 8443] }],
        modelProviders: [{ cidr: '198.51.100.0/24' }],
        backups: [{ namespace: 'minio', ports: [9000] }],
      },
    },
  },
  'back to a second': {
    tls: { caBundle: { configMap: 'company' } },
    postgresql: { auth: { existingSecret: 'mlflow-db' }, tls: { enabled: true, existingSecret: 'mlflow-db-tls' } },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    backup: {
      enabled: true,
      destination: { bucket: 'backups', endpoint: 'https://s3.example.com', existingSecret: 'mlflow-backup' },
      pointInTime: {
        enabled: true,
        schedule: '0 0,12 * * *',
        days: 14,
        shipSeconds: 5,
        maxWalSize: '20Gi',
        resources: { requests: { cpu: '100m' } },
      },
    },
    restore: { enabled: true, from: 'team/ml/2026-11-28T14:04:00Z', overwrite: 'team/ml/2026-11-28T14:04:00Z' },
    networkPolicy: { enabled: true, externalCidrs: { backups: [{ cidr: '203.0.113.0/24' }] } },
  },
  'by an operator': {
    commonLabels: { 'example.com/cost-centre': '42' },
    global: { imageRegistry: 'mirror.example.com:5000/hub', imagePullSecrets: [{ name: 'registry' }] },
    database: {
      engine: 'cloudnative-pg',
      cnpg: {
        existingSecret: 'mlflow-db',
        image: { digest: `sha256:${'a'.repeat(64)}` },
        storage: { size: '100Gi', storageClass: 'fast' },
        walStorage: { enabled: true, storageClass: 'fast' },
        parameters: { work_mem: '16MB' },
        synchronous: { number: 1, method: 'first', dataDurability: 'preferred' },
        antiAffinity: { type: 'required', topologyKey: 'topology.kubernetes.io/zone' },
        readReplica: true,
        pooler: { enabled: true },
        monitoring: { enabled: true },
        backup: {
          barmanObjectStore: {
            destinationPath: 's3://database-backups/mlflow',
            endpointURL: 'https://s3.example.com:9000',
            existingSecret: 'database-backup',
            endpointCA: { existingSecret: 'authority' },
          },
          serverName: 'mlflow-2',
          schedule: '0 3 * * 1-6',
        },
        recovery: {
          enabled: true,
          barmanObjectStore: { destinationPath: 's3://database-backups/mlflow' },
          serverName: 'mlflow-cnpg',
          targetTime: '2026-11-28T14:04:00Z',
        },
        serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/backups' } },
        podAnnotations: PLACEMENT['podAnnotations'] as JsonObject,
        podLabels: { team: 'data' },
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'mlflow', effect: 'NoSchedule' }],
        priorityClassName: PRIORITY.metadata.name,
      },
    },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    backup: { enabled: true, destination: { bucket: 'backups', existingSecret: 'mlflow-backup' } },
    networkPolicy: {
      enabled: true,
      monitoring: [{ namespace: 'monitoring' }],
      externalCidrs: {
        kubernetes: [{ cidr: '192.0.2.1/32' }],
        databaseBackups: [{ cidr: '203.0.113.0/24' }],
        backups: [{ cidr: '203.0.113.0/24' }],
      },
    },
  },
  'by an operator and its plugin': {
    database: {
      engine: 'cloudnative-pg',
      cnpg: {
        instances: 2,
        backup: { plugin: { objectStore: 'mlflow-store' }, schedule: '@daily' },
        recovery: { enabled: true, plugin: { objectStore: 'old-store' }, serverName: 'old' },
      },
    },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
  },
  'by an operator, empty': {
    database: { engine: 'cloudnative-pg' },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    backup: { enabled: true, destination: { bucket: 'backups', existingSecret: 'mlflow-backup' } },
    restore: { enabled: true },
  },
  'secrets fetched': {
    mlflow: {
      ingress: { ...INGRESS, controller: 'traefik' },
      registry: { existingSecret: 'registry' },
      encryption: { existingSecret: 'mlflow-encryption' },
    },
    tls: { existingSecret: 'mlflow-server', caBundle: { secret: 'company' } },
    auth: { mode: 'mlflow', mlflow: { existingSecret: 'mlflow-login' } },
    postgresql: { auth: { existingSecret: 'mlflow-db' }, tls: { enabled: true, existingSecret: 'mlflow-db-tls' } },
    minio: {
      enabled: true,
      auth: { existingSecret: 'mlflow-s3' },
      tls: { enabled: true, existingSecret: 'mlflow-s3-tls' },
    },
    ...FETCHED,
  },
  'secrets fetched, by an operator': {
    database: {
      engine: 'cloudnative-pg',
      cnpg: {
        existingSecret: 'mlflow-db',
        backup: {
          barmanObjectStore: {
            destinationPath: 's3://database-backups/mlflow',
            endpointURL: 'https://s3.example.com',
            existingSecret: 'database-backup',
            endpointCA: { existingSecret: 'authority' },
          },
          serverName: 'mlflow-2',
        },
        recovery: {
          enabled: true,
          barmanObjectStore: {
            destinationPath: 's3://old-backups/mlflow',
            endpointURL: 'https://s3.example.com',
            existingSecret: 'old-backup',
            endpointCA: { existingSecret: 'old-authority' },
          },
          serverName: 'mlflow-cnpg',
        },
      },
    },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    outboundProxy: { existingSecret: 'outbound-proxy' },
    networkPolicy: {
      enabled: true,
      externalCidrs: { kubernetes: [{ cidr: '192.0.2.1/32' }], outboundProxy: [{ cidr: '192.0.2.100/32' }] },
    },
    ...FETCHED,
    restore: {},
  },
  'secrets fetched, of users': {
    auth: { mode: 'basic', basic: { existingSecret: 'mlflow-users' } },
    smokeTest: { existingSecret: 'mlflow-tester' },
    postgresql: { auth: { existingSecret: 'mlflow-db' } },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    ...FETCHED,
  },
  'secrets fetched, of an issuer': {
    smokeTest: { existingSecret: 'mlflow-tester' },
    auth: {
      mode: 'oidc',
      oidc: {
        issuerUrl: 'https://login.example.com',
        clientId: 'mlflow',
        existingSecret: 'mlflow-oidc',
        allowedGroups: ['science'],
      },
    },
    postgresql: { auth: { existingSecret: 'mlflow-db' } },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    ...FETCHED,
  },
  'outside through a pooler': {
    postgresql: { enabled: false },
    externalDatabase: {
      host: 'db.example.com',
      port: 6432,
      existingSecret: 'mlflow-db',
      sslMode: 'verify-full',
      maxConnections: 150,
      pooler: { ...PLACEMENT, enabled: true, replicas: 3, poolSize: 40, waitSeconds: 30 },
    },
    tls: { caBundle: { configMap: 'company' } },
    reloader: { enabled: true },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    networkPolicy: { enabled: true, externalCidrs: { database: [{ cidr: '192.0.2.10/32' }] } },
  },
  'outside with passwords': {
    mlflow: { replicaCount: 0, serviceAccount: { create: false, name: 'given' } },
    postgresql: { enabled: false },
    externalDatabase: { host: '10.0.0.1', password: 'secret' },
    externalS3: {
      bucket: 'my-mlflow',
      endpoint: 'https://s3.example.com',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    },
    clients: { configMap: false },
  },
  'behind a proxy and a router': {
    global: { openshift: true, storageClass: 'fast' },
    mlflow: {
      route: {
        enabled: true,
        host: 'mlflow.apps.example.com',
        certificateSecret: 'mlflow-route-tls',
        destinationCACertificate: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      },
    },
    tls: { existingSecret: 'mlflow-serving' },
    postgresql: { auth: { existingSecret: 'mlflow-db' } },
    minio: { enabled: false },
    externalS3: { bucket: 'my-mlflow', region: 'eu-central-1', existingSecret: 'mlflow-s3' },
    auth: {
      mode: 'oidc',
      oidc: {
        issuerUrl: 'https://login.example.com',
        clientId: 'mlflow',
        existingSecret: 'mlflow-oidc',
        allowedGroups: ['science'],
      },
    },
    outboundProxy: { existingSecret: 'outbound-proxy', noProxy: ['.intranet.example.com'] },
    backup: { enabled: true, destination: { bucket: 'my-backups', existingSecret: 'mlflow-backup' } },
    retention: { gc: { enabled: true } },
    doctor: { enabled: true },
    smokeTest: { existingSecret: 'mlflow-tester' },
    networkPolicy: {
      enabled: true,
      ingressControllers: [{ namespaceLabels: { 'policy-group.network.openshift.io/ingress': '' } }],
      externalCidrs: {
        outboundProxy: [{ cidr: '192.0.2.100/32' }],
        serviceAccounts: [{ cidr: '192.0.2.40/32' }],
      },
    },
  },
  'with issuers': {
    jobs: { enabled: true },
    mlflow: { artifacts: { mode: 'direct' }, staticPrefix: '/ml' },
    auth: {
      mode: 'oidc',
      oidc: {
        issuerUrl: 'https://login.example.com:8443/realms/main',
        clientId: 'mlflow',
        existingSecret: 'mlflow-oidc',
        allowedGroups: ['science'],
        allowedDomains: ['example.com'],
        caConfigMap: 'private-ca',
        extraIssuers: [
          { name: 'ci', issuerUrl: 'https://ci.example.com', audience: 'mlflow-ci', allowedSubjects: ['repo:team/*'] },
        ],
        serviceAccounts: { enabled: true, allowed: ['training/*'] },
      },
    },
    postgresql: { auth: { existingSecret: 'mlflow-postgresql' } },
    minio: { enabled: true, auth: { existingSecret: 'mlflow-s3' } },
    networkPolicy: {
      enabled: true,
      clients: [{ namespace: 'training' }],
      externalCidrs: {
        issuers: [{ cidr: '192.0.2.0/24' }, { namespace: 'keycloak', ports: [8080] }],
        serviceAccounts: [{ cidr: '198.51.100.1/32' }],
      },
    },
  },
  'with artefacts apart': {
    artifacts: { enabled: true },
    auth: {
      mode: 'oidc',
      oidc: {
        issuerUrl: 'https://login.example.com',
        clientId: 'mlflow',
        existingSecret: 'mlflow-oidc',
        allowedDomains: ['example.com'],
        serviceAccounts: { enabled: true, allowed: ['training/*'] },
      },
    },
    postgresql: { auth: { existingSecret: 'mlflow-postgresql' } },
    objectStore: { engine: 'external' },
    externalS3: { bucket: 'my-mlflow', endpoint: 'https://s3.example.com', existingSecret: 'mlflow-s3' },
    networkPolicy: {
      enabled: true,
      externalCidrs: {
        s3: [{ cidr: '203.0.113.0/24' }],
        issuers: [{ cidr: '192.0.2.0/24' }],
        serviceAccounts: [{ cidr: '198.51.100.1/32' }],
      },
    },
  },
  'with artefacts on the way': {
    mlflow: { artifacts: { path: 'below' } },
    postgresql: { auth: { existingSecret: 'mlflow-postgresql' } },
    minio: { auth: { existingSecret: 'mlflow-s3' }, tls: { enabled: true, existingSecret: 'minio-tls' } },
    objectStore: {
      engine: 'garage',
      migrateFrom: 'minio',
      finalPass: true,
      garage: {
        existingSecret: 'mlflow-garage',
        tls: { enabled: true },
        storage: { size: '1Ti', storageClass: 'fast' },
        ...PLACEMENT,
      },
    },
    tls: { certManager: { enabled: true, issuerRef: { name: 'inside' } } },
    networkPolicy: { enabled: true },
    externalSecrets: { enabled: true, secretStoreRef: { name: 'vault' } },
    reloader: { enabled: true },
  },
  'with signed artefacts, of both stores': {
    mlflow: {
      artifacts: { mode: 'presigned', presigned: { publicEndpoint: 'https://s3.example.com', only: false } },
    },
    postgresql: { auth: { password: 'password' } },
    minio: { auth: { rootUser: 'admin', rootPassword: 'password' } },
    objectStore: {
      engine: 'garage',
      migrateFrom: 'minio',
      garage: { accessKeyId: 'mlflow-key', secretAccessKey: 'sixteen-chars-16' },
    },
    networkPolicy: { enabled: true, ingressControllers: [{ namespace: 'ingress-nginx' }] },
  },
  'with artefacts moved to others': {
    postgresql: { auth: { password: 'password' } },
    minio: { auth: { rootUser: 'admin', rootPassword: 'password' } },
    objectStore: { engine: 'external', migrateFrom: 'minio' },
    externalS3: { bucket: 'mlflow-artefacts', existingSecret: 'their-s3', region: 'eu-central-1' },
    externalSecrets: { enabled: true, secretStoreRef: { name: 'vault' } },
    networkPolicy: { enabled: true, externalCidrs: { s3: [{ cidr: '192.0.2.20/32' }] } },
  },
  'with a store by its own keys': {
    mlflow: { artifacts: { mode: 'direct' } },
    postgresql: { auth: { password: 'password' } },
    objectStore: {
      engine: 'garage',
      garage: {
        accessKeyId: 'mlflow-key',
        secretAccessKey: 'sixteen-chars-16',
        tls: { enabled: true, existingSecret: 'garage-tls' },
      },
    },
    tls: { existingSecret: 'given' },
    monitoring: { enabled: true, mode: 'operator' },
    networkPolicy: { enabled: true, monitoring: [{ namespace: 'monitoring' }] },
    externalSecrets: { enabled: true, secretStoreRef: { name: 'vault' }, ingressCertificates: true },
  },
  'with artefacts moved to others, by keys of theirs': {
    postgresql: { auth: { password: 'password' } },
    minio: { auth: { rootUser: 'admin', rootPassword: 'password' } },
    objectStore: { engine: 'external', migrateFrom: 'minio' },
    externalS3: { bucket: 'mlflow-artefacts', accessKeyId: 'id', secretAccessKey: 'secret' },
  },
};
