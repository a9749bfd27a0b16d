/** The Secrets that the values name: what is in each, where they are fetched from, and who is told when one changes. */
import type { Value } from '../lib/expr/expr';
import { and, has, not, notEmpty, repeated } from '../lib/expr/function';
import { collection, each, text, when } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, record, string, type StringField } from '../lib/values/schema';
import { mlflowLoginSecret } from './auth-mlflow';
import { oidcSecret } from './auth-oidc';
import { usersSecret } from './auth';
import { empty } from './conditions';
import { backupSecret } from './backup';
import { cnpgSecrets } from './cloudnative-pg';
import { databaseSecret } from './database';
import type { DeclaredSecret } from './declared-secret';
import { objectName } from './fields';
import { outboundProxySecret } from './outbound-proxy';
import type { Values } from './schema';
import { restoreSecret } from './restore';
import { serverSecrets } from './server';
import { smokeTestSecrets } from './smoke-test';
import { garageSecret, storeSecret, targetSecret } from './store';
import { certificateSecrets } from './tls';

const REMOTE = {
  regex: '^[A-Za-z0-9_./:@+=-]*$',
  expected: 'a key of letters, digits and _ . / : @ + = -',
};

function remoteKey(whose: string): StringField {
  return string({ default: '', description: `Of ${whose}.`, pattern: REMOTE, maxLength: 512 });
}

export const externalSecrets = record(
  'Secrets that the External Secrets Operator fetches from a store of yours: see docs/secrets.md.',
  {
    enabled: boolean({
      default: false,
      description: 'An ExternalSecret for each Secret that the values name, and that is read.',
    }),
    secretStoreRef: record('The store.', {
      name: objectName('Its name.'),
      kind: string({
        default: 'SecretStore',
        options: ['SecretStore', 'ClusterSecretStore'],
        description: 'Of the namespace, or of the cluster.',
      }),
    }),
    refreshInterval: string({
      default: '1h',
      description: 'How often the store is asked; 0 asks once.',
      pattern: { regex: '^(0|([0-9]+(h|m|s))+)$', expected: 'a duration such as 1h or 15m, or 0' },
    }),
    remotePrefix: string({
      default: '',
      description: 'What stands before a Secret’s name in the store, such as mlflow/prod/.',
      pattern: REMOTE,
      maxLength: 256,
    }),
    remoteKeys: record('What they are called in the store, where it is not the prefix and the Secret’s name.', {
      database: remoteKey('the database password'),
      owner: remoteKey('the login of CloudNativePG’s database'),
      s3: remoteKey('the S3 keys'),
      garage: remoteKey('MLflow’s key in Garage'),
      encryption: remoteKey('the keys with which MLflow encrypts'),
      registry: remoteKey('the registry’s URI'),
      users: remoteKey('the users with passwords'),
      login: remoteKey('the administrator of MLflow’s own users'),
      oidc: remoteKey('the client of the OpenID Connect issuer'),
      backup: remoteKey('the keys of the bucket of backups'),
      restore: remoteKey('the session key of an encrypted dump'),
      proxy: remoteKey('the URLs of the proxy to the outside'),
    }),
    ingressCertificates: boolean({
      default: false,
      description:
        'Certificates, too: of mlflow.ingress.tls, and those that tls, postgresql.tls, minio.tls and objectStore.garage.tls name. Leave them to cert-manager, if that makes them.',
    }),
  },
);

export const reloader = record('Stakater’s Reloader, which restarts what has read a Secret that changes.', {
  enabled: boolean({
    default: false,
    description: 'Annotate the server, Garage and MinIO with the existing Secrets that they read when they start.',
  }),
});

/** All of them. Which are read depends on the values, and so do their names and keys. */
export function declaredSecrets(values: Values): readonly DeclaredSecret[] {
  return [
    databaseSecret(values),
    ...cnpgSecrets(values),
    storeSecret(values),
    garageSecret(values),
    targetSecret(values),
    ...serverSecrets(values),
    usersSecret(values),
    mlflowLoginSecret(values),
    oidcSecret(values),
    backupSecret(values),
    restoreSecret(values),
    outboundProxySecret(values),
    ...smokeTestSecrets(values),
    ...certificateSecrets(values),
  ];
}

/** Whether somebody else makes it, and renews it. */
export function isCertificate({ keys }: DeclaredSecret): boolean {
  return keys.some(({ kind }) => kind === 'certificate');
}

/** Whether it is fetched, where any are: certificates if that is wanted, and one that the Ingress has, too, for that. */
export function isFetched(
  secret: DeclaredSecret,
  { ingressCertificates }: Values['externalSecrets'],
  { enabled, tls }: Values['mlflow']['ingress'],
): Value<boolean> {
  if (!isCertificate(secret)) return secret.isRead;
  const ofIngress = collection(
    'ingressSecrets',
    each(tls, ({ secretName }) => secretName),
  );
  return and(secret.isRead, ingressCertificates, not(and(enabled, has(ofIngress, secret.name))));
}

export function secretRules(values: Values): readonly Rule[] {
  const { enabled, secretStoreRef } = values.externalSecrets;
  const fetched = collection(
    'fetchedSecrets',
    declaredSecrets(values).map((secret) =>
      when(isFetched(secret, values.externalSecrets, values.mlflow.ingress), secret.name),
    ),
  );
  const twice = repeated(fetched);
  return [
    {
      path: 'externalSecrets.secretStoreRef.name',
      violated: and(enabled, empty(secretStoreRef.name)),
      problem: 'is empty although externalSecrets.enabled is true',
      remedy: 'Name a SecretStore, or a ClusterSecretStore',
    },
    {
      path: 'externalSecrets.enabled',
      violated: and(enabled, notEmpty(twice)),
      problem: text`is true, but more than one value names ${twice}, and the Secret would have an ExternalSecret for each`,
      remedy: 'Give each a Secret of its own',
    },
    {
      level: 'warned',
      path: 'externalSecrets',
      violated: and(not(enabled), notEmpty(secretStoreRef.name)),
      problem: 'names a store, but externalSecrets.enabled is false: nothing is fetched from it',
      remedy: 'Set externalSecrets.enabled to true, or remove it',
    },
  ];
}
