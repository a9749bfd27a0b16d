/** The NetworkPolicies: all that they let through is in the table of docs/isolation.md, and all of the table is let through. */
import { describe, expect, test } from '@jest/globals';
import type { NetworkPolicy } from '../../imports/kubernetes/types';
import { problemsOf } from '../../lib/synth/chart-files';
import { evaluateModel } from '../../lib/synth/model';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import { everyFeature } from '../cluster/every-feature';
import {
  between,
  isAllowed,
  selects,
  type AddressEnd,
  type End,
  type Labels,
  type NodeEnd,
  type PodEnd,
  type World,
} from '../support/network-policies';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { codeIn, holds, portsOf, ROWS, valueAt, type Port } from './isolation/table';

const RELEASE = { name: 'ml', namespace: 'team' };
const NAMESPACES: World['namespaces'] = { training: { purpose: 'science' }, elsewhere: { purpose: 'sales' } };

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
}

const render = (values: JsonObject): readonly Rendered[] =>
  [...evaluateModel(model, { values, release: RELEASE }).values()] as unknown as readonly Rendered[];

const policiesIn = (objects: readonly Rendered[]) =>
  objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];

const worldOf = (objects: readonly Rendered[]): World => ({ namespaces: NAMESPACES, policies: policiesIn(objects) });

/** Labels of the pods of each workload, a Job's and a CronJob's too. */
function podsIn(objects: readonly Rendered[]): readonly { readonly workload: string; readonly labels: Labels }[] {
  const templateOf = (spec: unknown): { readonly metadata?: { readonly labels?: Labels } } | undefined => {
    const { template, jobTemplate } = (spec ?? {}) as { readonly template?: object; readonly jobTemplate?: object };
    return template ?? (jobTemplate && templateOf((jobTemplate as { readonly spec?: object }).spec));
  };
  return objects.flatMap(({ kind, metadata, spec }) => {
    // Of a Pooler it is but a part.
    const template = kind === 'Pooler' ? undefined : templateOf(spec);
    return template === undefined
      ? []
      : [{ workload: `${kind} ${metadata.name}`, labels: template.metadata?.labels ?? {} }];
  });
}

let last = 0;
const podOf = (namespace: string, labels: Labels): PodEnd => {
  last += 1;
  return { kind: 'pod', namespace, labels, address: `10.244.0.${String(last)}` };
};
const at = (address: string): AddressEnd => ({ kind: 'address', address });

/** Whom the values of the cases name, by the list that names them. */
const NAMED = {
  ingressControllers: { 'Ingress controller': podOf('ingress-nginx', { app: 'ingress' }) },
  clients: {
    'a notebook of the namespace': podOf(RELEASE.namespace, { app: 'notebook' }),
    'a pod of training': podOf('training', { app: 'train' }),
    'a client outside': at('198.18.5.5'),
  },
  monitoring: { Prometheus: podOf('monitoring', { app: 'prometheus' }) },
  databaseOperator: { 'the operator': podOf('cnpg-system', { 'app.kubernetes.io/name': 'cloudnative-pg' }) },
  'externalCidrs.database': { 'the external database': at('192.0.2.10') },
  'externalCidrs.s3': { 'the external store': at('192.0.2.20') },
  'externalCidrs.issuers': { 'an issuer': at('192.0.2.30') },
  'externalCidrs.serviceAccounts': { 'the API server': at('192.0.2.40') },
  'externalCidrs.kubernetes': { 'the API server, of an operator': at('192.0.2.80') },
  'externalCidrs.databaseBackups': { 'the store of the operator’s backups': at('192.0.2.90') },
  'externalCidrs.webhooks': { 'a receiver of webhooks': at('192.0.2.50') },
  'externalCidrs.backups': { 'the store of backups': at('192.0.2.70') },
  'externalCidrs.outboundProxy': { 'the proxy to the outside': at('192.0.2.100') },
  'externalCidrs.modelProviders': { 'a provider of models': at('192.0.2.60') },
} satisfies Readonly<Record<string, Readonly<Record<string, End>>>>;

