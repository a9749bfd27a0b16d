/** What Prometheus is told, and how the exporter of the database gets there. */
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { complete, model, SMALLEST } from '../support/platform';

interface Rendered {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: unknown;
}

const GARAGE = { engine: 'garage', garage: { accessKeyId: 'mlflow-1', secretAccessKey: 'sixteen-chars-16' } };
const BACKUPS = {
  enabled: true,
  destination: { bucket: 'b', endpoint: 'https://s3.example.com', existingSecret: 'a' },
};

function render(monitoring: JsonObject, rest: JsonObject = {}): readonly Rendered[] {
  const values = complete(SMALLEST, mergeValues({ monitoring: { enabled: true, ...monitoring } }, rest));
  const objects = evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
  const all = [...objects.values()] as unknown as readonly Rendered[];
  return [...all].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}
const ofKind = (kind: string, objects: readonly Rendered[]) => objects.filter((object) => object.kind === kind);
const monitored = (objects: readonly Rendered[]) =>
  ofKind('ServiceMonitor', objects).map(({ metadata }) => metadata.name);
const annotated = (objects: readonly Rendered[]) =>
  objects
    .filter(({ metadata }) => metadata.annotations?.['prometheus.io/scrape'] !== undefined)
    .map(({ metadata: { name, annotations } }) => [name, annotations]);

describe('who is told', () => {
  test('the operator: of each that has metrics, with the labels by which it selects', () => {
    const objects = render({ mode: 'operator', labels: { release: 'kps' }, interval: '1m' }, { backup: BACKUPS });
    expect(monitored(objects)).toEqual(['ml-backup-exporter', 'ml-database-exporter', 'ml-minio', 'ml-tracking']);
    expect(ofKind('ServiceMonitor', objects).map(({ metadata }) => metadata.labels?.['release'])).toEqual(
      Array(4).fill('kps'),
    );
    expect(annotated(objects)).toEqual([]);
    const [, , minio] = ofKind('ServiceMonitor', objects);
    expect(minio?.spec).toEqual({
      selector: {
        matchLabels: {
          'app.kubernetes.io/name': 'mlflow',
          'app.kubernetes.io/instance': 'ml',
          'app.kubernetes.io/component': 'minio',
        },
      },
      namespaceSelector: { matchNames: ['team'] },
      endpoints: [{ port: 'metrics', path: '/minio/v2/metrics/cluster', interval: '1m' }],
    });
  });

  test('a port called metrics is what it selects: one Service of each has it, with those pods', () => {
    const objects = render({ mode: 'operator' }, { backup: BACKUPS, objectStore: GARAGE });
    const services = ofKind('Service', objects) as readonly (Rendered & {
      readonly spec: {
        readonly selector: Readonly<Record<string, string>>;
        readonly ports: readonly { readonly name: string; readonly targetPort: unknown }[];
      };
    })[];
    for (const { spec } of ofKind('ServiceMonitor', objects)) {
      const { matchLabels } = (
        spec as { readonly selector: { readonly matchLabels: Readonly<Record<string, string>> } }
      ).selector;
      const found = services.filter(
        (service) =>
          Object.entries(matchLabels).every(([name, value]) => service.metadata.labels?.[name] === value) &&
          service.spec.ports.some(({ name }) => name === 'metrics'),
      );
      expect(found).toHaveLength(1);
      expect(found[0]?.spec.selector).toEqual(matchLabels);
    }
  });

  test('of a store with TLS: by its name, and its authority', () => {
    const tls = { minio: { tls: { enabled: true, existingSecret: 's3' } } };
    const [, minio] = ofKind('ServiceMonitor', render({ mode: 'operator' }, tls));
    expect(minio?.spec).toMatchObject({
      endpoints: [
        {
          scheme: 'https',
          tlsConfig: {
            ca: { secret: { name: 's3', key: 'ca.crt' } },
            serverName: 'ml-minio.team.svc.cluster.local',
          },
        },
      ],
    });
    expect(annotated(render({}, tls))).toContainEqual([
      'ml-minio-metrics',
      {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '9000',
        'prometheus.io/path': '/minio/v2/metrics/cluster',
        'prometheus.io/scheme': 'https',
      },
    ]);
  });

  test('by annotations: the ports and paths', () => {
    const objects = render({}, { backup: BACKUPS, objectStore: GARAGE });
    expect(monitored(objects)).toEqual([]);
    const of = (name: string, port: string) => [
      name,
      { 'prometheus.io/scrape': 'true', 'prometheus.io/port': port, 'prometheus.io/path': '/metrics' },
    ];
    expect(annotated(objects)).toEqual([
      of('ml-backup-exporter', '9114'),
      of('ml-database-exporter-metrics', '9187'),
      of('ml-garage-metrics', '3903'),
      of('ml-metrics', '9113'),
    ]);
  });

  test('nobody, with mode none; without monitoring there is nothing but what always was', () => {
    const none = render({ mode: 'none' });
    expect([monitored(none), annotated(none)]).toEqual([[], []]);
    expect(none.map(({ metadata }) => metadata.name)).toContain('ml-minio-metrics');
    const off = render({ enabled: false, mode: 'operator' });
    expect([monitored(off), annotated(off)]).toEqual([[], []]);
    expect(off.map(({ metadata }) => metadata.name).filter((name) => /metrics|exporter/.test(name))).toEqual([
      'ml-metrics',
    ]);
  });

  test('a MinIO that is closed has no metrics: only what moves its artefacts gets there', () => {
    const moving = { objectStore: { ...GARAGE, migrateFrom: 'minio', finalPass: true } };
    expect(annotated(render({}, moving)).map(([name]) => name)).toEqual([
      'ml-database-exporter-metrics',
      'ml-garage-metrics',
      'ml-metrics',
    ]);
  });
});

