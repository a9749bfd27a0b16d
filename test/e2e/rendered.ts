/** The objects that the suite runs, beside those of dist/: what the packaged chart gives with other values, and Secrets. */
import { join } from 'node:path';
import type { JsonObject } from '../../lib/values/merge';
import { withFolder } from '../support/chart-folder';
import { chartOf, objectsIn } from '../support/dist';
import { helm } from '../support/helm';
import type { KubernetesObject } from './node/store';

export const namespaceOf = (environment: string) => `mlflow-${environment}`;

/** `helm template` of an environment's packaged chart with further values. */
export async function template(environment: string, values: JsonObject | string): Promise<readonly KubernetesObject[]> {
  const text = typeof values === 'string' ? values : JSON.stringify(values);
  return withFolder({ 'values.yaml': text }, async (folder) => {
    const where = ['--namespace', namespaceOf(environment), '--values', join(folder, 'values.yaml')];
    const { code, stdout, stderr } = await helm('4').run(['template', 'mlflow', chartOf(environment), ...where]);
    if (code !== 0) throw new Error(stderr);
    return objectsIn(stdout, 'helm template');
  });
}

export function secret(namespace: string, name: string, stringData: Readonly<Record<string, string>>) {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData } as const;
}

/** A Fernet key. */
export const WEBHOOK_KEY = 'a2V5LWZvci1zZWNyZXRzLW9mLXdlYmhvb2tzLS0tLS0=';

/** What staging and prod read, with passwords that are nothing special. */
export function ordinarySecrets(namespace: string): readonly KubernetesObject[] {
  return [
    secret(namespace, 'mlflow-postgresql', { password: 'a password' }),
    secret(namespace, 'mlflow-s3', { AWS_ACCESS_KEY_ID: 'mlflow', AWS_SECRET_ACCESS_KEY: 'a long password' }),
    secret(namespace, 'mlflow-encryption', { 'kek-passphrase': 'a passphrase', 'webhook-key': WEBHOOK_KEY }),
  ];
}