const STRANGERS: Readonly<Record<string, End>> = {
  'a pod of another namespace': podOf('elsewhere', { app: 'notebook' }),
  'a neighbour of the Ingress controller, in another namespace': podOf('elsewhere', { app: 'ingress' }),
  'DNS, a pod': podOf('kube-system', { 'k8s-app': 'kube-dns' }),
  'DNS, a cache on the node': at('169.254.20.10'),
  'the internet': at('203.0.113.9'),
};
const OTHERS: Readonly<Record<string, End>> = Object.fromEntries(
  [...Object.values(NAMED), STRANGERS].flatMap((ends) => Object.entries<End>(ends)),
);
const NODE: NodeEnd = { kind: 'node of the other end' };

const range = (end: AddressEnd) => [{ cidr: `${end.address}/32` }];
const PURPOSES = [
  'database',
  's3',
  'issuers',
  'serviceAccounts',
  'webhooks',
  'modelProviders',
  'backups',
  'kubernetes',
  'databaseBackups',
  'outboundProxy',
] as const;
const LISTS: JsonObject = {
  enabled: true,
  ingressControllers: [{ namespace: 'ingress-nginx' }],
  clients: [{ podLabels: {} }, { namespace: 'training' }, { cidr: '198.18.0.0/16' }],
  monitoring: [{ namespace: 'monitoring', podLabels: { app: 'prometheus' } }],
  externalCidrs: Object.fromEntries(
    PURPOSES.map((purpose) => [purpose, range(Object.values(NAMED[`externalCidrs.${purpose}`])[0] ?? at(''))]),
  ),
};

const OIDC: JsonObject = {
  issuerUrl: 'https://login.example.com:8443/realm',
  clientId: 'mlflow',
  existingSecret: 'given',
  allowedGroups: ['science'],
  extraIssuers: [
    { name: 'ci', issuerUrl: 'http://ci.example.com', audience: 'ci', allowedSubjects: ['a'] },
    { name: 'other', issuerUrl: 'https://other.example.com/', audience: 'other', allowedSubjects: ['a'] },
  ],
};
const ACCOUNTS: JsonObject = { serviceAccounts: { enabled: true, allowed: ['team/trainer'] } };

const DESTINATION: JsonObject = {
  image: { tag: '17.7' },
  destination: { bucket: 'backups', endpoint: 'https://backups.example.com:9443', existingSecret: 'given' },
};

