/** What Helm prints after an installation: where things are, and what to do next. */
import type { Tree, Value } from '../lib/expr/expr';
import { and, choose, equal, not, notEmpty, or } from '../lib/expr/function';
import { each, text, when } from '../lib/expr/vocabulary';
import type { Release } from '../lib/synth/chart';
import { setsVariable } from '../values/conditions';
import { hasDatabase, runsStore } from '../values/engines';
import { acceptedByCluster, acceptedConnections, openConnections, toCluster } from '../values/connections';
import type { Values } from '../values/schema';
import { servesTls } from '../values/tls';
import { hasOutboundProxy } from '../values/outbound-proxy';
import { KEK_PASSPHRASE, WEBHOOK_KEY } from '../values/server';
import { artifactStore } from './store/artifact-store';
import { presignedNotes } from './store/presigned';
import { storeNotes } from './store/store-notes';
import { backupNotes } from './backup/backup-notes';
import { retentionNotes } from './retention/retention-notes';
import { monitoringNotes } from './monitoring/monitoring-notes';
import { backendStore } from './database/backend-store';
import { cnpgNames } from './database/cloudnative-pg-names';
import { trackingUri } from './clients/client-configuration';
import { loginNotes, needsHttps } from './access/login-notes';
import { ingressNotes } from './access/ingress-notes';
import { isolationNotes } from './isolation/isolation-notes';
import { doctorNotes } from './doctor/doctor-notes';
import { smokeTestNotes } from './smoke-test/smoke-test-notes';
import { Instance } from './parts/instance';
import { ARTIFACTS, JOBS } from './parts/server-socket';

