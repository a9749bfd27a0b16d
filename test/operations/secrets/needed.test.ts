/** Every Secret that an installation reads is known: as what, or as somebody else's; whatever the values are. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { problemsOf } from '../../../lib/synth/chart-files';
import type { JsonObject } from '../../../lib/values/merge';
import { ownModel } from '../../../operations/own-model';
import { needsOf, type NeededSecret } from '../../../operations/secrets/needed';
import { everyFeature } from '../../cluster/every-feature';
import { plausibleValues } from '../../cluster/plausible-values';
import { complete, environmentNames, environmentValues } from '../../support/platform';

const release = { name: 'mlflow', namespace: 'ml' };
const needs = (values: JsonObject) => needsOf({ values: complete(values), release });
const listed = (secrets: readonly NeededSecret[]) =>
  secrets.map(({ name, keys }) => {
    const kinds = keys.map(({ key, kind = 'of others', isOptional }) => `${key}: ${kind}${isOptional ? '?' : ''}`);
    return `${name}: ${kinds.join(', ')}`;
  });

/** What somebody refers to by themselves, in mlflow.env or extraVolumes for example, stands in the values as Kubernetes has it. */
function isOwn(written: string, name: string, key: string): boolean {
  if (key === '.dockerconfigjson') return new RegExp(`"imagePullSecrets":\\[[^\\]]*"name":"${name}"`).test(written);
  const isCertificate = ['tls.crt', 'tls.key'].includes(key) && written.includes(`"secretName":"${name}"`);
  return isCertificate || written.includes(`"secretKeyRef":{"name":"${name}","key":"${key}"`);
}

/** @returns the values by which the Secrets that are read were named */
function requireKnown(values: JsonObject): readonly string[] {
  const { secrets } = needs(values);
  const written = JSON.stringify(values);
  const unknown = secrets.flatMap(({ name, path, keys }) => {
    if (path === undefined && keys.length === 0 && written.includes(`"name":"${name}"`)) return [];
    if (path === undefined && keys.length === 0 && written.includes(`"secretName":"${name}"`)) return [];
    const strangers = keys.filter(({ key, kind }) => kind === undefined && !isOwn(written, name, key));
    return keys.length === 0 ? [name] : strangers.map(({ key }) => `${name}/${key}`);
  });
  expect(unknown).toEqual([]);
  return secrets.map(({ path = 'own' }) => path);
}

test.each([
  ...environmentNames.map((name) => [name, environmentValues(name)] as const),
  ...Object.entries(everyFeature),
])('%s: each has a kind, or is the user’s own', (_name, values) => {
  requireKnown(values);
});

test('so it is with values as somebody might write them', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(plausibleValues, (values) => {
      const context = { values: complete(values), release };
      if (problemsOf(ownModel(), context).length > 0) return;
      for (const path of requireKnown(values)) seen.add(path);
    }),
    { numRuns: 60 },
  );
  expect(seen.size).toBeGreaterThan(3);
});

test('what the values say of a Secret that an operator reads comes along', () => {
  const cnpg = { existingSecret: 'login', owner: 'ml_owner' };
  const found = needs({ database: { engine: 'cloudnative-pg', cnpg } }).secrets.find(({ name }) => name === 'login');
  expect(found?.form).toEqual({ type: 'kubernetes.io/basic-auth', labels: { 'cnpg.io/reload': 'true' } });
  expect(found?.keys.map(({ key, content }) => [key, content])).toEqual([
    ['username', 'ml_owner'],
    ['password', undefined],
  ]);
});