/** What there is to choose, by what it changes; each is combined with each of the others. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, JsonObject>>>> = {
  login: {
    'no login': {},
    basic: { auth: { mode: 'basic', basic: { existingSecret: 'given' } } },
    mlflow: { auth: { mode: 'mlflow', mlflow: { existingSecret: 'given' } } },
    oidc: { auth: { mode: 'oidc', oidc: OIDC } },
    'oidc and accounts': { auth: { mode: 'oidc', oidc: { ...OIDC, ...ACCOUNTS } } },
    // Of a login that is not the one.
    'accounts without oidc': { auth: { oidc: ACCOUNTS } },
  },
  database: {
    PostgreSQL: {},
    'another database': {
      postgresql: { enabled: false, auth: { password: '' } },
      externalDatabase: { host: 'db.example.com', port: 6432, password: 'a' },
    },
    'another database, through a pooler': {
      database: { engine: 'external' },
      externalDatabase: { host: 'db.example.com', port: 6432, password: 'a', pooler: { enabled: true } },
    },
    CloudNativePG: { database: { engine: 'cloudnative-pg' } },
    'CloudNativePG, with all': {
      database: {
        engine: 'cloudnative-pg',
        cnpg: {
          readReplica: true,
          pooler: { enabled: true },
          monitoring: { enabled: true },
          backup: {
            barmanObjectStore: {
              destinationPath: 's3://database-backups',
              endpointURL: 'https://backups.example.com:8443',
              existingSecret: 'given',
            },
          },
        },
      },
    },
    'CloudNativePG, from a backup': {
      database: {
        engine: 'cloudnative-pg',
        cnpg: {
          backup: { plugin: { objectStore: 'given' }, serverName: 'new' },
          recovery: { enabled: true, plugin: { objectStore: 'given' }, serverName: 'old' },
        },
      },
    },
  },
  store: {
    MinIO: {},
    AWS: { minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } }, externalS3: { bucket: 'my-bucket' } },
    'another store': {
      minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
      externalS3: { bucket: 'my-bucket', endpoint: 'http://s3.example.com:8333' },
    },
  },
  artefacts: {
    proxied: {},
    direct: { mlflow: { artifacts: { mode: 'direct' } } },
    presigned: { mlflow: { artifacts: { mode: 'presigned' } } },
    'presigned for a public address': {
      mlflow: { artifacts: { mode: 'presigned', presigned: { publicEndpoint: 'https://s3.example.com' } } },
    },
  },
  ways: {
    'a Service': {},
    'an Ingress, a node port': {
      mlflow: { service: { type: 'NodePort' }, ingress: { enabled: true, hosts: [{ host: 'a.example.com' }] } },
    },
    backups: { backup: { enabled: true, ...DESTINATION, beforeMigration: false } },
    'backups before migrations': { backup: { enabled: true, ...DESTINATION } },
    'every change': {
      backup: { enabled: true, ...DESTINATION, beforeMigration: false, pointInTime: { enabled: true } },
    },
    'back to a second': { backup: DESTINATION, restore: { enabled: true, from: '2026-11-28T14:04:00Z' } },
    'a restore': { backup: DESTINATION, restore: { enabled: true } },
    retention: { retention: { gc: { enabled: true } } },
    traces: { retention: { traces: { enabled: true } } },
    lifecycle: { retention: { lifecycle: { enabled: true } } },
    maintenance: { retention: { database: { enabled: true } } },
    doctor: { doctor: { enabled: true } },
    jobs: { jobs: { enabled: true }, monitoring: { enabled: true, databaseExporter: { enabled: false } } },
    artefacts: { artifacts: { enabled: true }, monitoring: { enabled: true, databaseExporter: { enabled: false } } },
    'artefacts and jobs': { artifacts: { enabled: true }, jobs: { enabled: true } },
    'jobs, backups before migrations': { jobs: { enabled: true }, backup: { enabled: true, ...DESTINATION } },
    'retention by backups': {
      backup: { enabled: true, ...DESTINATION, beforeMigration: false },
      retention: { gc: { enabled: true, delete: true }, traces: { enabled: true }, lifecycle: { enabled: true } },
    },
    monitoring: { monitoring: { enabled: true } },
    'monitoring without the database': { monitoring: { enabled: true, databaseExporter: { enabled: false } } },
    'monitoring, backups': {
      monitoring: { enabled: true },
      backup: { enabled: true, ...DESTINATION, beforeMigration: false },
    },
    'a proxy to the outside': {
      outboundProxy: { https: 'http://proxy.example.com:3128', http: 'http://proxy.example.com:8080' },
      backup: { enabled: true, ...DESTINATION },
      retention: { gc: { enabled: true }, traces: { enabled: true }, lifecycle: { enabled: true } },
      jobs: { enabled: true },
      doctor: { enabled: true },
    },
    'a proxy that a Secret names': { outboundProxy: { existingSecret: 'given' }, jobs: { enabled: true } },
    'clients through the Ingress alone': { networkPolicy: { clients: [], monitoring: [] } },
  },
};

const GARAGE = { accessKeyId: 'mlflow-1', secretAccessKey: 'sixteen-chars-16' };
/** Stores that are combined with less: what they change is the same with any login. */
const MORE_STORES: typeof CHOICES = {
  store: {
    Garage: { objectStore: { engine: 'garage', garage: GARAGE } },
    'MinIO, moved to Garage': { objectStore: { engine: 'garage', migrateFrom: 'minio', garage: GARAGE } },
    'MinIO closed, moved to Garage': {
      objectStore: { engine: 'garage', migrateFrom: 'minio', finalPass: true, garage: GARAGE },
    },
    'MinIO, moved to another': {
      objectStore: { engine: 'external', migrateFrom: 'minio' },
      externalS3: { bucket: 'mlflow-artefacts', endpoint: 'http://s3.example.com:8333' },
    },
  },
  artefacts: CHOICES['artefacts'] ?? {},
  ways: Object.fromEntries(
    Object.entries(CHOICES['ways'] ?? {}).filter(([name]) =>
      [
        'a Service',
        'backups',
        'a restore',
        'retention',
        'traces',
        'lifecycle',
        'doctor',
        'monitoring',
        'jobs',
        'artefacts',
      ].includes(name),
    ),
  ),
};

