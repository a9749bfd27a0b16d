import type { Secret } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const secret = (type: string, data: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: ${type}\nstringData: {${data}}\n`;

/** k8s.io/kubernetes/pkg/apis/core/validation, ValidateSecret: all of them must be there. */
const required: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
};

export default {
  id: 'secret-type',
  scope: 'object',
  kinds: ['Secret'],
  severity: 'error',
  summary: 'A Secret lacks the keys that its type needs, or they hold what cannot be',
  remedy: 'Add the keys that the message names, or use the type Opaque.',
  link: 'https://kubernetes.io/docs/concepts/configuration/secret/#secret-types',
  examples: {
    passes: [
      secret('Opaque', 'a: b'),
      secret('kubernetes.io/tls', 'tls.crt: a, tls.key: b'),
      secret('kubernetes.io/basic-auth', 'username: a'),
    ],
    fails: [
      { yaml: secret('kubernetes.io/tls', 'tls.crt: a'), at: 'data["tls.key"]' },
      { yaml: secret('kubernetes.io/basic-auth', 'user: a'), at: 'data.username' },
      secret('kubernetes.io/dockerconfigjson', '.dockerconfigjson: no json'),
      {
        yaml: secret('kubernetes.io/service-account-token', 'a: b'),
        at: 'metadata.annotations["kubernetes.io/service-account.name"]',
      },
    ],
  },
  check(object, report) {
    const { type = 'Opaque', data = {}, stringData = {}, metadata } = typed<Secret>(object);
    const keys = [...Object.keys(data), ...Object.keys(stringData)];
    for (const key of required[type] ?? []) {
      if (!keys.includes(key)) report(['data', key], `a Secret of type ${type} needs the key ${key}`);
      else if (key.startsWith('.docker') && !isJson(stringData[key], data[key])) {
        report([Object.hasOwn(stringData, key) ? 'stringData' : 'data', key], `${key} does not hold JSON`);
      }
    }
    if (type === 'kubernetes.io/basic-auth' && !keys.includes('username') && !keys.includes('password')) {
      report(['data', 'username'], 'a Secret of type kubernetes.io/basic-auth needs the key username or password');
    }
    const account = 'kubernetes.io/service-account.name';
    if (type === 'kubernetes.io/service-account-token' && (metadata?.annotations?.[account] ?? '') === '') {
      report(['metadata', 'annotations', account], `a Secret of type ${type} needs the annotation ${account}`);
    }
  },
} satisfies ObjectCheck;

/** stringData wins over data, which is base64. */
function isJson(text: string | undefined, encoded: string | undefined): boolean {
  try {
    JSON.parse(text ?? Buffer.from(encoded ?? '', 'base64').toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
