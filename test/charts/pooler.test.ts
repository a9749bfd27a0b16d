/** The pooler before a database that others run: what it is told, and how servers find it. */
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, definition, environmentValues, model, SMALLEST } from '../support/platform';

interface Pod {
  readonly initContainers?: readonly { readonly name: string; readonly command: readonly string[] }[];
  readonly containers: readonly { readonly name: string; readonly env: readonly unknown[] }[];
}

const render = (database: JsonObject = {}, rest: JsonObject = {}) => {
  const values = complete(
    SMALLEST,
    {
      database: { engine: 'external' },
      externalDatabase: {
        host: 'db.example.com',
        port: 6432,
        existingSecret: 'given',
        existingSecretKey: 'p',
        sslMode: 'verify-full',
        pooler: { enabled: true },
      },
    },
    { externalDatabase: database },
    rest,
  );
  return evaluateModel(model, { values, release: { name: 'ml', namespace: 'team' } });
};
const dataOf = (objects: ReturnType<typeof render>, file: string) =>
  (objects.get(file) as unknown as { readonly data: Readonly<Record<string, string>> }).data;
const iniOf = (database: JsonObject = {}, rest: JsonObject = {}) =>
  dataOf(render(database, rest), 'pooler-configuration')['pgbouncer.ini'] ?? '';
const deploymentOf = (database: JsonObject = {}, rest: JsonObject = {}) =>
  render(database, rest).get('pooler-deployment') as unknown as {
    readonly metadata: JsonObject;
    readonly spec: {
      readonly strategy: unknown;
      readonly template: { readonly metadata: JsonObject; readonly spec: Pod };
    };
  };
const BACKUP = {
  backup: { enabled: true, image: { tag: '16.4' }, destination: { bucket: 'backups', existingSecret: 'k' } },
};

// With dev's and staging's few connections it would do nothing, and that is said.
test.each(['prod', 'defaults'])('as it is by default, nothing is said about it: %s', (name) => {
  const values = complete(SMALLEST, name === 'defaults' ? {} : environmentValues(name), {
    postgresql: { enabled: false, auth: { password: '', existingSecret: '' } },
    database: { engine: 'external' },
    // prod has an exporter of the database, which does not know “prefer”.
    externalDatabase: { host: 'db', existingSecret: 'db', sslMode: 'require', pooler: { enabled: true } },
    networkPolicy: { externalCidrs: { database: [{ cidr: '10.0.0.1/32' }] } },
  });
  const context = { values, release: { name: 'ml', namespace: 'team' } };
  const evaluate = model.evaluator.for(context);
  const said = definition.rules(model.values).filter((rule) => evaluate(rule.violated) === true);
  expect(said.map(({ path }) => path).filter((path) => /pool|externalDatabase/i.test(path))).toEqual([]);
});

test('the configuration, word for word', () => {
  expect(iniOf({ pooler: { poolSize: 60, waitSeconds: 30 } })).toBe(`[databases]
* = host=db.example.com port=6432

[pgbouncer]
listen_addr = *
listen_port = 5432
unix_socket_dir =
; The lock of a migration is the session's.
pool_mode = session
max_client_conn = 500
default_pool_size = 60
query_wait_timeout = 30
auth_type = scram-sha-256
auth_file = /run/pooler/users.txt
server_tls_sslmode = verify-full
server_tls_ca_file = /run/authorities/ca-certificates.crt
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
`);
});

test('each pod takes all clients: past a step, 1000', () => {
  expect(iniOf({}, { mlflow: { replicaCount: 4 } })).toContain('max_client_conn = 1000\n');
});

describe('authorities', () => {
  const namesOf = (database: JsonObject) =>
    deploymentOf(database).spec.template.spec.initContainers?.map(({ name }) => name) ?? [];

  test('are one file, made before it starts, where it checks', () => {
    expect(namesOf({})).toEqual(['authorities']);
    expect(namesOf({ sslMode: 'verify-ca' })).toEqual(['authorities']);
  });
  test.each(['disable', 'prefer', 'require'])('are none with %s', (sslMode) => {
    expect(namesOf({ sslMode })).toEqual([]);
    expect(iniOf({ sslMode })).not.toContain('ca_file');
    expect(iniOf({ sslMode })).toContain(`server_tls_sslmode = ${sslMode}\n`);
  });
});

test('servers go through it, without TLS; backups past it, with', () => {
  const objects = render({}, BACKUP);
  const settings = (file: string) => {
    const { PGHOST, PGPORT, PGSSLMODE } = dataOf(objects, file);
    return { PGHOST, PGPORT, PGSSLMODE };
  };
  expect(settings('tracking-settings')).toEqual({
    PGHOST: 'ml-pooler.team.svc.cluster.local',
    PGPORT: '5432',
    PGSSLMODE: 'disable',
  });
  expect(settings('backup-settings')).toEqual({ PGHOST: 'db.example.com', PGPORT: '6432', PGSSLMODE: 'verify-full' });
});

test('the password comes from the Secret, into no ConfigMap', () => {
  const [container] = deploymentOf().spec.template.spec.containers;
  expect(container?.env).toEqual([
    { name: 'PGUSER', value: 'mlflow' },
    { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: 'given', key: 'p' } } },
  ]);
  const literal = { existingSecret: '', password: 'a literal one' };
  const maps = [...render(literal).values()].filter((object) => (object as JsonObject)['kind'] === 'ConfigMap');
  expect(JSON.stringify(maps)).not.toContain('a literal one');
});

test('pods are replaced for another password of the values, another setting, and by the Reloader', () => {
  const annotations = (database: JsonObject) =>
    deploymentOf(database).spec.template.metadata['annotations'] as Readonly<Record<string, string>>;
  const literal = (password: string) => annotations({ existingSecret: '', password })['checksum/database'];
  expect(literal('a')).not.toBe(literal('b'));
  expect(annotations({})['checksum/pooler']).not.toBe(annotations({ pooler: { poolSize: 99 } })['checksum/pooler']);
  expect(deploymentOf({}, { reloader: { enabled: true } }).metadata['annotations']).toEqual({
    'secret.reloader.stakater.com/reload': 'given',
  });
});

test('an update opens no connection more', () => {
  expect(deploymentOf().spec.strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  });
});

test.each<[string, JsonObject]>([
  ['it is off', { externalDatabase: { pooler: { enabled: false } } }],
  ['the database is the chart’s own', { database: { engine: 'bundled' }, externalDatabase: { host: '' } }],
  ['the database is CloudNativePG’s', { database: { engine: 'cloudnative-pg' }, externalDatabase: { host: '' } }],
])('there is none where %s', (_, rest) => {
  expect([...render({}, rest).keys()].filter((file) => file.startsWith('pooler-'))).toEqual([]);
});