const CASES = [CHOICES, MORE_STORES]
  .flatMap(combined)
  // It is refused: nobody would get to MinIO.
  .filter(([title]) => !/MinIO, (direct|presigned), clients through the Ingress alone$/.test(title))
  // Clients go to the store themselves, or permissions are in the database: there are no pods for artefacts.
  .filter(([title]) => !/(^mlflow,.*|, direct), artefacts/.test(title))
  // AWS has one address for all.
  .filter(([title]) => !title.includes('AWS, presigned for a public address'))
  // Neither the login nor the store says anything of it.
  .filter(([title]) => !/CloudNativePG|pooler/.test(title) || /^no login, .*MinIO/.test(title))
  // Only the chart's own database goes back, and only one fills it.
  .filter(([title]) => !/(another database|CloudNativePG).*(every change|back to a second)$/.test(title))
  .filter(([title]) => !/from a backup.*a restore$/.test(title));

function combined(all: typeof CHOICES): readonly (readonly [title: string, values: JsonObject])[] {
  return Object.values(all).reduce<readonly (readonly [title: string, values: JsonObject])[]>(
    (cases, choices) =>
      cases.flatMap(([title, values]) =>
        Object.entries(choices).map(
          ([name, more]) => [title === '' ? name : `${title}, ${name}`, mergeValues(values, more)] as const,
        ),
      ),
    [['', mergeValues(SMALLEST, { networkPolicy: LISTS })]],
  );
}

const PORTS: readonly Port[] = [
  22, 53, 80, 443, 3900, 3901, 3903, 3128, 4180, 5000, 5001, 5432, 6432, 6443, 8000, 8080, 8333, 8443, 9000, 9001, 9010,
  9113, 9114, 9127, 9187, 9443,
].flatMap((port) => (['TCP', 'UDP'] as const).map((protocol) => ({ port, protocol })));

const words = (from: string, to: string, { port, protocol }: Port) => `${from} → ${to}: ${String(port)} ${protocol}`;

function ownPods(objects: readonly Rendered[]): Readonly<Record<string, PodEnd>> {
  const own = podsIn(objects).map(({ labels }) => [labels['app.kubernetes.io/component'] ?? '', labels] as const);
  const all = [...own, ...objects.flatMap(operatedPods)];
  return Object.fromEntries(all.map(([name, labels]) => [name, podOf(RELEASE.namespace, labels)]));
}

/** What CloudNativePG makes of an object, with the labels that it gives: an instance, the pod of a Job that makes one, a pooler. */
function operatedPods({ kind, metadata, spec }: Rendered): readonly (readonly [string, Labels])[] {
  const app = { 'app.kubernetes.io/name': 'postgresql', 'app.kubernetes.io/managed-by': 'cloudnative-pg' };
  if (kind === 'Cluster') {
    const labels = { ...app, 'app.kubernetes.io/component': 'database', 'cnpg.io/cluster': metadata.name };
    return [
      ['cnpg', { ...labels, 'cnpg.io/podRole': 'instance', 'cnpg.io/instanceName': `${metadata.name}-1` }],
      ['cnpg-second', { ...labels, 'cnpg.io/podRole': 'instance', 'cnpg.io/instanceName': `${metadata.name}-2` }],
      ['cnpg-job', { ...labels, 'cnpg.io/jobRole': 'join' }],
    ];
  }
  if (kind !== 'Pooler') return [];
  const { cluster } = spec as { readonly cluster: { readonly name: string } };
  const labels = { 'cnpg.io/poolerName': metadata.name, 'cnpg.io/cluster': cluster.name, 'cnpg.io/podRole': 'pooler' };
  return [['cnpg-pooler', { ...app, ...labels, 'app.kubernetes.io/component': 'pooler' }]];
}

