/** What becomes of each value of community-charts/mlflow 1.11.5 by itself. */
import { each, needless, nothing, part, value, type Row } from '../chart';
import { textOf } from '../their';
import {
  ACCOUNT_TOKEN,
  INITIAL_DELAY,
  mapOfTexts,
  MIGRATES,
  NAMES,
  pullSecrets,
  resourcesOf,
  SCALED_BY,
  STRATEGY,
  WAITS,
} from './words';

const SUBCHART = (name: string) =>
  nothing(
    `belongs to the chart ${name} that it runs beside MLflow, which is none of this chart: what this chart runs itself is in postgresql and objectStore.garage`,
  );
const OTHER_IMAGE = needless('what it does is done here by the image of MLflow itself');
const LDAP = nothing(
  'there is no LDAP here. An OpenID Connect issuer in front of the directory (Keycloak, Dex) is auth.mode oidc; users by hand are basic or mlflow (docs/access.md)',
);

function probes(name: 'liveness' | 'readiness'): Readonly<Record<string, Row>> {
  const [there, here] = [`${name}Probe`, `mlflow.probes.${name}`];
  return {
    [`${there}.initialDelaySeconds`]: INITIAL_DELAY,
    [`${there}.periodSeconds`]: value(`${here}.periodSeconds`),
    [`${there}.timeoutSeconds`]: value(`${here}.timeoutSeconds`),
    [`${there}.failureThreshold`]: value(`${here}.failureThreshold`),
    [there]: nothing(
      'only periodSeconds, timeoutSeconds and failureThreshold of probes are values here (mlflow.probes)',
    ),
  };
}

