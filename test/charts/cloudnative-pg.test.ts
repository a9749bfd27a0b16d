/** What CloudNativePG is asked for, and how MLflow finds what it makes of it. */
import { describe, expect, test } from '@jest/globals';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { defaultImages } from '../../values/images';
import { complete, model, SMALLEST } from '../support/platform';

interface Pod {
  readonly containers: readonly {
    readonly name: string;
    readonly env?: readonly { readonly name: string; readonly valueFrom?: unknown }[];
    readonly volumeMounts: readonly { readonly name: string }[];
  }[];
  readonly volumes: readonly { readonly name: string; readonly projected?: unknown }[];
}

const render = (cnpg: JsonObject = {}, rest: JsonObject = {}, release = 'ml') => {
  const values = complete(SMALLEST, { database: { engine: 'cloudnative-pg', cnpg } }, rest);
  return evaluateModel(model, { values, release: { name: release, namespace: 'team' } });
};
const specOf = (cnpg: JsonObject = {}, rest: JsonObject = {}) =>
  (render(cnpg, rest).get('cloudnative-pg-cluster') as unknown as { readonly spec: JsonObject }).spec;
const nameIn = (objects: ReturnType<typeof render>, file: string) =>
  (objects.get(file) as unknown as { readonly metadata: { readonly name: string } }).metadata.name;
const settingsOf = (cnpg: JsonObject = {}, file = 'tracking-settings') =>
  (render(cnpg, BACKUP).get(file) as unknown as { readonly data: Readonly<Record<string, string>> }).data;
const podOf = (cnpg: JsonObject = {}) =>
  (
    render(cnpg).get('tracking-deployment') as unknown as {
      readonly spec: { readonly template: { readonly spec: Pod } };
    }
  ).spec.template.spec;

const BACKUP = { backup: { enabled: true, destination: { bucket: 'backups', existingSecret: 'keys' } } };
const HOST = 'team.svc.cluster.local';
const at = (port: number) => ({ destinationPath: 's3://a-b', endpointURL: `https://s3.example.com:${String(port)}` });

test('the guide’s minimum, three times', () => {
  expect(specOf()).toMatchObject({
    instances: 3,
    imageName: 'ghcr.io/cloudnative-pg/postgresql:17.11-system-trixie',
    storage: { size: '50Gi' },
    resources: { requests: { cpu: '2', memory: '4Gi' } },
    bootstrap: { initdb: { database: 'mlflow', owner: 'mlflow', encoding: 'UTF8', dataChecksums: true } },
    postgresql: { parameters: { max_connections: '500', shared_buffers: '1024MB' } },
    affinity: { podAntiAffinityType: 'preferred', topologyKey: 'kubernetes.io/hostname' },
    enableSuperuserAccess: false,
  });
  for (const left of ['backup', 'plugins', 'walStorage', 'externalClusters', 'monitoring', 'serviceAccountTemplate'])
    expect(specOf()).not.toHaveProperty(left);
  expect(specOf()['postgresql']).not.toHaveProperty('synchronous');
});

test('the PostgreSQL of the chart is not there, and its password in no Secret', () => {
  const objects = render({}, { postgresql: { auth: { password: 'a' } } });
  expect([...objects.keys()].filter((file) => /postgresql-|database-secret/.test(file))).toEqual([]);
  expect(JSON.stringify([...objects.values()])).not.toContain('database-from-values');
});

