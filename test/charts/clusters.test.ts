/** Clusters that are otherwise: OpenShift’s users, a storage class for all, and a proxy to the outside. */
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { everyFeature } from '../cluster/every-feature';
import { complete, model, SMALLEST } from '../support/platform';
import { EXAMPLES } from './examples';

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: object;
}
const render = (...values: readonly JsonObject[]): readonly Rendered[] =>
  [
    ...evaluateModel(model, { values: complete(...values), release: { name: 'ml', namespace: 'team' } }).values(),
  ] as unknown as readonly Rendered[];

/** Every value of a field of this name, wherever it stands. */
function valuesOf(field: string, within: unknown): readonly unknown[] {
  if (Array.isArray(within)) return within.flatMap((one) => valuesOf(field, one));
  if (typeof within !== 'object' || within === null) return [];
  return Object.entries(within).flatMap(([key, inner]) => (key === field ? [inner] : valuesOf(field, inner)));
}

const EVERY: Readonly<Record<string, JsonObject>> = { ...EXAMPLES, ...everyFeature };
/** What is a user's says what they want. */
const OURS = { mlflow: { extraContainers: [], extraInitContainers: [] }, extraObjects: [] };

test('on OpenShift no pod names a user or a group, and nothing else is gone', () => {
  for (const [name, example] of Object.entries(EVERY)) {
    const usual = render(example, OURS, { global: { openshift: false } });
    const there = render(example, OURS, { global: { openshift: true } });
    const named = ['runAsUser', 'runAsGroup', 'fsGroup'].flatMap((field) => valuesOf(field, there));
    expect([name, named]).toEqual([name, []]);
    // “restricted” still holds.
    expect([name, valuesOf('runAsNonRoot', there).length]).toEqual([name, valuesOf('runAsNonRoot', usual).length]);
  }
});

test.each([
  ['', undefined, 'slow'],
  ['fast', 'fast', 'slow'],
])('a storage class for all, %j, is of each volume that has none of its own', (storageClass, postgresql, minio) => {
  const values = { global: { storageClass }, minio: { storage: { storageClass: 'slow' } } };
  const classes = render(SMALLEST, values).flatMap(({ kind, metadata, spec }) =>
    kind === 'StatefulSet'
      ? [[metadata.name, valuesOf('volumeClaimTemplates', spec).flatMap((one) => valuesOf('storageClassName', one))[0]]]
      : [],
  );
  expect(Object.fromEntries(classes)).toEqual({ 'ml-postgresql': postgresql, 'ml-minio': minio });
  const cnpg = { database: { engine: 'cloudnative-pg', cnpg: { walStorage: { enabled: true, storageClass: 'own' } } } };
  const cluster = render(SMALLEST, values, cnpg).find(({ kind }) => kind === 'Cluster');
  expect(cluster?.spec).toMatchObject({ walStorage: { storageClass: 'own' } });
  expect(valuesOf('storage', cluster)).toEqual([
    { size: '50Gi', ...(storageClass !== '' && { storageClass: 'fast' }) },
  ]);
});

const PROXY = 'http://proxy.example.com:3128';
const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
}

/** Those that are told of the proxy, by `workload/container`, with the names of what they are told. */
function told(objects: readonly Rendered[]): Readonly<Record<string, readonly string[]>> {
  const settings = new Map(
    objects.flatMap(({ kind, metadata, data }) => (kind === 'ConfigMap' ? [[metadata.name, data ?? {}] as const] : [])),
  );
  return Object.fromEntries(
    objects.flatMap(({ metadata, spec }) =>
      ['initContainers', 'containers']
        .flatMap((list) => valuesOf(list, spec))
        .flat()
        .flatMap((one) => {
          const { name, env = [], envFrom = [] } = one as Container;
          const given = new Set([
            ...env.map((variable) => variable.name),
            ...envFrom.flatMap(({ configMapRef }) => Object.keys(settings.get(configMapRef?.name ?? '') ?? {})),
          ]);
          const some = NAMES.filter((each) => given.has(each));
          return some.length === 0 ? [] : [[`${metadata.name.replace(/-[0-9a-f]{8}$/, '')}/${name}`, some] as const];
        }),
    ),
  );
}

describe('a proxy to the outside', () => {
  const SET = everyFeature['behind a proxy and a router'] ?? {};

  test('is told to all that go out, and to nobody else', () => {
    const plain = {
      outboundProxy: { existingSecret: '', http: PROXY, https: PROXY, noProxy: [] },
      jobs: { enabled: true },
    };
    const all = NAMES;
    expect(told(render(SET, plain))).toEqual({
      'ml-tracking/prepare': all,
      'ml-tracking/stores': all,
      'ml-tracking/mlflow': all,
      'ml-tracking/oauth2-proxy': all,
      'ml-tracking/backup-needed': all,
      'ml-tracking/backup-dump': all,
      'ml-tracking/backup-store': all,
      'ml-jobs/prepare': all,
      'ml-jobs/stores': all,
      'ml-jobs/mlflow': all,
      'ml-jobs/oauth2-proxy': all,
      'ml-jobs/backup-needed': all,
      'ml-jobs/backup-dump': all,
      'ml-jobs/backup-store': all,
      'ml-backup/dump': all,
      'ml-backup/list': all,
      'ml-backup/copy': all,
      'ml-backup/finish': all,
      'ml-backup-exporter/exporter': all,
      'ml-retention-gc/gc': all,
      'ml-doctor/doctor': all,
      'ml-smoke-test/smoke-test': all,
    });
  });

  test('of a Secret: what goes to a store or an issuer reads it, and what goes to the database alone does not', () => {
    const withSecret = Object.entries(told(render(SET, { jobs: { enabled: true } })));
    const without = withSecret.filter(([, names]) => !names.includes('HTTPS_PROXY')).map(([name]) => name);
    expect([...without].sort()).toEqual([
      'ml-backup/dump',
      'ml-jobs/backup-dump',
      'ml-jobs/backup-needed',
      'ml-tracking/backup-dump',
      'ml-tracking/backup-needed',
    ]);
  });

  test('there is none unless one is named', () => {
    expect(told(render(SET, { outboundProxy: { existingSecret: '', noProxy: [] } }))).toEqual({});
  });

  test('CloudNativePG’s pods ask the API server directly, which they know by its address', () => {
    const cnpg = { database: { engine: 'cloudnative-pg' }, outboundProxy: { https: PROXY } };
    const [env] = valuesOf(
      'env',
      render(SMALLEST, cnpg).find(({ kind }) => kind === 'Cluster'),
    );
    expect(env).toEqual([
      { name: 'HTTPS_PROXY', value: PROXY },
      {
        name: 'NO_PROXY',
        value: expect.stringMatching(/^\$\(KUBERNETES_SERVICE_HOST\),localhost,.*,\.svc,\.cluster\.local,/),
      },
    ]);
  });

  test.each([
    ['http://minio:9000', 'minio'],
    ['http://minio', 'minio'],
    ['https://minio:9000/', 'minio'],
    ['https://s3.example.com:9000', undefined],
    ['', undefined],
  ])('a store at %j: of the namespace’s Services, %j is asked directly', (endpoint, direct) => {
    const directIn = (values: JsonObject) =>
      render(values)
        .find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ml-tracking')
        ?.data?.['NO_PROXY']?.split(',') ?? [];
    const usual = directIn(SET);
    const added = directIn({ ...SET, externalS3: { bucket: 'theirs', endpoint } }).filter(
      (one) => !usual.includes(one),
    );
    expect(added).toEqual(direct === undefined ? [] : [direct]);
  });
});
