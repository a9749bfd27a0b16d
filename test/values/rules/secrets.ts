import type { RuleRow } from './row';

const STORE = 'externalSecrets: {enabled: true, secretStoreRef: {name: vault}}';
const tls = (...names: readonly string[]) =>
  `{ingress: {enabled: true, hosts: [{host: a.example.com}], tls: [${names.map((name) => `{secretName: ${name}}`).join(', ')}]}}`;

const SHARED = 'tls: {existingSecret: one}, postgresql: {tls: {enabled: true, existingSecret: one}}';

export const secrets: readonly RuleRow[] = [
  [
    'externalSecrets: {enabled: true}',
    'externalSecrets.secretStoreRef.name: is empty although externalSecrets.enabled is true. Name a SecretStore, or a ClusterSecretStore.',
  ],
  [STORE],
  [
    'externalSecrets: {secretStoreRef: {name: vault}}',
    'warning: externalSecrets: names a store, but externalSecrets.enabled is false: nothing is fetched from it. Set externalSecrets.enabled to true, or remove it.',
  ],
  [
    `{${STORE}, mlflow: {encryption: {existingSecret: all}, registry: {existingSecret: all}}}`,
    'externalSecrets.enabled: is true, but more than one value names all, and the Secret would have an ExternalSecret for each. Give each a Secret of its own.',
  ],
  // One that nothing reads has none.
  [
    `{${STORE}, mlflow: {encryption: {existingSecret: all}, registry: {existingSecret: all}, env: [{name: MLFLOW_REGISTRY_STORE_URI, value: "postgresql://"}]}}`,
  ],
  ['mlflow: {encryption: {existingSecret: all}, registry: {existingSecret: all}}'],
  [
    `{externalSecrets: {enabled: true, secretStoreRef: {name: vault}, ingressCertificates: true}, mlflow: ${tls('a', 'b')}}`,
  ],
  [
    `{externalSecrets: {enabled: true, secretStoreRef: {name: vault}, ingressCertificates: true}, mlflow: ${tls('a', 'b', 'a')}}`,
    'mlflow.ingress.tls or extraObjects: there would be two of external-secrets.io/v1 ExternalSecret mlflow/mlflow-certificate-ca978112. Rename one, or leave it out.',
  ],
  [`{${STORE}, mlflow: ${tls('a', 'a')}}`],
  // Servers may share a certificate, unless it would be fetched for each.
  [`{${STORE}, ${SHARED}}`],
  [
    `{externalSecrets: {enabled: true, secretStoreRef: {name: vault}, ingressCertificates: true}, ${SHARED}}`,
    'externalSecrets.enabled: is true, but more than one value names one, and the Secret would have an ExternalSecret for each. Give each a Secret of its own.',
  ],
  [
    `{externalSecrets: {enabled: true, secretStoreRef: {name: vault}, ingressCertificates: true}, ${SHARED}, mlflow: ${tls('one')}}`,
  ],
];
