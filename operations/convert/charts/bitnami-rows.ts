/** What becomes of each value of bitnami/mlflow 5.3.0 by itself. */
import { isMapping } from '../../../lib/values/merge';
import type { Json } from '../../../lib/yaml/json';
import { each, Instead, needless, nothing, part, value, type Row } from '../chart';
import { textOf } from '../their';
import {
  ACCOUNT_TOKEN,
  INITIAL_DELAY,
  mapOfTexts,
  MIGRATES,
  NAMES,
  NO_PROBE,
  POLICIES,
  PROBE_SUCCESS,
  pullSecrets,
  resourcesOf,
  SCALED_BY,
  STRATEGY,
  WAITS,
  wholeNumber,
} from './words';

const T = 'tracking';
const at = (name: string) => `${T}.${name}`;
const COMMAND = nothing(
  'commands of the containers are the chart’s: arguments of “mlflow server” are in mlflow.extraArgs',
);
const VOLUME = needless('the server keeps nothing on a volume here: the database and the store have theirs');
const RUN = nothing(
  'runs MLflow projects beside the server, and is none of this chart: jobs of your own are pods of your own, which find MLflow by the ConfigMap of clients.configMap (docs/clients.md), or objects in extraObjects',
);
const SUBCHART = (name: string, here: string) =>
  nothing(
    `belongs to the chart ${name} that it runs beside MLflow, which is none of this chart: what there is here is in ${here}`,
  );
const NO_VALUE = (what: string) => nothing(`there is no value for ${what} here`);

function probes(name: string): Readonly<Record<string, Row>> {
  const [there, here] = [at(`${name}Probe`), `mlflow.probes.${name}`];
  return {
    [`${there}.enabled`]:
      name === 'startup' ? needless('there is always a startup probe here (mlflow.probes.startup)') : NO_PROBE,
    [`${there}.initialDelaySeconds`]: INITIAL_DELAY,
    [`${there}.periodSeconds`]: value(`${here}.periodSeconds`),
    [`${there}.timeoutSeconds`]: value(`${here}.timeoutSeconds`),
    [`${there}.failureThreshold`]: value(`${here}.failureThreshold`),
    [`${there}.successThreshold`]: PROBE_SUCCESS,
  };
}

/** Without what only says whether there is one. */
const security = (path: string): Row =>
  value(path, (given) => {
    if (!isMapping(given)) return given;
    const { enabled, ...context } = given;
    if (enabled === false) return new Instead(`there is always a security context here (${path})`);
    // Of bitnami's images: others have other users.
    const own = ['runAsUser', 'runAsGroup', 'fsGroup'].filter((key) => context[key] === 1001);
    const empty = Object.keys(context).filter((key) => isEmpty(context[key] ?? null));
    return Object.fromEntries(Object.entries(context).filter(([key]) => ![...own, ...empty].includes(key)));
  });

function isEmpty(given: Json): boolean {
  return given === null || given === '' || (typeof given === 'object' && Object.keys(given).length === 0);
}