export const rows: Readonly<Record<string, Row>> = {
  replicaCount: value('mlflow.replicaCount'),
  image: part,
  'image.pullPolicy': value('mlflow.image.pullPolicy'),
  initImages: OTHER_IMAGE,
  strategy: STRATEGY,
  imagePullSecrets: pullSecrets,
  nameOverride: NAMES,
  fullnameOverride: NAMES,
  revisionHistoryLimit: needless('Kubernetes keeps ten old ReplicaSets here; helm rollback needs none of them'),
  'serviceAccount.create': value('mlflow.serviceAccount.create'),
  'serviceAccount.automount': ACCOUNT_TOKEN,
  'serviceAccount.annotations': mapOfTexts('mlflow.serviceAccount.annotations'),
  'serviceAccount.name': part,
  deploymentAnnotations: nothing(
    'the Deployment takes no annotations of yours here; its pods do (mlflow.podAnnotations)',
  ),
  podAnnotations: mapOfTexts('mlflow.podAnnotations'),
  extraPodLabels: mapOfTexts('mlflow.podLabels'),
  podSecurityContext: value('mlflow.podSecurityContext'),
  securityContext: value('mlflow.securityContext'),
  'service.enabled': nothing('the Service is always there: clients and the Ingress go to it'),
  'service.type': value('mlflow.service.type'),
  'service.port': value('mlflow.service.port'),
  'service.annotations': mapOfTexts('mlflow.service.annotations'),
  ...each(
    needless('what the ports of pods and of the Service are called is the chart’s'),
    'service.name',
    'service.containerPort',
    'service.containerPortName',
  ),
  log: part,
  'telemetry.enabled': nothing('MLflow’s telemetry is off here: MLFLOW_DISABLE_TELEMETRY in mlflow.env turns it on'),
  backendStore: part,
  ...each(needless('is of a database that is not taken over'), 'backendStore.mysql', 'backendStore.mssql'),
  ...each(part, 'backendStore.mysql.enabled', 'backendStore.mssql.enabled'),
  'backendStore.databaseMigration': MIGRATES,
  'backendStore.databaseConnectionCheck': WAITS,
  ...each(needless('SQLAlchemy’s own driver for PostgreSQL is in the image'), 'backendStore.postgres.driver'),
  postgresql: SUBCHART('bitnami/postgresql'),
  ...each(
    part,
    'postgresql.enabled',
    'postgresql.auth.username',
    'postgresql.auth.password',
    'postgresql.auth.database',
  ),
  mysql: SUBCHART('bitnami/mysql'),
  'mysql.enabled': part,
  artifactRoot: part,
  flaskServerSecretKey: part,
  auth: part,
  'auth.authorizationFunction': nothing(
    'a function of your own for logins is none of this chart: see auth.mode (docs/access.md)',
  ),
  ...each(
    needless('users are in the tracking store’s database here'),
    'auth.sqliteFile',
    'auth.sqliteFullPath',
    'auth.postgres',
  ),
  ...each(needless('the pod writes the login’s settings itself'), 'auth.configPath', 'auth.configFile'),
  ldapAuth: LDAP,
  'autoscaling.enabled': value('autoscaling.enabled'),
  'autoscaling.minReplicas': value('autoscaling.minReplicas'),
  'autoscaling.maxReplicas': value('autoscaling.maxReplicas'),
  'autoscaling.metrics': SCALED_BY,
  'autoscaling.behavior': nothing('how fast pods come and go is autoscaling.scaleUp and autoscaling.scaleDown here'),
  extraArgs: part,
  extraFlags: part,
  extraEnvVars: part,
  extraSecretNamesForEnvFrom: value('mlflow.envFrom', (given) =>
    Array.isArray(given) ? given.map((name) => ({ secretRef: { name: textOf(name as string) } })) : given,
  ),
  ingress: part,
  corsAllowedOrigins: value('mlflow.corsAllowedOrigins'),
  serverAllowedHosts: value('mlflow.allowedHosts'),
  serverHost: needless('where MLflow listens is the chart’s: only the proxy in its pod reaches it'),
  resources: resourcesOf('mlflow.resources'),
  serviceMonitor: part,
  'serviceMonitor.interval': value('monitoring.interval'),
  'serviceMonitor.labels': value('monitoring.labels'),
  ...each(
    needless('metrics have a port of their own here, 9113, with /metrics'),
    'serviceMonitor.useServicePort',
    'serviceMonitor.telemetryPath',
  ),
  ...each(
    nothing(
      'ServiceMonitors are in the release’s namespace here, with what monitoring.interval and monitoring.labels say: Prometheus has to look there (docs/monitoring.md)',
    ),
    'serviceMonitor.namespace',
    'serviceMonitor.timeout',
    'serviceMonitor.targetLabels',
    'serviceMonitor.metricRelabelings',
  ),
  nodeSelector: mapOfTexts('mlflow.nodeSelector'),
  tolerations: value('mlflow.tolerations'),
  affinity: value('mlflow.affinity'),
  priorityClassName: value('mlflow.priorityClassName'),
  extraDeploy: value('extraObjects'),
  initContainers: value('mlflow.extraInitContainers'),
  extraContainers: value('mlflow.extraContainers'),
  extraVolumes: value('mlflow.extraVolumes'),
  extraVolumeMounts: value('mlflow.extraVolumeMounts'),
  ...probes('liveness'),
  ...probes('readiness'),
  oauth2Proxy: part,
  'oauth2Proxy.listenPort': needless('the proxy listens on the pod’s own port here'),
  'oauth2Proxy.image': needless('oauth2Proxy.image is pinned here to one that the chart was tried with'),
  'oauth2Proxy.extraEnv': nothing('oauth2-proxy takes no variables of yours here: see auth.oidc for what can be set'),
  'oauth2Proxy.resources': resourcesOf('oauth2Proxy.resources'),
  oidcAuth: part,
  'oidcAuth.cache': needless('logins are in the cookie here, for any number of replicas'),
  'oidcAuth.database': needless(
    'there are no users and permissions with auth.mode oidc: whoever may enter may do everything',
  ),
  ...each(
    needless('the issuer’s answer leads back to the host that was asked for here'),
    'oidcAuth.redirectUri',
    'oauth2Proxy.provider.redirectURL',
  ),
  'oidcAuth.trustedProxies': value('auth.trustedProxies'),
  'oidcAuth.providerDisplayName': needless('there is no page with a button: people go to the issuer at once'),
  'oidcAuth.sessionCookieSamesite': needless('cookies are lax here'),
  'oidcAuth.audience': nothing('tokens are for auth.oidc.clientId here'),
  minio: SUBCHART('minio/minio'),
  ...each(part, 'minio.enabled', 'minio.buckets', 'minio.rootUser', 'minio.rootPassword'),
};
