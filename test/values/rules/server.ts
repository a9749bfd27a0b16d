import type { RuleRow } from './row';

const MONITORED = 'monitoring: {enabled: true}';
const BASIC = 'auth: {mode: basic, basic: {existingSecret: u}}';
const OIDC =
  'auth: {mode: oidc, oidc: {issuerUrl: https://login.example.com, clientId: mlflow, existingSecret: o, allowedGroups: [a]';

/** What each login has of its own: volumes, and paths. */
const LOGINS: readonly (readonly [string, string, readonly string[], readonly (readonly string[])[]])[] = [
  [
    'basic',
    'auth: {mode: basic, basic: {users: {alice: secret}}}',
    ['login', 'login-sockets', 'users'],
    [['/login', '/users']],
  ],
  ['oidc', `${OIDC}, caConfigMap: ca}}`, ['login-sockets', 'login-ca', 'cluster-ca'], [['/run/login'], ['/login-ca']]],
  ['mlflow', 'auth: {mode: mlflow, mlflow: {existingSecret: m}}', ['login'], [['/login']]],
];
const inWords = (names: readonly string[]) =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

export const server: readonly RuleRow[] = [
  [
    'mlflow: {env: [{name: POD_IP, value: "1.2.3.4"}]}',
    'mlflow.env: sets POD_IP, which the chart fills with the pod’s address. Use another name.',
  ],
  ...['tmp', 'scripts', 'server-socket', 'proxy-config', 'proxy-scripts', 'proxy-tmp'].map((name): RuleRow => [
    `mlflow: {extraVolumes: [{name: ${name}}]}`,
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts or proxy-tmp, as the chart has. Use another name.',
  ]),
  ['mlflow: {extraVolumes: [{name: mine}]}'],
  ...['/tmp', '/prepare', '/run/mlflow'].map((path): RuleRow => [
    `mlflow: {extraVolumeMounts: [{name: mine, mountPath: ${path}}]}`,
    'mlflow.extraVolumeMounts: mounts a volume at /tmp, /prepare or /run/mlflow, where the chart has its own. Choose another path.',
  ]),
  ['mlflow: {extraVolumeMounts: [{name: mine, mountPath: /scripts}]}'],
  ...['monitor', 'metrics'].flatMap((name): readonly RuleRow[] => [
    [
      `{${MONITORED}, mlflow: {extraVolumes: [{name: ${name}}]}}`,
      'mlflow.extraVolumes: has a volume called monitor or metrics, as the chart has with monitoring.enabled. Use another name.',
    ],
    [`mlflow: {extraVolumes: [{name: ${name}}]}`],
  ]),
  ...['/run/metrics', '/monitor'].flatMap((path): readonly RuleRow[] => [
    [
      `{${MONITORED}, mlflow: {extraVolumeMounts: [{name: mine, mountPath: ${path}}]}}`,
      'mlflow.extraVolumeMounts: mounts a volume at /run/metrics or /monitor, where the chart has its own with monitoring.enabled. Choose another path.',
    ],
    [`mlflow: {extraVolumeMounts: [{name: mine, mountPath: ${path}}]}`],
  ]),
  // What a login has is refused only with that login.
  [
    'mlflow: {extraVolumes: [{name: login}, {name: login-sockets}, {name: users}, {name: login-ca}, {name: cluster-ca}]}',
  ],
  [
    `mlflow: {extraVolumeMounts: [${['/login', '/users', '/login-ca', '/run/login'].map((path) => `{name: mine, mountPath: ${path}}`).join(', ')}]}`,
  ],
  [
    'mlflow: {extraContainers: [{name: verifier, image: x}, {name: oauth2-proxy, image: x}, {name: machines, image: x}]}',
  ],
  ...LOGINS.flatMap(([mode, login, volumes, paths]): readonly RuleRow[] => [
    ...volumes.map((name): RuleRow => [
      `{${login}, mlflow: {workers: 2, extraVolumes: [{name: ${name}}]}}`,
      `mlflow.extraVolumes: has a volume called ${inWords(volumes)}, as the chart has with auth.mode ${mode}. Use another name.`,
    ]),
    ...paths.flatMap((group) =>
      group.map((path): RuleRow => [
        `{${login}, mlflow: {workers: 2, extraVolumeMounts: [{name: mine, mountPath: ${path}}]}}`,
        `mlflow.extraVolumeMounts: mounts a volume at ${inWords(group)}, where the chart has its own with auth.mode ${mode}. Choose another path.`,
      ]),
    ),
  ]),
  [`{${BASIC}, mlflow: {extraVolumeMounts: [{name: mine, mountPath: /login}]}}`],
  [`{${OIDC}}}, mlflow: {extraVolumeMounts: [{name: mine, mountPath: /login-ca}]}}`],
  ...[BASIC, `${OIDC}}}`].map((login): RuleRow => [
    `{${login}, mlflow: {artifacts: {mode: direct}}}`,
    'warning: mlflow.artifacts.mode: is direct: whoever has the keys of the store, as each client then does, reads and overwrites all artefacts, past the login and its permissions. Set it to proxied, or give keys to those only who may do that.',
  ]),
  ['mlflow: {artifacts: {mode: direct}}'],
  [
    'mlflow: {extraArgs: [--host=0.0.0.0]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  [
    'mlflow: {extraArgs: ["--host", 0.0.0.0]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  [
    'mlflow: {extraArgs: ["-h", 0.0.0.0]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  [
    'mlflow: {extraArgs: [--port=80]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  [
    'mlflow: {extraArgs: ["-p", "80"]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  [
    'mlflow: {extraArgs: [--app-name=basic-auth]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  [
    'mlflow: {extraArgs: [--expose-prometheus=/tmp, "--port", "1"]}',
    'mlflow.extraArgs: sets where MLflow listens or which app it is, which the proxy in its pod depends on. Remove --host, --port and --app-name; auth.mode chooses the login.',
  ],
  ['mlflow: {extraArgs: [--hostile, -w, "2", --dev]}'],
  [
    'mlflow: {drainSeconds: 60}',
    'mlflow.drainSeconds: is 60 of the 60 seconds that a pod has to end, so that requests in flight would be cut off. Lower it, or raise mlflow.terminationGracePeriodSeconds.',
  ],
  [
    'mlflow: {drainSeconds: 59}',
    'warning: mlflow.terminationGracePeriodSeconds: is 60, less than the 59 of mlflow.drainSeconds and the 45 of mlflow.longestTransferSeconds: a transfer would be cut off when its pod ends. Raise it, or say how long the longest one takes.',
  ],
  ['mlflow: {drainSeconds: 59, longestTransferSeconds: 1}'],
  ['mlflow: {drainSeconds: 15}'],
  [
    'mlflow: {longestTransferSeconds: 300, terminationGracePeriodSeconds: 309}',
    'warning: mlflow.terminationGracePeriodSeconds: is 309, less than the 10 of mlflow.drainSeconds and the 300 of mlflow.longestTransferSeconds: a transfer would be cut off when its pod ends. Raise it, or say how long the longest one takes.',
  ],
  ['mlflow: {longestTransferSeconds: 300, terminationGracePeriodSeconds: 310}'],
  ['mlflow: {drainSeconds: 0, terminationGracePeriodSeconds: 0}'],
  [
    'mlflow: {databasePool: {maxOverflow: 0}}',
    'mlflow.databasePool.maxOverflow: is 0, which MLflow ignores: up to 10 connections more would be opened. Set 1 or more, and a smaller mlflow.databasePool.size if that is too many.',
  ],
  ['mlflow: {databasePool: {maxOverflow: 1}}'],
  [
    '{mlflow: {jobExecution: true, replicaCount: 2}, postgresql: {resources: {requests: {memory: 16Gi}}}}',
    'mlflow.jobExecution: is true with 2 replicas, but each pod has a queue of its own: periodic jobs would run in each, and a pod that starts would run again what others are running. Set it to false, and jobs.enabled to true; or mlflow.replicaCount to 1 without autoscaling.',
  ],
  ['{mlflow: {jobExecution: true}, postgresql: {resources: {requests: {memory: 16Gi}}}}'],
  [
    'mlflow: {registry: {storeUri: "postgresql://x", existingSecret: r}}',
    'mlflow.registry.storeUri: is set beside mlflow.registry.existingSecret, which would win. Remove one of them.',
  ],
  ...[
    'postgresql://x',
    'postgresql+psycopg2://user@db:5432/registry?sslmode=verify-full&application_name=password',
    'mysql+pymysql://user@[fd00::1]:3306/registry',
    'sqlite:////data/registry.db',
    'postgresql://db:5432/registry?application_name=a@b',
  ].map((uri): RuleRow => [`mlflow: {registry: {storeUri: "${uri}"}}`]),
  ...[
    'postgresql://user:secret@db/registry',
    'postgresql://user:sec/ret@db/registry',
    'mysql+pymysql://user:p%40ss@db:3306/registry',
    'postgresql://:secret@db/registry',
    'postgresql://db/registry?user=a&password=secret',
    'postgresql://user@db/registry?sslpassword=secret',
    'mysql+mysqldb://user@db/registry?passwd=secret',
  ].map((uri): RuleRow => [
    `mlflow: {registry: {storeUri: "${uri}"}}`,
    'mlflow.registry.storeUri: holds a password, and would stand in a ConfigMap. Put the URI into a Secret, and name that in mlflow.registry.existingSecret.',
  ]),
  [
    'mlflow: {encryption: {passphrase: x, existingSecret: r}}',
    'mlflow.encryption.passphrase: is set beside mlflow.encryption.existingSecret, which would win. Remove one of them.',
  ],
  [
    `mlflow: {encryption: {webhookKey: ${'A'.repeat(43)}=, existingSecret: r}}`,
    'mlflow.encryption.webhookKey: is set beside mlflow.encryption.existingSecret, which would win. Remove one of them.',
  ],
  ['mlflow: {encryption: {existingSecret: r}}'],
  [`mlflow: {encryption: {passphrase: x, webhookKey: ${'A'.repeat(43)}=}}`],
  [
    'mlflow: {podDisruptionBudget: {enabled: true}}',
    'mlflow.podDisruptionBudget.minAvailable: is 1 of 1 replicas, so no node could ever be drained. Raise mlflow.replicaCount (autoscaling.minReplicas, if that is on), or disable the budget.',
  ],
  [
    '{mlflow: {replicaCount: 2, podDisruptionBudget: {enabled: true}}, postgresql: {resources: {requests: {memory: 6Gi}}}}',
  ],
  [
    '{mlflow: {replicaCount: 0, podDisruptionBudget: {enabled: true}}, postgresql: {resources: {requests: {memory: 6Gi}}}}',
  ],
];
