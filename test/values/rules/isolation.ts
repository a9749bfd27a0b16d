import type { RuleRow } from './row';

const on = (more: string, rest = '') => `{networkPolicy: {enabled: true, ${more}}${rest && `, ${rest}`}}`;
const INGRESS = 'ingress: {enabled: true, hosts: [{host: a.example.com}]}';
const OIDC =
  "mode: oidc, oidc: {issuerUrl: 'https://login.example.com', clientId: mlflow, existingSecret: a, allowedGroups: [b]";
const ACCOUNTS = 'serviceAccounts: {enabled: true, allowed: [a/b]}';
const TO_ISSUER = 'externalCidrs: {issuers: [{cidr: 192.0.2.0/24}]}';
const DATABASE = 'postgresql: {enabled: false, auth: {password: ""}}, externalDatabase: {host: db, password: a}';
const S3 = 'minio: {enabled: false, auth: {rootUser: "", rootPassword: ""}}, externalS3: {bucket: my-bucket}';

const CNPG = 'database: {engine: cloudnative-pg}';
const NO_CNPG_BACKUPS =
  'warning: database.cnpg.backup: names no store, and backup.enabled is false: NOTHING IS BACKED UP. Name one in barmanObjectStore or plugin, or set backup.enabled: docs/database.md says what each is for.';
const TO_KUBERNETES = 'externalCidrs: {kubernetes: [{cidr: 192.0.2.1/32}]}';
const BACKUP = 'backup: {enabled: true, destination: {bucket: backups, existingSecret: a}}';
const RESTORE = 'restore: {enabled: true}, backup: {destination: {bucket: backups, existingSecret: a}}';
const NO_BACKUPS =
  'networkPolicy.externalCidrs.backups: is empty although backups are made or restored: nothing of the release would get there. Name the addresses of the store of backups.';

const NO_INGRESS =
  'networkPolicy.ingressControllers: is empty although mlflow.ingress.enabled is true: nothing would come through the Ingress. Name the namespace of the Ingress controller, or its addresses.';
const NO_ROUTER =
  'networkPolicy.ingressControllers: is empty although mlflow.route.enabled is true: nothing would come through OpenShift’s router. Name the router’s namespace by its label, as docs/clusters.md has it.';
const NOBODY =
  'networkPolicy.clients: is empty, and ingressControllers too: nobody would reach MLflow. Name clients; {podLabels: {}} is all pods of the namespace.';
const NO_STORE =
  'networkPolicy.clients: is empty although mlflow.artifacts.mode is direct: nobody would reach the store. Name those who read and write artefacts.';
const NO_STORE_BY_URL =
  'networkPolicy.clients: is empty although mlflow.artifacts.mode is presigned, and no Ingress controller is let through to a public address: nobody would reach the store. Name those who read and write artefacts.';
const byUrl = (endpoint = '') => `mlflow: {artifacts: {mode: presigned, presigned: {publicEndpoint: "${endpoint}"}}}`;
const NO_RANGE =
  'networkPolicy.clients: has no cidr although mlflow.service.type is another than ClusterIP: nobody outside would get in by it. Name their addresses, and where a load balancer or a node hides them, its own.';
const missing = (purpose: string, because: string, remedy: string) =>
  `networkPolicy.externalCidrs.${purpose}: is empty although ${because}: nothing of the release would get there. ${remedy}.`;
const NO_DATABASE = missing('database', 'externalDatabase.host is set', 'Name the addresses of the database');
const S3_REMEDY = 'Name the addresses of the store; without keys, those of STS too';
const NO_S3 = missing('s3', 'externalS3.bucket is set', S3_REMEDY);
const suspected = (purpose: string, because: string, remedy: string) =>
  `warning: networkPolicy.externalCidrs.${purpose}: is empty although ${because}: if it is outside of the release, the server does not get there. ${remedy}.`;
const UNREAD_DATABASE = suspected(
  'database',
  'mlflow.registry or mlflow.env names a database',
  'Name the addresses of the database',
);
const useless = (purpose: string, what: string) =>
  `warning: networkPolicy.externalCidrs.${purpose}: opens a way that the server has no use for: the only ${what} is the release’s own. Remove it.`;
const mixed = (list: string) =>
  `networkPolicy.${list}: has an entry that says two things: a cidr stands alone, but for except, and a namespace has a name or labels. Make two entries of it.`;

