/** Which Secrets are fetched, and whose change restarts whom: those that are read, and no others. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../lib/expr/evaluate';
import { problemsOf } from '../../lib/synth/chart-files';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { needsOf } from '../../operations/secrets/needed';
import { plausibleValues } from '../cluster/plausible-values';
import { complete, definition, model } from '../support/platform';

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly target?: { readonly name: string; readonly template?: { readonly type: string } };
    readonly refreshInterval?: string;
    readonly secretStoreRef?: { readonly kind: string; readonly name: string };
    readonly data?: readonly {
      readonly secretKey: string;
      readonly remoteRef: { readonly key: string; readonly property: string };
    }[];
  };
}

const release = { name: 'mlflow', namespace: 'ml' };
const objects = (...values: readonly JsonObject[]) =>
  [...evaluateModel(model, { values: complete(...values), release }).values()] as unknown as readonly Rendered[];
const ENABLED: JsonObject = { externalSecrets: { enabled: true, secretStoreRef: { name: 'vault' } } };

/** `ExternalSecret → Secret: key from remote#property` */
function fetched(...values: readonly JsonObject[]): readonly string[] {
  return objects(...values)
    .filter(({ kind }) => kind === 'ExternalSecret')
    .map(({ metadata, spec }) => {
      const data = spec?.data?.map(
        ({ secretKey, remoteRef }) => `${secretKey} from ${remoteRef.key}#${remoteRef.property}`,
      );
      return `${metadata.name} → ${spec?.target?.name ?? ''}: ${(data ?? []).join(', ')}`;
    });
}