export function notes(values: Values, release: Release, version: string): readonly Tree[] {
  const { mlflow, minio, clients, commonLabels, externalSecrets } = values;
  const { ingress, gateway, route, staticPrefix, service, encryption } = mlflow;
  const instance = new Instance({ release, version, commonLabels });
  const backend = backendStore(values, instance);
  const artifacts = artifactStore(values, instance);
  const tls = servesTls(values);
  const uri = trackingUri({ instance, port: service.port, staticPrefix, tls });
  const { namespace } = release;
  const scheme = choose(notEmpty(ingress.tls), 'https', 'http');
  const isUnsaid = (storageClass: Value<string>) =>
    not(or(notEmpty(storageClass), notEmpty(values.global.storageClass)));
  const ownWebhookKey = or(notEmpty(encryption.webhookKey), setsVariable(values, WEBHOOK_KEY));
  return [
    text`MLflow is being installed as ${release.name} in the namespace ${namespace}.`,
    '',
    'Inside the cluster:',
    text`  MLflow        ${uri}`,
    when(backend.configured, text`  PostgreSQL    ${backend.host}:${backend.port}, database ${backend.database}`),
    when(notEmpty(artifacts.endpoint), text`  S3            ${artifacts.endpoint}, bucket ${artifacts.bucket}`),
    when(
      runsStore(values, 'minio'),
      text`  MinIO console ${choose(minio.tls.enabled, 'https', 'http')}://${instance.host('minio')}:9001`,
    ),
    when<Tree>(ingress.enabled, [
      'From outside:',
      ...each(ingress.hosts, ({ host }) => text`  ${scheme}://${host}${staticPrefix}`),
      ...ingressNotes(ingress.controller),
    ]),
    when<Tree>(gateway.enabled, [
      'Through the Gateway:',
      ...each(gateway.hostnames, (host) => text`  ${gateway.scheme}://${host}${staticPrefix}`),
    ]),
    when<Tree>(route.enabled, ['Through OpenShift’s router:', text`  https://${route.host}${staticPrefix}`]),
    '',
    'Next steps:',
    '  Wait until it serves:',
    text`    kubectl -n ${namespace} rollout status deployment/${instance.name('tracking')}`,
    ...smokeTestNotes(values, release, instance),
    when<Tree>(values.jobs.enabled, [
      '  Background jobs run in one pod of their own. Without it they cannot be begun, and all else goes on:',
      text`    kubectl -n ${namespace} rollout status deployment/${instance.name(JOBS)}`,
    ]),
    when<Tree>(values.artifacts.enabled, [
      '  Artefacts go through pods of their own. Without these nobody gets to one, and all else goes on:',
      text`    kubectl -n ${namespace} rollout status deployment/${instance.name(ARTIFACTS)}`,
    ]),
    ...doctorNotes(values, release, instance),
    when<Tree>(not(needsHttps(values)), [
      '  Open it on your own machine:',
      text`    kubectl -n ${namespace} port-forward service/${instance.name('tracking')} 5000:${service.port}`,
      text`    ${choose(tls, 'https', 'http')}://localhost:5000${staticPrefix}`,
    ]),
    when<Tree>(clients.configMap, [
      '  Let a training job find it: give its container',
      text`    envFrom: [{configMapRef: {name: ${instance.name('clients')}}}]`,
    ]),
    when<Tree>(and(artifacts.direct, artifacts.hasKeys), [
      '  Clients talk to the artefact store themselves; they need its keys too, from the Secret',
      text`    ${artifacts.secretName}`,
    ]),
    presignedNotes(values, artifacts),
    when<Tree>(notEmpty(encryption.existingSecret), [
      text`  Keep the Secret ${encryption.existingSecret} as safe as the database. A webhook with a secret fails now and then`,
      text`  without its key ${encryption.existingSecretWebhookKey}. Whether it has one:`,
      text`    kubectl -n ${namespace} get secret ${encryption.existingSecret} -o go-template='{{if index .data "${encryption.existingSecretWebhookKey}"}}it has{{end}}'`,
      '  If that prints nothing, docs/server.md says how to add it. Never replace one: what it encrypted would be lost.',
    ]),
    when(
      and(
        equal(encryption.existingSecret, ''),
        equal(encryption.passphrase, ''),
        not(setsVariable(values, KEK_PASSPHRASE)),
      ),
      '  Credentials of the gateway are encrypted with MLflow’s public passphrase: name a Secret in mlflow.encryption.existingSecret.',
    ),
    when<Tree>(and(equal(encryption.existingSecret, ''), not(ownWebhookKey)), [
      '  Webhooks with a secret fail now and then, because each process of MLflow encrypts it with a key of its own: name a',
      '  Secret with such a key in mlflow.encryption.existingSecret.',
    ]),
    when(
      externalSecrets.enabled,
      text`  Its Secrets are fetched from the ${externalSecrets.secretStoreRef.kind} ${externalSecrets.secretStoreRef.name}: kubectl -n ${namespace} get externalsecrets`,
    ),
    when<Tree>(hasDatabase(values, 'bundled'), [
      '  PostgreSQL runs in one pod with one volume, and MLflow never migrates a database back.',
      text`  It accepts ${acceptedConnections(values)} connections, of which ${openConnections(values)} can be open; another limit restarts it.`,
    ]),
    when<Tree>(hasDatabase(values, 'cloudnative-pg'), [
      '  PostgreSQL is CloudNativePG’s, whose operator has to be in the cluster; MLflow never migrates a database back. How it is:',
      text`    kubectl -n ${namespace} get clusters.postgresql.cnpg.io ${cnpgNames(instance).cluster}`,
      text`  Each instance accepts ${acceptedByCluster(values)} connections, of which ${toCluster(values)} can be open. It stays when the release goes; who deletes it deletes its volumes.`,
    ]),
    when(
      or(hasDatabase(values, 'bundled'), runsStore(values, 'minio'), runsStore(values, 'garage')),
      text`  Volumes stay when the release goes, unless the values say Delete: kubectl -n ${namespace} get pvc -l app.kubernetes.io/instance=${instance.selectorOfAll()['app.kubernetes.io/instance']}`,
    ),
    when(
      or(
        and(hasDatabase(values, 'bundled'), isUnsaid(values.postgresql.storage.storageClass)),
        and(runsStore(values, 'minio'), isUnsaid(minio.storage.storageClass)),
        and(runsStore(values, 'garage'), isUnsaid(values.objectStore.garage.storage.storageClass)),
      ),
      '  Volumes are of the cluster’s default StorageClass; without one, their pods wait: then name one in global.storageClass.',
    ),
    when(
      hasOutboundProxy(values),
      '  Webhooks and the AI gateway take no proxy: they need another way out (docs/clusters.md).',
    ),
    ...storeNotes(values, release, instance),
    ...backupNotes(values, release, instance),
    ...retentionNotes(values, release, instance),
    ...monitoringNotes(values, release, instance),
    ...loginNotes(values),
    ...isolationNotes(values),
  ];
}