/** Of either kind, and what may not be. */
const MIXED = [
  'cidr: 10.0.0.0/8, namespace: a',
  'cidr: 10.0.0.0/8, namespaceLabels: {a: b}',
  'cidr: 10.0.0.0/8, podLabels: {a: b}',
  'namespace: a, namespaceLabels: {a: b}',
  'except: [10.0.0.0/8]',
];
const ALLOWED = [
  'cidr: 10.0.0.0/8, except: [10.1.0.0/16]',
  "namespace: '*', podLabels: {a: b}",
  'namespaceLabels: {a: b}, podLabels: {a: b}',
  'podLabels: {}',
];
const PURPOSES = [
  'database',
  's3',
  'issuers',
  'serviceAccounts',
  'webhooks',
  'modelProviders',
  'backups',
  'kubernetes',
  'databaseBackups',
  'outboundProxy',
];

export const isolation: readonly RuleRow[] = [
  [
    on(
      'ingressControllers: []',
      'mlflow: {gateway: {enabled: true, parentRefs: [{name: a}], hostnames: [a.example.com]}}',
    ),
    'networkPolicy.ingressControllers: is empty although mlflow.gateway.enabled is true: nothing would come through the Gateway. Name the namespace of the pods that serve the Gateway, or their addresses.',
  ],
  [
    on(
      'ingressControllers: [{namespace: a}]',
      'mlflow: {gateway: {enabled: true, parentRefs: [{name: a}], hostnames: [a.example.com]}}',
    ),
  ],
  [on('ingressControllers: []', 'mlflow: {route: {enabled: true, host: a.example.com}}'), NO_ROUTER],
  [on('ingressControllers: [{namespaceLabels: {a: ""}}]', 'mlflow: {route: {enabled: true, host: a.example.com}}')],
  [on('')],
  [on('ingressControllers: []', `mlflow: {${INGRESS}}`), NO_INGRESS],
  [on('ingressControllers: [{namespace: ingress-nginx}]', `mlflow: {${INGRESS}}`)],
  [`mlflow: {${INGRESS}}`],
  [on('clients: []'), NOBODY],
  [on('clients: [], ingressControllers: [{namespace: ingress-nginx}]')],
  [on('clients: [], ingressControllers: [{namespace: a}]', 'mlflow: {artifacts: {mode: direct}}'), NO_STORE],
  [on('', 'mlflow: {artifacts: {mode: direct}}')],
  [on('clients: [], ingressControllers: [{namespace: a}]', byUrl()), NO_STORE_BY_URL],
  [on('clients: [], ingressControllers: [{namespace: a}]', byUrl('https://s3.example.com'))],
  [on('', byUrl())],
  ...['NodePort', 'LoadBalancer'].map((type): RuleRow => [on('', `mlflow: {service: {type: ${type}}}`), NO_RANGE]),
  [on('clients: [{}, {cidr: 10.0.0.0/8}]', 'mlflow: {service: {type: NodePort}}')],
  ['mlflow: {service: {type: NodePort}}'],
  [on('', DATABASE), NO_DATABASE],
  [on('externalCidrs: {database: [{cidr: 10.1.2.3/32}]}', DATABASE)],
  [`{${DATABASE}}`],
  [on('', S3), NO_S3],
  [on('externalCidrs: {s3: [{namespace: minio, ports: [9000]}]}', S3)],
  [`{${S3}}`],
  [on('', `auth: {${OIDC}}}`), missing('issuers', 'auth.mode is oidc', 'Name the addresses of the issuers')],
  [on(TO_ISSUER, `auth: {${OIDC}}}`)],
  [
    on(TO_ISSUER, `auth: {${OIDC}, ${ACCOUNTS}}}`),
    missing(
      'serviceAccounts',
      'auth.oidc.serviceAccounts.enabled is true',
      'Name the addresses of the API server, as kubectl get endpointslice kubernetes -n default prints them',
    ),
  ],
  [
    on(
      'externalCidrs: {issuers: [{cidr: 192.0.2.0/24}], serviceAccounts: [{cidr: 192.0.2.1/32}]}',
      `auth: {${OIDC}, ${ACCOUNTS}}}`,
    ),
  ],
  ...[
    'registry: {storeUri: postgresql://other}',
    'registry: {existingSecret: other}',
    'env: [{name: MLFLOW_BACKEND_STORE_URI, value: a}]',
    'env: [{name: MLFLOW_REGISTRY_STORE_URI, value: a}]',
    'env: [{name: MLFLOW_READ_REPLICA_BACKEND_STORE_URI, value: a}]',
  ].flatMap((values): readonly RuleRow[] => [
    [on('', `mlflow: {${values}}`), UNREAD_DATABASE],
    [on('externalCidrs: {database: [{cidr: 10.1.2.3/32}]}', `mlflow: {${values}}`)],
    // It is refused already.
    [on('', `mlflow: {${values}}, ${DATABASE}`), NO_DATABASE],
    [`mlflow: {${values}}`],
  ]),
  ...['MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT', 'MLFLOW_S3_ENDPOINT_URL'].flatMap(
    (name): readonly RuleRow[] => [
      [on('', `mlflow: {env: [{name: ${name}, value: a}]}`), suspected('s3', 'mlflow.env names a store', S3_REMEDY)],
      [on('externalCidrs: {s3: [{cidr: 10.1.2.3/32}]}', `mlflow: {env: [{name: ${name}, value: a}]}`)],
      [on('', `mlflow: {env: [{name: ${name}, value: a}]}, ${S3}`), NO_S3],
      [`mlflow: {env: [{name: ${name}, value: a}]}`],
    ],
  ),
  [
    on('', CNPG),
    missing(
      'kubernetes',
      'database.engine is cloudnative-pg',
      'Name the addresses of the API server, as kubectl get endpointslice kubernetes -n default prints them',
    ),
    NO_CNPG_BACKUPS,
  ],
  [on(TO_KUBERNETES, CNPG), NO_CNPG_BACKUPS],
  [
    on(`databaseOperator: [], ${TO_KUBERNETES}`, CNPG),
    'networkPolicy.databaseOperator: is empty although database.engine is cloudnative-pg: its operator would not reach what it looks after. Name the namespace of the operator, cnpg-system unless it was put elsewhere.',
    NO_CNPG_BACKUPS,
  ],
  [on('databaseOperator: []')],
  ...['backup: {plugin: {objectStore: a}}', 'recovery: {enabled: true, serverName: a, plugin: {objectStore: a}}'].map(
    (store): RuleRow => [
      on(TO_KUBERNETES, `database: {engine: cloudnative-pg, cnpg: {${store}}}`),
      missing(
        'databaseBackups',
        'database.cnpg has a store of backups',
        'Name the addresses of that store; without keys, those of STS too',
      ),
      ...(store.startsWith('backup') ? [] : [NO_CNPG_BACKUPS]),
    ],
  ),
  [on('', BACKUP), NO_BACKUPS],
  [on('', RESTORE), NO_BACKUPS],
  [on('externalCidrs: {backups: [{namespace: a}]}', BACKUP)],
  // Nobody goes there.
  [on('externalCidrs: {backups: [{namespace: a}]}')],
  [on('externalCidrs: {database: [{cidr: 10.1.2.3/32}]}'), useless('database', 'database')],
  [on('externalCidrs: {s3: [{cidr: 10.1.2.3/32}]}'), useless('s3', 'store')],
  // The way is closed as long as nobody logs in there.
  [on('externalCidrs: {issuers: [{cidr: 10.1.2.3/32}], serviceAccounts: [{cidr: 10.1.2.3/32}]}')],
  [on('externalCidrs: {webhooks: [{cidr: 0.0.0.0/0, except: [10.0.0.0/8]}], modelProviders: [{cidr: 10.1.2.3/32}]}')],
  ...['ingressControllers', 'clients', 'monitoring', 'databaseOperator'].flatMap((list) =>
    entries(list, (entry) => `${list}: [{}, ${entry}]`),
  ),
  ...PURPOSES.flatMap((purpose) =>
    entries(`externalCidrs.${purpose}`, (entry) => `externalCidrs: {${purpose}: [{namespace: a}, ${entry}]}`),
  ),
];