describe('what is read, by value', () => {
  const LEAST: JsonObject = {
    postgresql: { auth: { existingSecret: 'db', existingSecretKey: 'p' } },
    minio: { enabled: true, auth: { existingSecret: 's3' } },
  };
  const ofLeast = ['db: p: password', 's3: AWS_ACCESS_KEY_ID: access-key-id, AWS_SECRET_ACCESS_KEY: secret-access-key'];

  test.each<[string, JsonObject, readonly string[]]>([
    ['the stores’', {}, ofLeast],
    [
      'a key that may be absent is made, too',
      { mlflow: { encryption: { existingSecret: 'keys' } } },
      [...ofLeast, 'keys: kek-passphrase: random-text, webhook-key: fernet-key?'],
    ],
    [
      'of the logins, the one that is chosen',
      {
        auth: { mode: 'mlflow', basic: { existingSecret: 'users' }, mlflow: { existingSecret: 'login' } },
      },
      [...ofLeast, 'login: admin-username: admin-name, admin-password: password, flask-secret-key: random-text'],
    ],
    [
      'users',
      { auth: { mode: 'basic', basic: { existingSecret: 'users', existingSecretKey: 'file' } } },
      [...ofLeast, 'users: file: htpasswd'],
    ],
    [
      'an issuer’s, and one’s own',
      {
        auth: {
          mode: 'oidc',
          oidc: { issuerUrl: 'https://a.example.com', clientId: 'c', existingSecret: 'oidc', allowedGroups: ['g'] },
        },
      },
      [...ofLeast, 'oidc: client-secret: client-secret, cookie-secret: cookie-secret'],
    ],
    [
      'an operator’s: the owner, too, whom no object of the chart names',
      { database: { engine: 'cloudnative-pg', cnpg: { existingSecret: 'owner' } } },
      ['owner: username: database-owner, password: password', ...ofLeast.slice(1)],
    ],
    [
      'stores of others',
      {
        postgresql: { enabled: false, auth: { existingSecret: '' } },
        externalDatabase: { host: 'h', existingSecret: 'their-db' },
        minio: { enabled: false, auth: { existingSecret: '' } },
        externalS3: { bucket: 'theirs', existingSecret: 'their-s3' },
        mlflow: { registry: { existingSecret: 'registry' } },
      },
      [
        'their-db: password: their-password',
        'their-s3: AWS_ACCESS_KEY_ID: their-access-key-id, AWS_SECRET_ACCESS_KEY: their-secret-access-key',
        'registry: registry-store-uri: database-uri',
      ],
    ],
    [
      'one Secret for several',
      { postgresql: { auth: { existingSecret: 's3', existingSecretKey: 'p' } } },
      ['s3: p: password, AWS_ACCESS_KEY_ID: access-key-id, AWS_SECRET_ACCESS_KEY: secret-access-key'],
    ],
    [
      'certificates, images and the user’s own',
      {
        global: { imagePullSecrets: [{ name: 'registry' }] },
        mlflow: {
          ingress: { enabled: true, hosts: [{ host: 'a.example.com' }], tls: [{ secretName: 'tls' }] },
          env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'mine', key: 'a' } } }],
          envFrom: [{ secretRef: { name: 'whole', optional: true } }],
        },
      },
      [
        ...ofLeast,
        'registry: .dockerconfigjson: of others',
        'whole: ',
        'mine: a: of others',
        'tls: tls.crt: of others, tls.key: of others',
      ],
    ],
    [
      'a server’s certificate: its authority may come with it, or by tls.caBundle',
      { tls: { existingSecret: 'server' } },
      [...ofLeast, 'server: tls.crt: certificate, tls.key: certificate-key, ca.crt: authorities?'],
    ],
    [
      'what is read twice, and once not only if it is there',
      {
        mlflow: {
          env: [
            { name: 'A', valueFrom: { secretKeyRef: { name: 'mine', key: 'a' } } },
            { name: 'B', valueFrom: { secretKeyRef: { name: 'mine', key: 'a', optional: true } } },
            { name: 'C', valueFrom: { secretKeyRef: { name: 'mine', key: 'c', optional: true } } },
          ],
        },
      },
      [...ofLeast, 'mine: a: of others, c: of others?'],
    ],
    [
      'nothing that the user’s own variable replaces',
      {
        externalDatabase: { host: 'h', existingSecret: 'their-db' },
        postgresql: { enabled: false, auth: { existingSecret: '' } },
        mlflow: { env: [{ name: 'PGPASSWORD', value: 'x' }] },
      },
      ofLeast.slice(1),
    ],
  ])('%s', (_name, values, expected) => {
    expect(
      listed(
        needs({
          ...LEAST,
          ...values,
          postgresql: { ...(LEAST['postgresql'] as object), ...(values['postgresql'] as object) },
        }).secrets,
      ).sort(),
    ).toEqual([...expected].sort());
  });

  test('the same key cannot be two things', () => {
    const values = complete(LEAST, {
      postgresql: { auth: { existingSecret: 'one', existingSecretKey: 'AWS_SECRET_ACCESS_KEY' } },
      minio: { auth: { existingSecret: 'one' } },
    });
    expect(() => needsOf({ values, release })).toThrow(
      'minio.auth.existingSecret and postgresql.auth.existingSecret name the same key AWS_SECRET_ACCESS_KEY of the Secret one: it cannot be a password, of 12 printable ASCII characters or more and MinIO’s password, of 8 printable ASCII characters or more. Give one of them another key, or a Secret of its own.',
    );
  });

  test('what the installation has made is not needed: from values, by an ExternalSecret, by cert-manager', () => {
    const { secrets, madeByOthers } = needs({
      mlflow: {
        encryption: { passphrase: 'x' },
        ingress: {
          enabled: true,
          annotations: { 'cert-manager.io/cluster-issuer': 'acme' },
          hosts: [{ host: 'a.example.com' }],
          tls: [{ secretName: 'tls' }],
        },
      },
      ...LEAST,
      externalSecrets: { enabled: true, secretStoreRef: { name: 'vault' } },
    });
    expect(secrets).toEqual([]);
    expect(madeByOthers).toEqual([
      { name: 'db', by: 'ExternalSecret mlflow-database' },
      { name: 's3', by: 'ExternalSecret mlflow-s3' },
      { name: 'tls', by: 'Ingress mlflow-tracking' },
    ]);
  });
});
