/** MLflow's own chart: github.com/mlflow/mlflow, charts/, version 0.1.1, with what its branch master has had since. */
import { isMapping } from '../../../lib/values/merge';
import { each, needless, nothing, part, value, type OtherChart, type Row } from '../chart';
import { databaseOf, databaseOfReference, registryOf, secretKeyOf } from '../database';
import { takeGateway, takeIngress } from '../ingress';
import { takeAccount, takeMetrics } from '../operations';
import type { Ours } from '../ours';
import { takeOption } from '../server-arguments';
import { artifactsAt, ownStore } from '../store';
import { textOf, type Their } from '../their';
import { takeVariables } from '../variables';
import defaults from './mlflow.json';
import {
  ACCOUNT_TOKEN,
  INITIAL_DELAY,
  mapOfTexts,
  MIGRATES,
  NAMES,
  NO_PROBE,
  OBJECTS,
  POLICIES,
  pullSecrets,
  resourcesOf,
  STRATEGY,
} from './words';

function probes(name: string): Readonly<Record<string, Row>> {
  const [there, here] = [`probes.${name}`, `mlflow.probes.${name}`];
  return {
    [`${there}.enabled`]: NO_PROBE,
    [`${there}.initialDelaySeconds`]: INITIAL_DELAY,
    [`${there}.periodSeconds`]: value(`${here}.periodSeconds`),
    [`${there}.timeoutSeconds`]: value(`${here}.timeoutSeconds`),
    [`${there}.failureThreshold`]: value(`${here}.failureThreshold`),
  };
}

const rows: Readonly<Record<string, Row>> = {
  'image.repository': value('mlflow.image.repository'),
  'image.tag': value('mlflow.image.tag'),
  'image.pullPolicy': value('mlflow.image.pullPolicy'),
  imagePullSecrets: pullSecrets,
  fullnameOverride: NAMES,
  replicaCount: value('mlflow.replicaCount'),
  deploymentStrategy: STRATEGY,
  server: part,
  ...probes('startup'),
  ...probes('liveness'),
  ...probes('readiness'),
  garbageCollection: part,
  'garbageCollection.allWorkspaces': needless('retention.gc looks at all workspaces here'),
  ...each(
    nothing('retention’s pods have no volumes of yours: authorities that they are to believe are in tls.caBundle'),
    'garbageCollection.extraVolumes',
    'garbageCollection.extraVolumeMounts',
  ),
  'garbageCollection.resources': resourcesOf('retention.resources'),
  'service.type': value('mlflow.service.type'),
  'service.port': value('mlflow.service.port'),
  'service.annotations': mapOfTexts('mlflow.service.annotations'),
  ingress: part,
  httpRoute: part,
  'httpRoute.apiVersion': needless('gateway.networking.k8s.io/v1 is what this chart has'),
  ...each(
    nothing(
      'mlflow.gateway leads all of its hosts to MLflow: make an HTTPRoute of your own in extraObjects for anything else',
    ),
    'httpRoute.annotations',
    'httpRoute.labels',
    'httpRoute.matches',
    'httpRoute.filters',
  ),
  gateway: part,
  mlflow: part,
  migrations: MIGRATES,
  env: part,
  envFrom: value('mlflow.envFrom'),
  extraVolumes: value('mlflow.extraVolumes'),
  extraVolumeMounts: value('mlflow.extraVolumeMounts'),
  extraInitContainers: value('mlflow.extraInitContainers'),
  extraContainers: value('mlflow.extraContainers'),
  tls: part,
  externalSecrets: nothing(
    'there it is one Secret, made by a template of yours; here an ExternalSecret for each Secret that the values name, from a SecretStore that there is: see externalSecrets and docs/secrets.md, or keep both objects in extraObjects',
  ),
  networkPolicy: POLICIES,
  metrics: part,
  'metrics.path': needless('metrics are at /metrics of port 9113 here'),
  serviceMonitor: part,
  'serviceMonitor.tlsConfig': needless('metrics have a port of their own here, without TLS'),
  podSecurityContext: value('mlflow.podSecurityContext'),
  securityContext: value('mlflow.securityContext'),
  'serviceAccount.create': value('mlflow.serviceAccount.create'),
  'serviceAccount.name': part,
  'serviceAccount.annotations': mapOfTexts('mlflow.serviceAccount.annotations'),
  'serviceAccount.automountServiceAccountToken': ACCOUNT_TOKEN,
  namespace_rbac: OBJECTS,
  cluster_rbac: OBJECTS,
  storage: part,
  resources: resourcesOf('mlflow.resources'),
  podAnnotations: mapOfTexts('mlflow.podAnnotations'),
  podLabels: mapOfTexts('mlflow.podLabels'),
  nodeSelector: mapOfTexts('mlflow.nodeSelector'),
  tolerations: value('mlflow.tolerations'),
  affinity: value('mlflow.affinity'),
};

