/** Where environments are installed, and the Secrets that their values name. */
import { Authority } from '../../support/certificates';
import type { RenderedObject } from '../../support/dist';
import { ALICE, htpasswd, type Login, type User } from '../clients/login';

export const namespaceOf = (environment: string) => `mlflow-${environment}`;

export function secret(namespace: string, name: string, stringData: Readonly<Record<string, string>>) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData } as const;
}

/** A Fernet key. */
export const WEBHOOK_KEY = 'a2V5LWZvci1zZWNyZXRzLW9mLXdlYmhvb2tzLS0tLS0=';

/** The file of users that staging and prod ask. */
export function users(namespace: string, ...of: readonly User[]) {
  return secret(namespace, 'mlflow-users', { htpasswd: htpasswd(...of) });
}

/** As whom `helm test` works, where `smokeTest.existingSecret` names it. */
export function tester(namespace: string, { username, password }: Login) {
  return secret(namespace, 'tester', { username, password });
}

/** A certificate of an authority of its own: what an Ingress shows, where nobody has to trust it. */
export function shownCertificate(namespace: string, name: string, host: string) {
  const authority = new Authority();
  const { certificate, key } = authority.issue(host);
  authority.close();
  return secret(namespace, name, { 'tls.crt': certificate, 'tls.key': key });
}

/** What staging and prod read, with passwords that are nothing special. */
export function ordinarySecrets(namespace: string): readonly RenderedObject[] {
  return [
    secret(namespace, 'mlflow-postgresql', { password: 'a password' }),
    secret(namespace, 'mlflow-s3', { AWS_ACCESS_KEY_ID: 'mlflow', AWS_SECRET_ACCESS_KEY: 'a long password' }),
    secret(namespace, 'mlflow-encryption', { 'kek-passphrase': 'a passphrase', 'webhook-key': WEBHOOK_KEY }),
    users(namespace, ALICE),
  ];
}