export const rows: Readonly<Record<string, Row>> = {
  'global.imageRegistry': value('global.imageRegistry'),
  'global.imagePullSecrets': pullSecrets,
  'global.defaultStorageClass': part,
  'global.storageClass': part,
  'global.security': needless('any image is taken here'),
  'global.compatibility': needless('set global.openshift on OpenShift'),
  ...each(
    NO_VALUE('what Helm itself asks the cluster: helm template --kube-version and --api-versions'),
    'kubeVersion',
    'apiVersions',
  ),
  nameOverride: NAMES,
  fullnameOverride: NAMES,
  namespaceOverride: nothing('everything is in the namespace of the release: helm install --namespace'),
  commonLabels: mapOfTexts('commonLabels'),
  commonAnnotations: nothing(
    'annotations are set where they are wanted here: podAnnotations of each part, and those of Service, Ingress and ServiceAccount',
  ),
  clusterDomain: needless('addresses are short here: no name ends in the cluster’s domain'),
  extraDeploy: value('extraObjects', (given) =>
    Array.isArray(given) && given.every(isMapping)
      ? given
      : new Instead('has an object as a text or under a name: write each into the list extraObjects'),
  ),
  diagnosticMode: needless('for a look around: kubectl debug'),
  image: part,
  'image.pullPolicy': value('mlflow.image.pullPolicy'),
  'image.pullSecrets': pullSecrets,
  'image.debug': needless('MLFLOW_LOGGING_LEVEL=DEBUG in mlflow.env is MLflow’s own'),
  gitImage: needless('it is for projects, which this chart does not run'),
  'tracking.enabled': nothing('the server is what this chart is'),
  'tracking.replicaCount': value('mlflow.replicaCount'),
  'tracking.host': needless('where MLflow listens is the chart’s: only the proxy in its pod reaches it'),
  'tracking.containerPorts': needless('the container’s port is 5000 here'),
  ...probes('startup'),
  ...probes('liveness'),
  ...probes('readiness'),
  ...each(
    nothing('probes of your own are none here: mlflow.probes has the times of the chart’s'),
    'tracking.customLivenessProbe',
    'tracking.customReadinessProbe',
    'tracking.customStartupProbe',
  ),
  'tracking.resourcesPreset': part,
  'tracking.resources': resourcesOf('mlflow.resources'),
  'tracking.podSecurityContext': security('mlflow.podSecurityContext'),
  'tracking.containerSecurityContext': security('mlflow.securityContext'),
  'tracking.auth': part,
  ...each(
    nothing('settings of the login are in auth.mlflow here (docs/access.md)'),
    'tracking.auth.extraOverrides',
    'tracking.auth.overridesConfigMap',
  ),
  'tracking.tls': part,
  'tracking.command': COMMAND,
  'tracking.args': COMMAND,
  'tracking.extraArgs': part,
  'tracking.runUpgradeDB': MIGRATES,
  'tracking.automountServiceAccountToken': ACCOUNT_TOKEN,
  'tracking.hostAliases': value('mlflow.hostAliases'),
  'tracking.podLabels': mapOfTexts('mlflow.podLabels'),
  'tracking.podAnnotations': mapOfTexts('mlflow.podAnnotations'),
  ...each(
    nothing(
      'presets are none here: write the affinity itself into mlflow.affinity; mlflow.spread keeps replicas on different nodes',
    ),
    'tracking.podAffinityPreset',
    'tracking.nodeAffinityPreset',
  ),
  'tracking.podAntiAffinityPreset': value(
    'mlflow.spread',
    (given) => ({ soft: 'preferred', hard: 'required' })[textOf(given)] ?? 'none',
  ),
  'tracking.pdb': part,
  'tracking.autoscaling.hpa.enabled': value('autoscaling.enabled'),
  'tracking.autoscaling.hpa.minReplicas': wholeNumber('autoscaling.minReplicas'),
  'tracking.autoscaling.hpa.maxReplicas': wholeNumber('autoscaling.maxReplicas'),
  'tracking.autoscaling.hpa.targetCPU': wholeNumber('autoscaling.targetCPUUtilizationPercentage'),
  'tracking.autoscaling.hpa.targetMemory': SCALED_BY,
  'tracking.autoscaling.vpa': nothing(
    'there is no VerticalPodAutoscaler here: set mlflow.resources, or make one in extraObjects',
  ),
  'tracking.affinity': value('mlflow.affinity'),
  'tracking.nodeSelector': mapOfTexts('mlflow.nodeSelector'),
  'tracking.tolerations': value('mlflow.tolerations'),
  'tracking.updateStrategy': STRATEGY,
  'tracking.priorityClassName': value('mlflow.priorityClassName'),
  'tracking.topologySpreadConstraints': nothing(
    'mlflow.spread keeps replicas on different nodes; for zones there is mlflow.affinity',
  ),
  'tracking.schedulerName': NO_VALUE('another scheduler'),
  'tracking.terminationGracePeriodSeconds': wholeNumber('mlflow.terminationGracePeriodSeconds'),
  'tracking.lifecycleHooks': nothing(
    'the pod ends in an order of the chart’s (mlflow.drainSeconds); a container of your own is mlflow.extraContainers',
  ),
  ...each(part, 'tracking.extraEnvVars', 'tracking.extraEnvVarsCM', 'tracking.extraEnvVarsSecret'),
  'tracking.extraVolumes': value('mlflow.extraVolumes'),
  'tracking.extraVolumeMounts': value('mlflow.extraVolumeMounts'),
  'tracking.sidecars': value('mlflow.extraContainers'),
  'tracking.enableDefaultInitContainers': WAITS,
  'tracking.initContainers': value('mlflow.extraInitContainers'),
  'tracking.service': part,
  'tracking.service.annotations': mapOfTexts('mlflow.service.annotations'),
  ...each(
    nothing(
      'of the Service, only type, port and annotations are values here (mlflow.service): for anything else make a second one in extraObjects',
    ),
    'tracking.service.nodePorts',
    'tracking.service.clusterIP',
    'tracking.service.loadBalancerIP',
    'tracking.service.loadBalancerSourceRanges',
    'tracking.service.labels',
    'tracking.service.externalTrafficPolicy',
    'tracking.service.extraPorts',
    'tracking.service.sessionAffinity',
    'tracking.service.sessionAffinityConfig',
  ),
  'tracking.ingress': part,
  'tracking.ingress.selfSigned': nothing(
    'nobody makes a certificate that nobody trusts here: cert-manager can (docs/tls.md)',
  ),
  'tracking.ingress.secrets': nothing(
    'certificates with their keys do not stand in values here: kubectl create secret tls, and its name in mlflow.ingress.tls',
  ),
  ...each(
    nothing('rules of your own for the Ingress are none here: make another Ingress in extraObjects'),
    'tracking.ingress.extraPaths',
    'tracking.ingress.extraRules',
  ),
  'tracking.httproute': part,
  ...each(
    nothing(
      'mlflow.gateway leads all of its hosts to MLflow: make an HTTPRoute of your own in extraObjects for anything else',
    ),
    'tracking.httproute.annotations',
    'tracking.httproute.labels',
    'tracking.httproute.matches',
    'tracking.httproute.filters',
    'tracking.httproute.extraRules',
  ),
  'tracking.networkPolicy': POLICIES,
  'tracking.persistence': VOLUME,
  'tracking.tmpVolume': needless('temporary files are on the node here, up to mlflow.scratchSize'),
  'tracking.serviceAccount.create': value('mlflow.serviceAccount.create'),
  'tracking.serviceAccount.name': part,
  'tracking.serviceAccount.annotations': mapOfTexts('mlflow.serviceAccount.annotations'),
  'tracking.serviceAccount.automountServiceAccountToken': ACCOUNT_TOKEN,
  'tracking.metrics': part,
  'tracking.metrics.annotations': needless('monitoring.mode annotations sets those of Prometheus itself'),
  'tracking.metrics.serviceMonitor': nothing(
    'ServiceMonitors are in the release’s namespace here, with what monitoring.interval and monitoring.labels say (docs/monitoring.md)',
  ),
  'tracking.metrics.serviceMonitor.enabled': part,
  'tracking.metrics.serviceMonitor.interval': value('monitoring.interval'),
  'tracking.metrics.serviceMonitor.labels': mapOfTexts('monitoring.labels'),
  run: RUN,
  volumePermissions: needless('Kubernetes gives volumes to the pods’ group here (fsGroup)'),
  waitContainer: WAITS,
  postgresql: SUBCHART('bitnami/postgresql', 'postgresql'),
  ...each(
    part,
    'postgresql.enabled',
    'postgresql.auth.username',
    'postgresql.auth.password',
    'postgresql.auth.database',
    'postgresql.auth.existingSecret',
  ),
  'postgresql.primary.persistence.size': part,
  'postgresql.primary.initdb': needless('there is one database for all here, which needs no script'),
  externalDatabase: part,
  'externalDatabase.authDatabase': needless('users are in the tracking store’s database here'),
  minio: SUBCHART('bitnami/minio', 'objectStore.garage'),
  ...each(part, 'minio.enabled', 'minio.auth', 'minio.defaultBuckets'),
  'minio.provisioning': needless('the bucket is made here, and nobody reads it without a key'),
  'minio.persistence.size': part,
  externalS3: part,
  externalGCS: part,
  externalAzureBlob: part,
};