function takeDatabase(their: Their, ours: Ours): void {
  const [uri, from] = uriOf(their, 'backendStoreUri', 'backend_store_uri');
  const reference = their.map('mlflow.backendStoreUriFrom');
  if (Object.keys(reference).length > 0) databaseOfReference(ours, reference, 'mlflow.backendStoreUriFrom');
  else databaseOf(ours, uri, from, hasPassword(their));
  const [registry, fromRegistry] = uriOf(their, 'registryStoreUri', 'registry_store_uri');
  const secret = secretKeyOf(their.map('mlflow.registryStoreUriFrom'));
  if (secret !== undefined) {
    ours.set('mlflow.registry.existingSecret', secret.name, 'mlflow.registryStoreUriFrom');
    ours.set('mlflow.registry.existingSecretKey', secret.key, 'mlflow.registryStoreUriFrom');
  } else if (their.isOn('mlflow.registryStoreUriFrom')) {
    ours.say(
      'left out',
      'mlflow.registryStoreUriFrom',
      'names no Secret: put the URI into one, and name that in mlflow.registry',
    );
  } else if (registry !== '') registryOf(ours, registry, fromRegistry);
}

function hasPassword(their: Their): boolean {
  const names = their.list('env').map((entry) => (isMapping(entry) ? textOf(entry['name']) : ''));
  return names.includes('PGPASSWORD') || names.includes('PGPASSFILE');
}

/** It may be an option of the server, too. */
function uriOf(their: Their, name: string, option: string): readonly [uri: string, from: string] {
  const ofOption = `server.value_options.${option}`;
  const given = their.text(`mlflow.${name}`);
  return given === '' && their.text(ofOption) !== '' ? [their.text(ofOption), ofOption] : [given, `mlflow.${name}`];
}

/** Clients go to the default root themselves, if it is no path of the server's. */
function takeArtifacts(their: Their, ours: Ours): void {
  const [root, fromRoot] = uriOf(their, 'defaultArtifactRoot', 'default_artifact_root');
  const [destination, from] = uriOf(their, 'artifactsDestination', 'artifacts_destination');
  if (/^[a-z0-9]+:\/\//i.test(root) && !root.startsWith('mlflow-artifacts:')) {
    artifactsAt(ours, root, { direct: true, from: fromRoot });
  } else if (destination !== '') artifactsAt(ours, destination, { direct: false, from });
  else ownStore(ours, root === '' ? from : fromRoot);
  ['storage.enabled', 'storage.mountPath', 'storage.accessMode'].forEach((path) => their.value(path));
  const size = their.text('storage.size');
  const storageClass = their.text('storage.storageClassName');
  if (!their.isOn('storage.enabled') || !ours.has('objectStore.engine')) return;
  ours.set('objectStore.garage.storage.size', size, 'storage.size');
  if (storageClass === '') return;
  ours.set('objectStore.garage.storage.storageClass', storageClass, 'storage.storageClassName');
  if (ours.has('postgresql.auth.existingSecret')) {
    ours.set('postgresql.storage.storageClass', storageClass, 'storage.storageClassName');
  }
}