const STORES: JsonObject = {
  postgresql: { auth: { existingSecret: 'db', existingSecretKey: 'p' } },
  minio: { enabled: true, auth: { existingSecret: 's3' } },
};
const OWN_VARIABLES = ['PGPASSWORD', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map((name) => ({
  name,
  value: 'x',
}));
const OF_STORES = [
  'mlflow-database → db: p from db#p',
  'mlflow-s3 → s3: AWS_ACCESS_KEY_ID from s3#AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY from s3#AWS_SECRET_ACCESS_KEY',
];

const OF_TLS: JsonObject = {
  tls: { existingSecret: 'server', caBundle: { secret: 'company', key: 'root.pem' } },
  postgresql: { tls: { enabled: true, existingSecret: 'pg' } },
};
/** In the order of the templates' names. */
const place = (line: string) =>
  ['database', 's3', 'postgresql-certificate', 'authorities', 'certificate-'].findIndex((part) =>
    line.startsWith(`mlflow-${part}`),
  );

/** A value names it, and it is no certificate: those come from who makes them. */
const isFetched = ({ path = 'tls.' }: { readonly path?: string }) => !/(^|[.])tls[.]/.test(path);

describe('fetched', () => {
  test.each<[string, JsonObject, readonly string[]]>([
    ['nothing unless it is enabled', { externalSecrets: { enabled: false } }, []],
    ['what the values name', {}, OF_STORES],
    [
      'from below a prefix, and from elsewhere',
      { externalSecrets: { remotePrefix: 'ml/', remoteKeys: { database: 'shared/db' } } },
      [
        'mlflow-database → db: p from shared/db#p',
        'mlflow-s3 → s3: AWS_ACCESS_KEY_ID from ml/s3#AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY from ml/s3#AWS_SECRET_ACCESS_KEY',
      ],
    ],
    [
      'of the logins, the one that is chosen',
      { auth: { mode: 'basic', basic: { existingSecret: 'users' }, mlflow: { existingSecret: 'login' } } },
      [...OF_STORES, 'mlflow-users → users: htpasswd from users#htpasswd'],
    ],
    [
      'not what the user’s own variable replaces',
      {
        mlflow: {
          registry: { existingSecret: 'registry' },
          env: [{ name: 'MLFLOW_REGISTRY_STORE_URI', value: 'postgresql://' }],
        },
      },
      OF_STORES,
    ],
    [
      'not what only the server would read, and does not',
      {
        postgresql: { enabled: false },
        externalDatabase: { host: 'h', existingSecret: 'their-db' },
        minio: { enabled: false },
        externalS3: { bucket: 'theirs', existingSecret: 'their-s3' },
        mlflow: { env: OWN_VARIABLES },
      },
      [],
    ],
    ['but what the stores read, too', { mlflow: { env: OWN_VARIABLES } }, OF_STORES],
    [
      'the Ingress’ certificates, if that is wanted',
      {
        externalSecrets: { ingressCertificates: true },
        mlflow: { ingress: { enabled: true, hosts: [{ host: 'a.example.com' }], tls: [{ secretName: 'tls' }] } },
      },
      [...OF_STORES, 'mlflow-certificate-b7e651cb → tls: tls.crt from tls#tls.crt, tls.key from tls#tls.key'],
    ],
    [
      'an authority, always; servers’ certificates with those of the Ingress, and each once',
      {
        ...OF_TLS,
        externalSecrets: { ingressCertificates: true },
        mlflow: { ingress: { enabled: true, hosts: [{ host: 'a.example.com' }], tls: [{ secretName: 'server' }] } },
      },
      [
        ...OF_STORES,
        'mlflow-certificate-b3eacd33 → server: tls.crt from server#tls.crt, tls.key from server#tls.key',
        'mlflow-postgresql-certificate → pg: tls.crt from pg#tls.crt, tls.key from pg#tls.key',
        'mlflow-authorities → company: root.pem from company#root.pem',
      ].sort((one, other) => place(one) - place(other)),
    ],
    [
      'of certificates, nothing unless that is wanted',
      OF_TLS,
      [...OF_STORES, 'mlflow-authorities → company: root.pem from company#root.pem'],
    ],
    [
      'the server’s, where an Ingress that is none names it; none of a store that is none',
      {
        ...OF_TLS,
        externalSecrets: { ingressCertificates: true },
        postgresql: { tls: { enabled: false, existingSecret: 'pg' } },
        mlflow: { ingress: { enabled: false, tls: [{ secretName: 'server' }] } },
      },
      [
        ...OF_STORES,
        'mlflow-server-certificate → server: tls.crt from server#tls.crt, tls.key from server#tls.key',
        'mlflow-authorities → company: root.pem from company#root.pem',
      ],
    ],
    [
      'the server’s, where the Ingress has another',
      {
        ...OF_TLS,
        externalSecrets: { ingressCertificates: true },
        postgresql: { tls: { enabled: false } },
      },
      [
        ...OF_STORES,
        'mlflow-server-certificate → server: tls.crt from server#tls.crt, tls.key from server#tls.key',
        'mlflow-authorities → company: root.pem from company#root.pem',
      ],
    ],
  ])('%s', (_name, values, expected) => {
    expect(fetched(STORES, ENABLED, values)).toEqual(expected);
  });

  test('from the store, as often as the values say; a certificate has its type', () => {
    const settings = {
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'aws' },
      refreshInterval: '5m',
      ingressCertificates: true,
    };
    const ingress = { enabled: true, hosts: [{ host: 'a.example.com' }], tls: [{ secretName: 'tls' }] };
    const [database, , certificate] = objects(STORES, ENABLED, {
      externalSecrets: settings,
      mlflow: { ingress },
    }).filter(({ kind }) => kind === 'ExternalSecret');
    expect(database?.spec).toMatchObject({
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'aws' },
      refreshInterval: '5m',
      target: { name: 'db' },
    });
    expect(certificate?.spec?.target).toEqual({ name: 'tls', template: { type: 'kubernetes.io/tls' } });
  });

  test('that of CloudNativePG’s owner is one that it reads, and reads again', () => {
    const cnpg = { database: { engine: 'cloudnative-pg', cnpg: { existingSecret: 'owner' } } };
    const found = objects(cnpg, { postgresql: { auth: { existingSecret: '' } } }, ENABLED).map(
      ({ spec }) => spec?.target,
    );
    expect(found).toContainEqual({
      name: 'owner',
      template: { type: 'kubernetes.io/basic-auth', metadata: { labels: { 'cnpg.io/reload': 'true' } } },
    });
  });

  test('whatever the values are: what is named and read, each once, and with all that is read of it', () => {
    let count = 0;
    fc.assert(
      fc.property(plausibleValues, (values) => {
        const without = complete(values, { externalSecrets: { enabled: false } });
        const enabled = complete(values, ENABLED);
        if (problemsOf(model, { values: enabled, release }).length > 0) return;
        const named = needsOf({ values: without, release }).secrets.filter(isFetched);
        const targets = objects(enabled).flatMap(({ kind, spec }) =>
          kind === 'ExternalSecret' && spec?.target?.template?.type !== 'kubernetes.io/tls'
            ? [
                `${spec?.target?.name ?? ''}: ${(spec?.data ?? [])
                  .map(({ secretKey }) => secretKey)
                  .sort()
                  .join()}`,
              ]
            : [],
        );
        expect(targets.sort()).toEqual(
          named
            .map(
              ({ name, keys }) =>
                `${name}: ${keys
                  .map(({ key }) => key)
                  .sort()
                  .join()}`,
            )
            .sort(),
        );
        expect(needsOf({ values: enabled, release }).secrets.filter(isFetched)).toEqual([]);
        count += targets.length;
      }),
      { numRuns: 40 },
    );
    expect(count).toBeGreaterThan(0);
  });
});

