import type { ObjectCheck } from '../../check';
import { namesCredential, weaknessOf } from '../../security/credential';
import { secretEntries } from '../../security/secret-data';

const secret = (fields: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: app}\n${fields}\n`;

export default {
  id: 'weak-password',
  scope: 'object',
  severity: 'warning',
  summary: 'A Secret holds a default, well-known or empty password',
  remedy: 'Use a long random one, made where the Secret is made: a secret store, or kubectl create secret.',
  link: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  kinds: ['Secret'],
  examples: {
    passes: [secret('stringData: {password: hae8aiGh4eiphie7}'), secret('data: {username: YWRtaW4=}')],
    fails: [
      { yaml: secret('stringData: {password: changeme}'), at: 'stringData.password' },
      { yaml: secret('data: {postgres-password: cG9zdGdyZXM=}'), at: 'data.postgres-password' },
      secret('stringData: {MINIO_ROOT_PASSWORD: minioadmin}'),
      secret('stringData: {token: ""}'),
    ],
  },
  check(object, report) {
    for (const { key, text, path } of secretEntries(object)) {
      if (!namesCredential(key)) continue;
      const weakness = weaknessOf(text);
      if (weakness !== undefined) report(path, `the password in ${key} is ${weakness}`);
    }
  },
} satisfies ObjectCheck;