const LOCATIONS = ['backend_store_uri', 'registry_store_uri', 'default_artifact_root', 'artifacts_destination'];

function takeServer(their: Their, ours: Ours): void {
  const options = their.map('server.value_options');
  for (const [name, given] of Object.entries(options)) {
    const from = `server.value_options.${name}`;
    if (LOCATIONS.includes(name.replaceAll('-', '_')) || !their.isChanged(from)) continue;
    if (name === 'port') ours.set('mlflow.service.port', given, from);
    else takeOption(ours, name, textOf(given), from);
  }
  for (const flag of their.list('server.flag_options')) takeOption(ours, textOf(flag), '', 'server.flag_options');
  const prefix = their.text('server.staticPrefix');
  if (prefix !== '') takeOption(ours, 'static-prefix', prefix, 'server.staticPrefix');
}

function takeAccess(their: Their, ours: Ours): void {
  if (their.isOn('ingress.enabled')) {
    const ingress = {
      className: their.text('ingress.className'),
      annotations: their.map('ingress.annotations'),
      hosts: their.list('ingress.hosts'),
      tls: their.list('ingress.tls'),
    };
    takeIngress(ours, ingress, 'ingress');
  }
  for (const from of ['httpRoute', 'gateway']) {
    if (!their.isOn(`${from}.enabled`)) continue;
    takeGateway(
      ours,
      { parentRefs: their.list(`${from}.parentRefs`), hostnames: their.list(`${from}.hostnames`) },
      from,
    );
  }
  const certificate = their.text('tls.secretName');
  if (their.isOn('tls.enabled')) ours.set('tls.existingSecret', certificate, 'tls.secretName');
  const name = their.text('serviceAccount.name');
  if (name !== '') takeAccount(ours, name, their.isOn('serviceAccount.create'), 'serviceAccount.name');
}

function takeOperations(their: Their, ours: Ours): void {
  const [metrics, monitor] = [their.isOn('metrics.enabled'), their.isOn('serviceMonitor.enabled')];
  if (metrics || monitor)
    takeMetrics(ours, monitor ? 'operator' : 'none', monitor ? 'serviceMonitor.enabled' : 'metrics.enabled');
  const from = 'garbageCollection';
  const [schedule, age] = [their.text(`${from}.schedule`), their.text(`${from}.olderThan`)];
  if (!their.isOn(`${from}.enabled`)) return;
  if (!ours.has('externalDatabase.host') && !ours.has('postgresql.auth.existingSecret')) {
    ours.say(
      'left out',
      `${from}.enabled`,
      'is retention.gc here, for a database that the values name: set it once externalDatabase does',
    );
    return;
  }
  ours.set('retention.gc.enabled', true, `${from}.enabled`);
  ours.set('retention.gc.schedule', schedule, `${from}.schedule`);
  ours.set('retention.gc.delete', true, `${from}.enabled`);
  if (age !== '') ours.set('retention.gc.olderThan', age, `${from}.olderThan`);
  else {
    ours.set('retention.gc.olderThan', '30d', `${from}.enabled`);
    ours.decide(
      'retention.gc.olderThan',
      `${from}.enabled`,
      'there, what people delete is gone at the next run; here never before it is a day old (retention.gc.olderThan), and 30 days unless you say so',
    );
  }
}

export const mlflow: OtherChart = {
  name: 'mlflow',
  title: 'mlflow/mlflow',
  version: '0.1.1',
  defaults,
  rows,
  further: [
    'server.value_options',
    'deploymentStrategy',
    'garbageCollection.olderThan',
    'mlflow.backendStoreUriFrom',
    'mlflow.registryStoreUriFrom',
    'service.port',
    'httpRoute',
    'gateway',
    'migrations',
  ],
  together: [
    takeDatabase,
    takeArtifacts,
    takeServer,
    (their, ours) => {
      takeVariables(ours, their.list('env'), 'env');
    },
    takeAccess,
    takeOperations,
  ],
};