/** All that is let through from, to or between the platform's pods. */
function letThrough(objects: readonly Rendered[]): readonly string[] {
  const world = worldOf(objects);
  const own = ownPods(objects);
  const ends: readonly (readonly [string, End])[] = Object.entries({ ...own, ...OTHERS });
  const pairs = ends.flatMap(([from, sender]) =>
    ends
      .filter(([to]) => from !== to && (from in own || to in own))
      .map(([to, receiver]) => ({ from, sender, to, receiver })),
  );
  const fromNode = Object.entries(own).map(([to, receiver]) => ({ from: 'its node', sender: NODE, to, receiver }));
  return [...pairs, ...fromNode]
    .flatMap(({ from, sender, to, receiver }) => {
      const isLetThrough = between(world, sender, receiver);
      return PORTS.filter(({ port, protocol }) => isLetThrough(port, protocol)).map((port) => words(from, to, port));
    })
    .sort();
}

/** The pods that a name of the table is about. */
const COMPONENTS: Readonly<Record<string, string>> = {
  MLflow: 'tracking',
  'the pod for jobs': 'jobs',
  'the pods for artefacts': 'artifacts',
  PostgreSQL: 'postgresql',
  MinIO: 'minio',
  Garage: 'garage',
  'artefacts on the way': 'moving',
  backups: 'backup',
  'a restore': 'restore',
  retention: 'retention',
  maintenance: 'retention-database',
  'the doctor': 'doctor',
  traces: 'retention-traces',
  lifecycle: 'retention-lifecycle',
  'every change': 'wal-archive',
  'base backups': 'base-backup',
  'the exporter of backups': 'backup-exporter',
  'the exporter of the database': 'database-exporter',
  'CloudNativePG’s pooler': 'cnpg-pooler',
  'the pooler': 'pooler',
};

/** One that is written to, a standby, and the pod of a Job. */
const OF_CLOUD_NATIVE_PG: readonly string[] = ['cnpg', 'cnpg-second', 'cnpg-job'];

/** Where a proxy may stand in between. */
const BY_HTTP = ['s3', 'backups', 'issuers', 'serviceAccounts', 'databaseBackups'].map(
  (purpose) => `\`networkPolicy.externalCidrs.${purpose}\``,
);

/** Names of those whom a cell of the table is about. */
function endsIn(cell: string, values: JsonObject, own: readonly string[]): readonly string[] {
  if (cell === 'every pod') return own;
  if (cell === 'who has a row to a store, an issuer or the API server')
    return ROWS.filter((row) => BY_HTTP.includes(row.to) && holds(row, values)).flatMap(({ from }) =>
      endsIn(from, values, own),
    );
  if (cell === 'DNS: any address') return Object.keys(OTHERS);
  if (cell.startsWith('its node: ')) return ['its node'];
  const component = COMPONENTS[cell];
  if (component !== undefined) return own.filter((name) => name === component);
  if (cell === 'CloudNativePG') return own.filter((name) => OF_CLOUD_NATIVE_PG.includes(name));
  const [path = ''] = codeIn(cell);
  const list = path.replace('networkPolicy.', '');
  if (!(list in NAMED)) throw new Error(`docs/isolation.md: who is “${cell}”?`);
  return (valueAt(values, path) as readonly unknown[]).length === 0
    ? []
    : Object.keys(NAMED[list as keyof typeof NAMED]);
}

/** All that the table says. */
function inTable(values: JsonObject, own: readonly string[]): readonly string[] {
  const said = ROWS.filter((row) => holds(row, values)).flatMap((row) =>
    endsIn(row.from, values, own).flatMap((from) =>
      endsIn(row.to, values, own).flatMap((to) =>
        from === to ? [] : portsOf(row, values, PORTS).map((port) => words(from, to, port)),
      ),
    ),
  );
  return [...new Set(said)].sort();
}

