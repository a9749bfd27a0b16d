import type { ConfigMap } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { couldBeCredential, credentialIn, namesCredential } from '../../security/credential';

const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata:\n  ${data}\n`;

export default {
  id: 'secret-in-config-map',
  scope: 'object',
  severity: 'warning',
  summary: 'A ConfigMap holds a password, token or private key',
  remedy: 'Move it into a Secret: ConfigMaps are neither encrypted at rest nor kept from those who may read workloads.',
  link: 'https://kubernetes.io/docs/concepts/configuration/configmap/',
  kinds: ['ConfigMap'],
  examples: {
    passes: [configMap('password_file: /run/secrets/db'), configMap('url: postgresql://app:$(PASSWORD)@db/app')],
    fails: [
      { yaml: configMap('DB_PASSWORD: hunter2'), at: 'data.DB_PASSWORD' },
      configMap('url: postgresql://app:hunter2@db/app'),
      { yaml: configMap('key.pem: "-----BEGIN RSA PRIVATE KEY-----"'), at: 'data["key.pem"]' },
    ],
  },
  check(object, report) {
    const { data = {} } = typed<ConfigMap>(object);
    for (const [key, value] of Object.entries(data as Readonly<Record<string, string>>)) {
      const kind = credentialIn(value);
      if (kind !== undefined) report(['data', key], `${key} holds ${kind}`);
      else if (namesCredential(key) && couldBeCredential(value))
        report(['data', key], `${key} has its value in a ConfigMap`);
    }
  },
} satisfies ObjectCheck;