describe('MLflow', () => {
  test('connects to the instance that is written to, by TLS of its authority, as the owner', () => {
    const { PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE, PGSSLROOTCERT } = settingsOf({
      database: 'other',
      owner: 'somebody',
    });
    expect({ PGHOST, PGPORT, PGDATABASE, PGUSER, PGSSLMODE, PGSSLROOTCERT }).toEqual({
      PGHOST: `ml-cnpg-rw.${HOST}`,
      PGPORT: '5432',
      PGDATABASE: 'other',
      PGUSER: 'somebody',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/given-authorities/cnpg.crt',
    });
  });

  test('has the authority as the kubelet has it, renewed', () => {
    const { containers, volumes } = podOf();
    const server = containers.find(({ name }) => name === 'mlflow');
    expect(server?.volumeMounts).toContainEqual({
      name: 'given-authorities',
      mountPath: '/given-authorities',
      readOnly: true,
    });
    expect(volumes.find(({ name }) => name === 'given-authorities')?.projected).toEqual({
      sources: [{ secret: { name: 'ml-cnpg-ca', items: [{ key: 'ca.crt', path: 'cnpg.crt' }] } }],
    });
  });

  test.each<[JsonObject, string]>([
    [{}, 'ml-cnpg-app'],
    [{ existingSecret: 'given' }, 'given'],
  ])('logs in by %j', (cnpg, secret) => {
    const server = podOf(cnpg).containers.find(({ name }) => name === 'mlflow');
    expect(server?.env?.find(({ name }) => name === 'PGPASSWORD')?.valueFrom).toEqual({
      secretKeyRef: { name: secret, key: 'password' },
    });
    const secretIn = (specOf(cnpg) as { bootstrap: { initdb: JsonObject } }).bootstrap.initdb['secret'];
    expect(secretIn).toEqual(secret === 'given' ? { name: 'given' } : undefined);
  });

  test('goes through the pooler, and backups past it', () => {
    const cnpg = { pooler: { enabled: true } };
    expect(settingsOf(cnpg)['PGHOST']).toBe(`ml-cnpg-pooler.${HOST}`);
    expect(settingsOf(cnpg, 'backup-settings')['PGHOST']).toBe(`ml-cnpg-rw.${HOST}`);
  });

  test('reads from the standbys if it may', () => {
    const of = (cnpg: JsonObject) => settingsOf(cnpg)['MLFLOW_READ_REPLICA_BACKEND_STORE_URI'];
    expect(of({ readReplica: true })).toBe(`postgresql+psycopg2://ml-cnpg-ro.${HOST}`);
    expect(of({})).toBeUndefined();
  });

  test('checks names that are in the certificate', () => {
    expect(specOf()['certificates']).toEqual({
      serverAltDNSNames: [`ml-cnpg-rw.${HOST}`, `ml-cnpg-ro.${HOST}`, `ml-cnpg-pooler.${HOST}`],
    });
  });
});

test('it stays when the release goes, or another engine comes: with it would go its volumes', () => {
  expect(render().get('cloudnative-pg-cluster')).toMatchObject({
    metadata: {
      annotations: {
        'helm.sh/resource-policy': 'keep',
        'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      },
    },
  });
});

test('the longest release: a Cluster of 50 characters, all that CloudNativePG takes', () => {
  const objects = render({ pooler: { enabled: true } }, {}, 'a'.repeat(53));
  expect(nameIn(objects, 'cloudnative-pg-cluster')).toHaveLength(50);
  expect(nameIn(objects, 'cloudnative-pg-cluster')).toMatch(/^a{36}-[0-9a-f]{8}-cnpg$/);
  expect(nameIn(objects, 'cloudnative-pg-pooler').length).toBeLessThanOrEqual(52);
});

describe('connections', () => {
  const of = (cnpg: JsonObject, rest: JsonObject = {}) =>
    (specOf(cnpg, rest) as { postgresql: { parameters: Record<string, string> } }).postgresql.parameters;
  const pooler = (cnpg: JsonObject, rest: JsonObject = {}) =>
    (
      render(cnpg, rest).get('cloudnative-pg-pooler') as unknown as {
        readonly spec: { readonly pgbouncer: { readonly parameters: Record<string, string> } };
      }
    ).spec.pgbouncer.parameters;

  test.each<[string, JsonObject, JsonObject, string]>([
    ['follow from who connects: 498', {}, { mlflow: { replicaCount: 3 } }, '500'],
    ['past the step: 620', {}, { mlflow: { replicaCount: 4 } }, '1000'],
    ['are the number that somebody set', { maxConnections: 321 }, {}, '321'],
    ['of a pooler: 210', { pooler: { enabled: true } }, { mlflow: { replicaCount: 4 } }, '500'],
    ['of a pooler: 510', { pooler: { enabled: true, poolSize: 250 } }, {}, '1000'],
    [
      'past a pooler to standbys',
      { pooler: { enabled: true }, readReplica: true },
      { mlflow: { replicaCount: 4 } },
      '1000',
    ],
  ])('%s', (_, cnpg, rest, expected) => {
    expect(of(cnpg, rest)['max_connections']).toBe(expected);
  });

  test('a setting of the user’s does not take the place of the chart’s', () => {
    expect(of({ parameters: { max_connections: '7', work_mem: '16MB' } })).toMatchObject({
      max_connections: '500',
      work_mem: '16MB',
    });
  });

  test('each pod of the pooler takes all who connect', () => {
    expect(pooler({ pooler: { enabled: true, poolSize: 300 } }, { mlflow: { replicaCount: 4 } })).toEqual({
      max_client_conn: '1000',
      default_pool_size: '300',
    });
    expect(render({ pooler: { enabled: true } }).get('cloudnative-pg-pooler')).toMatchObject({
      spec: {
        type: 'rw',
        cluster: { name: 'ml-cnpg' },
        instances: 2,
        pgbouncer: { poolMode: 'session' },
        deploymentStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      },
    });
  });

  test('one of its pods goes at a time; the operator sees to the instances alone', () => {
    const budgets = (cnpg: JsonObject) =>
      [...render(cnpg)].filter(([file]) => /^cloudnative-pg.*budget/.test(file)).map(([, budget]) => budget);
    expect(budgets({})).toEqual([]);
    expect(budgets({ pooler: { enabled: true } })).toMatchObject([
      { kind: 'PodDisruptionBudget', spec: { maxUnavailable: 1, selector: { matchLabels: { 'cnpg.io/poolerName': 'ml-cnpg-pooler' } } } }, // prettier-ignore
    ]);
  });
});

test('a PostgreSQL goes on where the bundled one was: as new a minor, of the same major', () => {
  const of = (tag: string) => tag.split(/[.-]/).slice(0, 2).map(Number);
  const [[major, minor], [ours, theirs]] = [defaultImages.postgresql.tag, defaultImages.cnpg.tag].map(of) as [number[], number[]]; // prettier-ignore
  expect(ours).toBe(major);
  expect(theirs).toBeGreaterThanOrEqual(minor ?? 0);
});

test.each<[string, JsonObject, readonly number[]]>([
  ['by the plugin, whose store nobody knows', { backup: { plugin: { objectStore: 'a' } } }, [443]],
  [
    'to two at one port',
    { backup: { barmanObjectStore: at(9000) }, recovery: { barmanObjectStore: at(9000) } },
    [9000],
  ],
  [
    'to two at two',
    { backup: { barmanObjectStore: at(9000) }, recovery: { barmanObjectStore: at(9001) } },
    [9000, 9001],
  ],
])('NetworkPolicies name each port of a store once: %s', (_, cnpg, expected) => {
  const networkPolicy = { enabled: true, externalCidrs: { databaseBackups: [{ cidr: '10.0.0.1/32' }] } };
  const policy = [...render(cnpg, { networkPolicy })].find(([file]) => file.endsWith('cnpg-to-database-backups'))?.[1];
  const { egress } = (policy as unknown as { readonly spec: { readonly egress: readonly { readonly ports: readonly unknown[] }[] } }).spec; // prettier-ignore
  expect(egress[0]?.ports).toEqual(expected.map((port) => ({ protocol: 'TCP', port })));
});

test('a digest stands beside the tag, by which CloudNativePG knows the major', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  expect(specOf({ image: { digest } })['imageName']).toBe(
    `ghcr.io/cloudnative-pg/postgresql:17.11-system-trixie@${digest}`,
  );
});