describe('what is let through is what docs/isolation.md says, and the reverse', () => {
  test.each(CASES)('%s', (_, values) => {
    const all = complete(values);
    expect(problemsOf(model, { values: all, release: RELEASE })).toEqual([]);
    const objects = render(all);
    expect(letThrough(objects)).toEqual(inTable(all, Object.keys(ownPods(objects))));
  });

  test('each row of the table is of some case', () => {
    const used = ROWS.filter((row) =>
      CASES.some(([, values]) => {
        const all = complete(values);
        return (
          holds(row, all) && endsIn(row.from, all, [...Object.values(COMPONENTS), ...OF_CLOUD_NATIVE_PG]).length > 0
        );
      }),
    );
    expect(used).toEqual(ROWS);
    expect(ROWS.length).toBeGreaterThan(10);
  });
});

test('without them there is nothing: the default', () => {
  const objects = render(complete(SMALLEST));
  expect(policiesIn(objects)).toEqual([]);
  expect(letThrough(objects)).toContain('the internet → postgresql: 5432 TCP');
  // Nor is there one for what there is not.
  const outside = render(
    complete(SMALLEST, {
      postgresql: { enabled: false, auth: { password: '' } },
      minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
      networkPolicy: { enabled: true },
    }),
  );
  expect(policiesIn(outside).map(({ metadata }) => metadata?.name)).toEqual([
    'ml-default-deny',
    'ml-tracking',
    'ml-tracking-from-clients',
  ]);
});

/** Pods that nothing but the policy for all pods is for. */
function forgotten(objects: readonly Rendered[]): readonly string[] {
  const policies = policiesIn(objects).filter(({ metadata }) => metadata?.name !== 'ml-default-deny');
  return podsIn(objects)
    .filter(({ labels }) => !policies.some(({ spec }) => selects(spec?.podSelector ?? {}, labels)))
    .map(({ workload }) => workload);
}

const ISOLATED: readonly (readonly [string, JsonObject])[] = [
  ...environmentNames.map((name) => [name, environmentValues(name)] as const),
  ...Object.entries(everyFeature),
].map(([name, values]) => [name, complete(values, { networkPolicy: { ...LISTS } })] as const);

describe('every workload has a policy of its own, and each Job a row', () => {
  test.each(ISOLATED)('%s', (_, values) => {
    const objects = render(values);
    expect(podsIn(objects)).not.toEqual([]);
    expect(forgotten(objects)).toEqual([]);
    const named = podsIn(objects).map(({ labels }) => labels['app.kubernetes.io/component'] ?? '');
    expect(named.filter((component) => !Object.values(COMPONENTS).includes(component))).toEqual([]);
  });

  test('one that has none is noticed, and gets nothing through', () => {
    const labels = {
      'app.kubernetes.io/name': 'mlflow',
      'app.kubernetes.io/instance': 'ml',
      'app.kubernetes.io/component': 'report',
    };
    const job = { template: { metadata: { labels } } };
    const report = { kind: 'CronJob', metadata: { name: 'ml-report' }, spec: { jobTemplate: { spec: job } } };
    const objects = [...render(complete(SMALLEST, { networkPolicy: LISTS })), report];
    expect(forgotten(objects)).toEqual(['CronJob ml-report']);
    expect(letThrough(objects).filter((flow) => flow.includes('report') && !flow.startsWith('its node'))).toEqual([]);
  });

  test('the pods of another release of the namespace are left alone', () => {
    const world = worldOf(render(complete(SMALLEST, { networkPolicy: LISTS })));
    const other = podOf(RELEASE.namespace, {
      'app.kubernetes.io/name': 'mlflow',
      'app.kubernetes.io/instance': 'other',
    });
    expect(isAllowed(world, at('203.0.113.9'), other, 5432)).toBe(true);
    expect(isAllowed(world, other, at('203.0.113.9'), 443)).toBe(true);
  });
});