/** Whether the policies are there or not. */
function entries(list: string, written: (entry: string) => string): readonly RuleRow[] {
  return [
    ...MIXED.map((entry): RuleRow => [`networkPolicy: {${written(`{${entry}}`)}}`, mixed(list)]),
    ...ALLOWED.map((entry): RuleRow => [`networkPolicy: {${written(`{${entry}}`)}}`]),
    ...Object.entries({
      database: DATABASE,
      s3: S3,
      issuers: `auth: {${OIDC}}}`,
      serviceAccounts: `auth: {${OIDC}, ${ACCOUNTS}}}`,
      webhooks: '',
      modelProviders: '',
      backups: BACKUP,
      kubernetes: '',
      databaseBackups: '',
      outboundProxy: '',
    }).flatMap(([purpose, rest]): RuleRow[] => {
      const issuers = purpose === 'serviceAccounts' ? ', issuers: [{namespace: a}]' : '';
      const to = (range: string) =>
        on(`externalCidrs: {${purpose}: [{cidr: ${range}}, {namespace: a}]${issuers}}`, rest);
      return [
        ...["'0.0.0.0/0'", "'::/0'"].map((range): RuleRow => [
          to(range),
          `warning: networkPolicy.externalCidrs.${purpose}: lets the server go everywhere: also to whatever has this port in the cluster, in your network, and where a cloud gives keys to who asks (169.254.169.254). Leave those out with except; docs/isolation.md has an example.`,
        ]),
        [to("'0.0.0.0/0', except: [169.254.0.0/16]")],
        [to('10.0.0.0/8')],
      ];
    }),
    ["networkPolicy: {enabled: false, externalCidrs: {webhooks: [{cidr: '0.0.0.0/0'}]}}"],
  ];
}