describe('backups of its own', () => {
  const scheduled = (backup: JsonObject) =>
    (render({ backup }).get('cloudnative-pg-scheduledbackup') as unknown as { readonly spec: JsonObject } | undefined)
      ?.spec;
  const store = { destinationPath: 's3://bucket/mlflow' };

  test('by CloudNativePG itself, with a role', () => {
    expect(specOf({ backup: { barmanObjectStore: store, days: 9 } })['backup']).toEqual({
      barmanObjectStore: {
        destinationPath: 's3://bucket/mlflow',
        s3Credentials: { inheritFromIAMRole: true },
        wal: { compression: 'gzip' },
        data: { compression: 'gzip' },
      },
      retentionPolicy: '9d',
    });
    expect(scheduled({ barmanObjectStore: store })).toEqual({
      cluster: { name: 'ml-cnpg' },
      schedule: '0 30 1 * * *',
      immediate: true,
      backupOwnerReference: 'self',
      method: 'barmanObjectStore',
    });
  });

  test('by its plugin', () => {
    const backup = { plugin: { objectStore: 'store' }, serverName: 'new', schedule: '@daily' };
    expect(specOf({ backup })).toMatchObject({
      plugins: [
        {
          name: 'barman-cloud.cloudnative-pg.io',
          isWALArchiver: true,
          parameters: { barmanObjectName: 'store', serverName: 'new' },
        },
      ],
    });
    expect(specOf({ backup })).not.toHaveProperty('backup');
    expect(scheduled(backup)).toMatchObject({
      schedule: '@daily',
      method: 'plugin',
      pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
    });
  });

  test('none', () => {
    expect(scheduled({})).toBeUndefined();
  });

  test('and a new one made of them', () => {
    const recovery = {
      enabled: true,
      barmanObjectStore: store,
      serverName: 'old',
      targetTime: '2026-11-28T14:04:00Z',
    };
    const { bootstrap, externalClusters } = specOf({ recovery });
    expect(bootstrap).toEqual({
      recovery: {
        database: 'mlflow',
        owner: 'mlflow',
        source: 'origin',
        recoveryTarget: { targetTime: '2026-11-28T14:04:00Z' },
      },
    });
    expect(externalClusters).toMatchObject([
      { name: 'origin', barmanObjectStore: { destinationPath: 's3://bucket/mlflow', serverName: 'old' } },
    ]);
  });
});