test('notes say where they come from', () => {
  const notes = (values: JsonObject) =>
    JSON.stringify(
      evaluate([...definition.notes(model.values, model.release)], { values: complete(STORES, values), release }),
    );
  const line = '  Its Secrets are fetched from the SecretStore vault: kubectl -n ml get externalsecrets';
  expect(notes(ENABLED)).toContain(JSON.stringify(line));
  expect(notes({})).not.toContain('externalsecrets');
});

describe('whose change restarts whom', () => {
  /** `workload: Secrets` */
  const reloads = (...values: readonly JsonObject[]) =>
    objects(STORES, ...values).flatMap(({ metadata }) => {
      const names = metadata.annotations?.['secret.reloader.stakater.com/reload'];
      return names === undefined ? [] : [`${metadata.name}: ${names}`];
    });
  const on: JsonObject = { reloader: { enabled: true } };

  test.each<[string, JsonObject, readonly string[]]>([
    ['nobody, unless somebody listens', { reloader: { enabled: false } }, []],
    ['not PostgreSQL, which reads its password once', {}, ['mlflow-minio: s3', 'mlflow-tracking: db,s3']],
    [
      'not for users, whose file is read again',
      { auth: { mode: 'basic', basic: { existingSecret: 'users' } } },
      ['mlflow-minio: s3', 'mlflow-tracking: db,s3'],
    ],
    [
      'for all that the server has as variables',
      {
        mlflow: { encryption: { existingSecret: 'keys' }, registry: { existingSecret: 'registry' } },
        auth: { mode: 'mlflow', mlflow: { existingSecret: 'login' } },
      },
      ['mlflow-minio: s3', 'mlflow-tracking: db,s3,keys,registry,login'],
    ],
    [
      'not for what only another reads',
      {
        mlflow: {
          env: OWN_VARIABLES,
        },
      },
      ['mlflow-minio: s3'],
    ],
    [
      'the server for the authorities that it believes, not for certificates, which are read again',
      OF_TLS,
      ['mlflow-minio: s3', 'mlflow-tracking: db,s3,company'],
    ],
    [
      'nobody where all stands in values',
      {
        postgresql: { auth: { existingSecret: '', password: 'x' } },
        minio: { auth: { existingSecret: '', rootUser: 'root', rootPassword: 'long enough' } },
      },
      [],
    ],
  ])('%s', (_name, values, expected) => {
    expect(reloads(on, values)).toEqual(expected);
  });
});
