/** What Helm prints after an installation: where things are, and what to do next. */
import type { Tree } from '../lib/expr/expr';
import { and, choose, equal, not, notEmpty, or } from '../lib/expr/function';
import { each, text, when } from '../lib/expr/vocabulary';
import type { Release } from '../lib/synth/chart';
import { setsVariable } from '../values/conditions';
import { acceptedConnections, openConnections } from '../values/connections';
import type { Values } from '../values/schema';
import { artifactStore } from './store/artifact-store';
import { backendStore } from './database/backend-store';
import { trackingUri } from './clients/client-configuration';
import { ingressNotes } from './access/ingress-notes';
import { Instance } from './parts/instance';
import { WEBHOOK_KEY } from './server/encryption-keys';

export function notes(values: Values, release: Release, version: string): readonly Tree[] {
  const { mlflow, postgresql, minio, clients, commonLabels } = values;
  const { ingress, staticPrefix, service, encryption } = mlflow;
  const instance = new Instance({ release, version, commonLabels });
  const backend = backendStore(values, instance);
  const artifacts = artifactStore(values, instance);
  const uri = trackingUri({ instance, port: service.port, staticPrefix });
  const { namespace } = release;
  const scheme = choose(notEmpty(ingress.tls), 'https', 'http');
  const ownWebhookKey = or(notEmpty(encryption.webhookKey), setsVariable(values, WEBHOOK_KEY));
  return [
    text`MLflow is being installed as ${release.name} in the namespace ${namespace}.`,
    '',
    'Inside the cluster:',
    text`  MLflow        ${uri}`,
    when(backend.configured, text`  PostgreSQL    ${backend.host}:${backend.port}, database ${backend.database}`),
    when(notEmpty(artifacts.endpoint), text`  S3            ${artifacts.endpoint}, bucket ${artifacts.bucket}`),
    when(minio.enabled, text`  MinIO console http://${instance.host('minio')}:9001`),
    when<Tree>(ingress.enabled, [
      'From outside:',
      ...each(ingress.hosts, ({ host }) => text`  ${scheme}://${host}${staticPrefix}`),
      ...ingressNotes(ingress.controller),
    ]),
    '',
    'Next steps:',
    '  Wait until it serves:',
    text`    kubectl -n ${namespace} rollout status deployment/${instance.name('tracking')}`,
    '  Open it on your own machine:',
    text`    kubectl -n ${namespace} port-forward service/${instance.name('tracking')} 5000:${service.port}`,
    text`    http://localhost:5000${staticPrefix}`,
    when<Tree>(clients.configMap, [
      '  Let a training job find it: give its container',
      text`    envFrom: [{configMapRef: {name: ${instance.name('clients')}}}]`,
    ]),
    when<Tree>(artifacts.direct, [
      '  Clients talk to the artefact store themselves; they need its keys too, from the Secret',
      text`    ${artifacts.secretName}`,
    ]),
    when<Tree>(notEmpty(encryption.existingSecret), [
      text`  Keep the Secret ${encryption.existingSecret} as safe as the database. One that was made for chart 1.0.0 lacks the key`,
      text`  ${encryption.existingSecretWebhookKey}, without which webhooks with a secret fail now and then. To add it, and use it:`,
      text`    kubectl -n ${namespace} patch secret ${encryption.existingSecret} -p '{"stringData":{"${encryption.existingSecretWebhookKey}":"'$(openssl rand -base64 32 | tr '+/' '-_')'"}}'`,
      text`    kubectl -n ${namespace} rollout restart deployment/${instance.name('tracking')}`,
    ]),
    when<Tree>(and(equal(encryption.existingSecret, ''), not(ownWebhookKey)), [
      '  Webhooks with a secret fail now and then, because each process of MLflow encrypts it with a key of its own: name a',
      '  Secret with such a key in mlflow.encryption.existingSecret.',
    ]),
    when<Tree>(postgresql.enabled, [
      '  PostgreSQL runs in one pod with one volume. Back it up before you upgrade: MLflow never migrates a database back.',
      text`  It accepts ${acceptedConnections(values)} connections, of which ${openConnections(values)} can be open; another limit restarts it.`,
    ]),
    'MLflow has no login of its own: whoever reaches it can read and change everything.',
  ];
}