test('MinIO shows its metrics without a token while somebody reads them, and only then', () => {
  const variable = { name: 'MINIO_PROMETHEUS_AUTH_TYPE', value: 'public' };
  expect(JSON.stringify(render({}))).toContain(JSON.stringify(variable));
  expect(JSON.stringify(render({ enabled: false }))).not.toContain(variable.name);
});

describe('the exporter of the database', () => {
  const containersOf = (rest: JsonObject) => {
    const [exporter] = ofKind('Deployment', render({}, rest)).filter(({ metadata }) =>
      metadata.name.endsWith('database-exporter'),
    );
    const { template } = exporter?.spec as {
      readonly template: {
        readonly spec: {
          readonly initContainers?: readonly { readonly name: string }[];
          readonly containers: readonly {
            readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
          }[];
        };
      };
    };
    return template.spec;
  };
  const envOf = (rest: JsonObject) =>
    Object.fromEntries(
      (containersOf(rest).containers[0]?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]),
    );
  const THEIRS = {
    postgresql: { enabled: false, auth: { password: '' } },
    externalDatabase: {
      host: 'db.example.com',
      port: 6432,
      database: `a'b "c"`,
      username: 'u',
      existingSecret: 'given',
    },
  };
  const source = (host: string, port: number, mode: string) =>
    `host=${host} port=${String(port)} sslmode=${mode} application_name=database-exporter statement_timeout=5000`;

  test('logs in as the server does', () => {
    expect(envOf({})).toEqual({
      DATA_SOURCE_NAME: source('ml-postgresql.team.svc.cluster.local', 5432, 'disable'),
      PGDATABASE: 'mlflow',
      PGUSER: 'mlflow',
      PGPASSWORD: { secretKeyRef: { name: 'ml-database-from-values', key: 'password' } },
    });
    expect(containersOf({}).initContainers ?? []).toEqual([]);
  });

  test.each([
    ['disable', 'disable'],
    ['allow', 'disable'],
    ['prefer', 'require'],
    ['require', 'require'],
  ])('with sslMode %s, as the driver has it', (sslMode, mode) => {
    expect(envOf(mergeValues(THEIRS, { externalDatabase: { sslMode } }))).toEqual({
      DATA_SOURCE_NAME: source('db.example.com', 6432, mode),
      PGDATABASE: `a'b "c"`,
      PGUSER: 'u',
      PGPASSWORD: { secretKeyRef: { name: 'given', key: 'password' } },
    });
  });

  test.each(['verify-ca', 'verify-full'])('with sslMode %s, by the authorities that the values name', (sslMode) => {
    const rest = mergeValues(THEIRS, { externalDatabase: { sslMode }, tls: { caBundle: { configMap: 'company' } } });
    expect(envOf(rest)).toMatchObject({
      DATA_SOURCE_NAME: source('db.example.com', 6432, sslMode),
      PGSSLROOTCERT: '/run/authorities/ca-certificates.crt',
    });
    expect(containersOf(rest).initContainers?.map(({ name }) => name)).toEqual(['authorities']);
  });

  test('of CloudNativePG, by its own authority', () => {
    expect(envOf({ database: { engine: 'cloudnative-pg' } })).toEqual({
      DATA_SOURCE_NAME: source('ml-cnpg-rw.team.svc.cluster.local', 5432, 'verify-full'),
      PGDATABASE: 'mlflow',
      PGUSER: 'mlflow',
      PGPASSWORD: { secretKeyRef: { name: 'ml-cnpg-app', key: 'password' } },
      PGSSLROOTCERT: '/given-authorities/cnpg.crt',
    });
  });

  test.each([
    ['it is off', { monitoring: { databaseExporter: { enabled: false } } }],
    ['the values name no database', { postgresql: { enabled: false, auth: { password: '' } } }],
  ])('is not there where %s', (_why, rest) => {
    const names = render({}, rest).map(({ metadata }) => metadata.name);
    expect(names.filter((name) => name.includes('database-exporter'))).toEqual([]);
  });
});
