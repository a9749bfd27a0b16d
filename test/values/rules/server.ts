import type { RuleRow } from './row';

export const server: readonly RuleRow[] = [
  [
    'mlflow: {env: [{name: POD_IP, value: "1.2.3.4"}]}',
    'mlflow.env: sets POD_IP, which the chart fills with the pod’s address. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: tmp}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: scripts}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: server-socket}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: proxy-config}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: proxy-tmp}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: login}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: login-sockets}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  [
    'mlflow: {extraVolumes: [{name: users}]}',
    'mlflow.extraVolumes: has a volume called tmp, scripts, server-socket, proxy-config, proxy-scripts, proxy-tmp, login, login-sockets, login-ca, cluster-ca or users, as the chart has. Use another name.',
  ],
  ['mlflow: {extraVolumes: [{name: mine}]}'],
  [
    'mlflow: {extraVolumeMounts: [{name: mine, mountPath: /tmp}]}',
    'mlflow.extraVolumeMounts: mounts a volume at /tmp, /prepare, /run/mlflow, /login, /login-ca, /run/login or /users, where the chart has its own. Choose another path.',
  ],
  [
    'mlflow: {extraVolumeMounts: [{name: mine, mountPath: /prepare}]}',
    'mlflow.extraVolumeMounts: mounts a volume at /tmp, /prepare, /run/mlflow, /login, /login-ca, /run/login or /users, where the chart has its own. Choose another path.',
  ],
  [
    'mlflow: {extraVolumeMounts: [{name: mine, mountPath: /run/mlflow}]}',
    'mlflow.extraVolumeMounts: mounts a volume at /tmp, /prepare, /run/mlflow, /login, /login-ca, /run/login or /users, where the chart has its own. Choose another path.',
  ],
  [
    'mlflow: {extraVolumeMounts: [{name: mine, mountPath: /login}]}',
    'mlflow.extraVolumeMounts: mounts a volume at /tmp, /prepare, /run/mlflow, /login, /login-ca, /run/login or /users, where the chart has its own. Choose another path.',
  ],
  [
    'mlflow: {extraVolumeMounts: [{name: mine, mountPath: /users}]}',
    'mlflow.extraVolumeMounts: mounts a volume at /tmp, /prepare, /run/mlflow, /login, /login-ca, /run/login or /users, where the chart has its own. Choose another path.',
  ],
  ['mlflow: {extraVolumeMounts: [{name: mine, mountPath: /scripts}]}'],
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
  ['mlflow: {drainSeconds: 59}'],
  ['mlflow: {drainSeconds: 0, terminationGracePeriodSeconds: 0}'],
  [
    'mlflow: {databasePool: {maxOverflow: 0}}',
    'mlflow.databasePool.maxOverflow: is 0, which MLflow ignores: up to 10 connections more would be opened. Set 1 or more, and a smaller mlflow.databasePool.size if that is too many.',
  ],
  ['mlflow: {databasePool: {maxOverflow: 1}}'],
  [
    '{mlflow: {jobExecution: true, replicaCount: 2}, postgresql: {resources: {requests: {memory: 16Gi}}}}',
    'mlflow.jobExecution: is true with 2 replicas, but each pod has a queue of its own: periodic jobs would run in each, and a pod that starts would run again what others are running. Set mlflow.replicaCount to 1, or mlflow.jobExecution to false.',
  ],
  ['{mlflow: {jobExecution: true}, postgresql: {resources: {requests: {memory: 16Gi}}}}'],
  [
    'mlflow: {registry: {storeUri: "postgresql://x", existingSecret: r}}',
    'mlflow.registry.storeUri: is set beside mlflow.registry.existingSecret, which would win. Remove one of them.',
  ],
  ['mlflow: {registry: {storeUri: "postgresql://x"}}'],
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
    'mlflow.podDisruptionBudget.minAvailable: is 1 of 1 replicas, so no node could ever be drained. Raise mlflow.replicaCount, or disable the budget.',
  ],
  [
    '{mlflow: {replicaCount: 2, podDisruptionBudget: {enabled: true}}, postgresql: {resources: {requests: {memory: 6Gi}}}}',
  ],
  [
    '{mlflow: {replicaCount: 0, podDisruptionBudget: {enabled: true}}, postgresql: {resources: {requests: {memory: 6Gi}}}}',
  ],
];