describe('an entry lets through whom it names', () => {
  const WHO: Readonly<Record<string, End>> = {
    notebook: podOf(RELEASE.namespace, { app: 'notebook' }),
    trainer: podOf(RELEASE.namespace, { app: 'trainer', team: 'a' }),
    'training/trainer': podOf('training', { app: 'trainer' }),
    'training/other': podOf('training', { app: 'other' }),
    'elsewhere/trainer': podOf('elsewhere', { app: 'trainer' }),
    '10.20.0.1': at('10.20.0.1'),
    '10.20.1.1': at('10.20.1.1'),
    '2001:db8::1': at('2001:db8::1'),
  };
  const reaching = (clients: JsonObject[]) => {
    const objects = render(complete(SMALLEST, { networkPolicy: { enabled: true, clients } }));
    const server = ownPods(objects)['tracking'];
    if (server === undefined) throw new Error('there is no server');
    return Object.entries(WHO).flatMap(([name, end]) => (isAllowed(worldOf(objects), end, server, 5000) ? [name] : []));
  };

  test.each<[JsonObject, ...string[]]>([
    [{}, 'notebook', 'trainer'],
    [{ podLabels: {} }, 'notebook', 'trainer'],
    [{ podLabels: { app: 'trainer' } }, 'trainer'],
    [{ podLabels: { app: 'trainer', team: 'b' } }],
    [{ namespace: 'training' }, 'training/trainer', 'training/other'],
    [{ namespace: 'training', podLabels: { app: 'trainer' } }, 'training/trainer'],
    [{ namespace: '*' }, 'notebook', 'trainer', 'training/trainer', 'training/other', 'elsewhere/trainer'],
    [{ namespace: '*', podLabels: { app: 'trainer' } }, 'trainer', 'training/trainer', 'elsewhere/trainer'],
    [{ namespaceLabels: { purpose: 'science' } }, 'training/trainer', 'training/other'],
    [{ namespaceLabels: { purpose: 'science' }, podLabels: { app: 'other' } }, 'training/other'],
    [{ cidr: '10.20.0.0/16' }, '10.20.0.1', '10.20.1.1'],
    [{ cidr: '10.20.0.0/16', except: ['10.20.1.0/24'] }, '10.20.0.1'],
    [{ cidr: '2001:db8::/32' }, '2001:db8::1'],
    [{ cidr: '::/0' }, '2001:db8::1'],
  ])('%j', (entry, ...expected) => {
    expect(reaching([entry])).toEqual(expected);
  });

  // A rule without peers would be one for everybody.
  test('no entry: nobody', () => {
    expect(reaching([])).toEqual([]);
  });

  test('two entries: whom either names', () => {
    expect(reaching([{ namespace: 'training' }, { cidr: '2001:db8::1/128' }])).toEqual([
      'training/trainer',
      'training/other',
      '2001:db8::1',
    ]);
  });

  test('ports of an entry take the place of the usual one', () => {
    const s3 = [{ cidr: '192.0.2.0/24', ports: [9000, 9100] }, { cidr: '198.51.100.0/24' }];
    const objects = render(complete(SMALLEST, { networkPolicy: { enabled: true, externalCidrs: { s3 } } }));
    const server = ownPods(objects)['tracking'] ?? NODE;
    const open = (address: string) =>
      [443, 9000, 9100].filter((port) => isAllowed(worldOf(objects), server, at(address), port));
    expect(open('192.0.2.1')).toEqual([9000, 9100]);
    expect(open('198.51.100.1')).toEqual([443]);
  });
});

test('MLflow then asks nobody for prices of models', () => {
  const settingsOf = (values: JsonObject) => {
    const found = render(complete(SMALLEST, values)).find(
      ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'ml-tracking',
    );
    return (found as unknown as { readonly data: Readonly<Record<string, string>> }).data;
  };
  expect(settingsOf({ networkPolicy: { enabled: true } })['MLFLOW_MODEL_CATALOG_URI']).toBe('');
  expect(settingsOf({})).not.toHaveProperty('MLFLOW_MODEL_CATALOG_URI');
  expect(settingsOf({})['MLFLOW_DISABLE_TELEMETRY']).toBe('true');
});
