import type { ObjectCheck } from '../../check';
import { secretEntries } from '../../security/secret-data';

const key = '-----BEGIN PRIVATE KEY-----';

export default {
  id: 'private-key-in-manifest',
  scope: 'object',
  severity: 'warning',
  summary: 'A Secret is written out with a private key: who can read the manifests has it',
  remedy:
    'Have the key made in the cluster (cert-manager), or fetched from a secret store (External Secrets, Sealed Secrets).',
  link: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  kinds: ['Secret'],
  examples: {
    passes: [
      'apiVersion: v1\nkind: Secret\nmetadata: {name: app}\nstringData: {tls.crt: "-----BEGIN CERTIFICATE-----"}\n',
    ],
    fails: [
      {
        yaml: `apiVersion: v1\nkind: Secret\nmetadata: {name: app}\nstringData: {tls.key: "${key}"}\n`,
        at: 'stringData["tls.key"]',
      },
      `apiVersion: v1\nkind: Secret\nmetadata: {name: app}\ndata: {tls.key: ${Buffer.from(key).toString('base64')}}\n`,
    ],
  },
  check(object, report) {
    for (const { key: name, text, path } of secretEntries(object)) {
      if (/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----/.test(text)) report(path, `${name} is a private key`);
    }
  },
} satisfies ObjectCheck;
