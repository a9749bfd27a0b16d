/** What a platform engineer answers for: isolation, security, minimum resources, and what rolls when. */
import { describe, expect, test } from '@jest/globals';
import type {
  Container,
  CronJobSpec,
  Deployment,
  JobSpec,
  LabelSelector,
  ObjectMeta,
  PodSpec,
  PodTemplateSpec,
  Service,
  StatefulSet,
} from '../../imports/kubernetes/types';
import { evaluateModel } from '../../lib/synth/model';
import type { JsonObject } from '../../lib/values/merge';
import { complete, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { EXAMPLES } from './examples';

interface Any {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

/** What makes pods: a CronJob has their template in the Job that it makes. */
interface Workload {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly selector?: LabelSelector;
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template: PodTemplateSpec } };
  };
}
type Labels = Readonly<Record<string, string>>;

function objectsOf(values: JsonObject, name = 'mlflow', namespace = 'default'): readonly Any[] {
  return [
    ...evaluateModel(model, { values: complete(values), release: { name, namespace } }).values(),
  ] as unknown as Any[];
}

const MAKE_PODS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

function workloads(objects: readonly Any[]): readonly Workload[] {
  return objects.filter(({ kind }) => MAKE_PODS.has(kind)) as unknown as Workload[];
}

function template(workload: Workload | undefined): PodTemplateSpec | undefined {
  return workload?.spec?.template ?? workload?.spec?.jobTemplate?.spec?.template;
}

/** Those that run MLflow’s image. */
function ofMlflow(pod: PodSpec | undefined): readonly Container[] {
  const found = containers(pod).filter(({ image }) => image?.startsWith('ghcr.io/mlflow/mlflow:') === true);
  expect(found.map(({ name }) => name)).toEqual(['prepare', 'mlflow']);
  return found;
}

function containers(pod: PodSpec | undefined): readonly Container[] {
  return [...(pod?.initContainers ?? []), ...(pod?.containers ?? [])];
}

function named(objects: readonly Any[], kind: string, name: string): Any | undefined {
  return objects.find((object) => object.kind === kind && object.metadata.name === name);
}

/** Every selector of pods, with what it belongs to. */
function selectors(objects: readonly Any[]): readonly Labels[] {
  return objects.flatMap(({ kind, spec }) => {
    if (kind === 'Service') return [(spec as { selector: Labels }).selector];
    if (kind === 'Deployment' || kind === 'StatefulSet' || kind === 'PodDisruptionBudget') {
      return [(spec as { selector: { matchLabels: Labels } }).selector.matchLabels];
    }
    return [];
  });
}

function podLabels(objects: readonly Any[]): readonly Labels[] {
  return workloads(objects).map((workload) => template(workload)?.metadata?.labels ?? {});
}

const selects = (selector: Labels, labels: Labels) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

const everything: JsonObject = { ...SMALLEST, mlflow: { replicaCount: 2, podDisruptionBudget: { enabled: true } } };

describe('two releases in one namespace', () => {
  const [one, other] = [objectsOf(everything, 'one'), objectsOf(everything, 'other')];

  test('share no object', () => {
    const names = new Set(one.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    expect(other.filter(({ kind, metadata }) => names.has(`${kind}/${metadata.name}`))).toEqual([]);
  });

  test('select no pod of each other, and each of their own selects one', () => {
    for (const selector of selectors(one)) {
      expect(podLabels(other).filter((labels) => selects(selector, labels))).toEqual([]);
      expect(podLabels(one).filter((labels) => selects(selector, labels))).toHaveLength(1);
      expect(Object.keys(selector)).toEqual(
        expect.arrayContaining(['app.kubernetes.io/instance', 'app.kubernetes.io/component']),
      );
    }
  });
});

test('long release names: short enough for a StatefulSet’s pods, and still different', () => {
  const [a, b] = [`${'x'.repeat(52)}a`, `${'x'.repeat(52)}b`];
  const names = [...objectsOf(everything, a), ...objectsOf(everything, b)].map(
    ({ kind, metadata }) => `${kind}/${metadata.name}`,
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name.split('/')[1]?.length).toBeLessThanOrEqual(52);
});

test('every length of release name: within the limit, and no two objects of one kind alike', () => {
  const longest = Math.max(
    ...Array.from({ length: 53 }, (_, index) => {
      const objects = objectsOf(everything, 'x'.repeat(index + 1));
      const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(names).size).toBe(names.length);
      for (const { metadata } of objects) expect(metadata.name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
      return Math.max(...objects.map(({ metadata }) => metadata.name.length));
    }),
  );
  // Exactly: a limit below what fits would cut names for nothing.
  expect(longest).toBe(52);
});

test('what Services, Ingress, pods and claims refer to is of the same release', () => {
  const release = `${'x'.repeat(52)}a`;
  const objects = objectsOf(
    { ...everything, mlflow: { ingress: { enabled: true, hosts: [{ host: 'a.b' }] } } },
    release,
  );
  const names = (kind: string) => objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  const found = { configMaps: new Set<string>(), secrets: new Set<string>(), services: new Set<string>() };
  JSON.stringify(objects, (key, value: unknown) => {
    const { name = '' } = (value ?? {}) as { readonly name?: string };
    if (/^configMap(Ref)?$/.test(key)) found.configMaps.add(name);
    if (key === 'secretKeyRef') found.secrets.add(name);
    if (key === 'service') found.services.add(name);
    if (key === 'serviceName') found.services.add(value as string);
    return value;
  });
  expect(names('ConfigMap')).toEqual(expect.arrayContaining([...found.configMaps]));
  expect(names('Secret').sort()).toEqual([...found.secrets].sort());
  expect(names('Service')).toEqual(expect.arrayContaining([...found.services]));
  expect([found.configMaps.size, found.services.size]).toEqual([5, 3]);
  for (const workload of workloads(objects)) {
    expect(names('ServiceAccount')).toContain(template(workload)?.spec?.serviceAccountName);
    for (const { labelSelector } of template(workload)?.spec?.topologySpreadConstraints ?? [])
      expect(labelSelector?.matchLabels).toEqual(workload.spec?.selector?.matchLabels);
  }
});

test('a password for a database that nobody names leads to no Secret that nobody makes', () => {
  const own = { name: 'MLFLOW_BACKEND_STORE_URI', value: 'postgresql://db/mlflow' };
  const objects = objectsOf({
    ...SMALLEST,
    mlflow: { env: [own] },
    postgresql: { enabled: false },
    externalDatabase: { password: 'unused' },
  });
  expect(JSON.stringify(objects)).not.toContain('mlflow-database');
});

test('a user’s labels cannot break a selector', () => {
  const podLabels = {
    'app.kubernetes.io/name': 'mine',
    'app.kubernetes.io/instance': 'mine',
    'app.kubernetes.io/component': 'mine',
    team: 'a',
  };
  const all = objectsOf({
    mlflow: { podLabels },
    postgresql: { auth: { password: 'secret' }, podLabels },
    minio: { enabled: true, auth: { rootUser: 'root', rootPassword: 'longenough' }, podLabels },
  });
  expect(workloads(all)).toHaveLength(3);
  for (const workload of workloads(all)) {
    const own = workload.spec?.selector?.matchLabels ?? {};
    expect(Object.keys(own)).toHaveLength(3);
    expect(template(workload)?.metadata?.labels).toMatchObject({ ...own, team: 'a' });
  }
});

describe('pods are rolled by what they read', () => {
  const annotations = (values: JsonObject, name: string) =>
    template(workloads(objectsOf(values)).find(({ metadata }) => metadata?.name === name))?.metadata?.annotations;
  const changed = (extra: JsonObject, name: string) =>
    JSON.stringify(annotations({ ...SMALLEST, ...extra }, name)) !== JSON.stringify(annotations(SMALLEST, name));
  const keys = { minio: { enabled: true, auth: { rootUser: 'root', rootPassword: 'another one' } } };
  const passphrase = { mlflow: { encryption: { passphrase: 'another passphrase' } } };
  const webhookKey = { mlflow: { encryption: { webhookKey: `${'A'.repeat(43)}=` } } };
  const password = { postgresql: { auth: { password: 'another' } } };

  test.each<[string, JsonObject, string, boolean]>([
    ['a new database password rolls the server', password, 'mlflow-tracking', true],
    ['and PostgreSQL', password, 'mlflow-postgresql', true],
    ['but not MinIO', password, 'mlflow-minio', false],
    ['a setting rolls the server', { mlflow: { databasePool: { size: 7 } } }, 'mlflow-tracking', true],
    ['but not PostgreSQL', { mlflow: { databasePool: { size: 7 } } }, 'mlflow-postgresql', false],
    ['new keys of the store roll the server', keys, 'mlflow-tracking', true],
    ['and MinIO', keys, 'mlflow-minio', true],
    ['but not PostgreSQL', keys, 'mlflow-postgresql', false],
    ['a new passphrase rolls the server', passphrase, 'mlflow-tracking', true],
    ['but not PostgreSQL', passphrase, 'mlflow-postgresql', false],
    ['a new key of webhooks rolls the server', webhookKey, 'mlflow-tracking', true],
    ['another version of the passphrase too', { mlflow: { encryption: { kekVersion: 2 } } }, 'mlflow-tracking', true],
    [
      'labels of a Service roll nothing',
      { mlflow: { service: { annotations: { a: 'b' } } } },
      'mlflow-tracking',
      false,
    ],
    ['replicas roll nothing', { mlflow: { replicaCount: 2 } }, 'mlflow-tracking', false],
  ])('%s', (_name, extra, workload, expected) => {
    expect(changed(extra, workload)).toBe(expected);
  });
});

/** Those that take away what it is about. */
const UNGUARDED = ['null deletes a map', 'null deletes inside a map', 'null deletes a map, on OpenShift'];

test.each([
  ...environmentNames.map((name) => [name, environmentValues(name)] as const),
  ...Object.entries(EXAMPLES).filter(([name]) => !UNGUARDED.includes(name)),
])('every pod meets Pod Security “restricted”, and more: %s', (_name, values) => {
  const found = workloads(objectsOf(values));
  expect(found.length).toBeGreaterThan(0);
  for (const workload of found) {
    const pod = template(workload)?.spec;
    expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of containers(pod)) {
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      });
      expect(container.image).toMatch(/:(?!latest$)[\w.-]+$/);
    }
  }
});

test('what Garage writes beside its volume has a limit', () => {
  const garage = { existingSecret: 'g', tls: { enabled: true, existingSecret: 't' } };
  const [pod] = workloads(objectsOf(complete(SMALLEST, { objectStore: { engine: 'garage', garage } })))
    .map((workload) => template(workload)?.spec)
    .filter((spec) => containers(spec).some(({ name }) => name === 'garage'));
  const folders = pod?.volumes?.flatMap(({ name, emptyDir }) => (emptyDir === undefined ? [] : [[name, emptyDir]]));
  expect(folders).toEqual([
    ['tmp', { sizeLimit: '64Mi' }],
    ['run', { sizeLimit: '1Mi' }],
  ]);
});

test('a pod of a Job that has to leave its node has not failed', () => {
  const jobs = Object.values(EXAMPLES).flatMap((values) =>
    objectsOf(values).flatMap(({ kind, spec }) => {
      if (kind === 'Job') return spec as JobSpec;
      return kind === 'CronJob' ? ((spec as CronJobSpec).jobTemplate.spec ?? []) : [];
    }),
  );
  const names = new Set(jobs.map(({ template }) => template.metadata?.labels?.['app.kubernetes.io/component']));
  expect([...names].sort()).toEqual([
    'backup',
    'doctor',
    'moving',
    'restore',
    'retention',
    'retention-database',
    'retention-lifecycle',
    'retention-traces',
  ]);
  for (const { podFailurePolicy, template } of jobs) {
    expect(template.spec?.restartPolicy).toBe('Never');
    expect(podFailurePolicy).toEqual({
      rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
    });
  }
});

/** What looks after the server, and PostgreSQL’s exporter. */
const WRITES_NOTHING: readonly string[] = ['monitor', 'exporter'];

describe.each(environmentNames)('%s', (environment) => {
  const objects = objectsOf(environmentValues(environment), 'mlflow', `mlflow-${environment}`);

  test('every container asks for what it needs, and has a limit', () => {
    for (const workload of workloads(objects)) {
      for (const container of containers(template(workload)?.spec))
        expect(container.resources).toMatchObject({ requests: {}, limits: {} });
    }
  });

  test('no pod reaches the node: no host namespaces, ports or paths, no root by number', () => {
    for (const workload of workloads(objects)) {
      const pod = template(workload)?.spec;
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC', 'ephemeralContainers'])
        expect(pod).not.toHaveProperty(field);
      expect(pod?.securityContext?.runAsUser).not.toBe(0);
      for (const volume of pod?.volumes ?? []) {
        const own = ['name', 'emptyDir', 'configMap', 'secret', 'projected'];
        expect(own).toEqual(expect.arrayContaining(Object.keys(volume)));
        // No token of a service account.
        for (const source of volume.projected?.sources ?? []) expect(Object.keys(source)).toEqual(['configMap']);
      }
      for (const container of containers(pod)) {
        expect(container.ports?.filter(({ hostPort }) => hostPort !== undefined) ?? []).toEqual([]);
        expect(container.securityContext?.readOnlyRootFilesystem).toBe(true);
        if (WRITES_NOTHING.includes(container.name)) continue;
        expect(container.volumeMounts?.map(({ mountPath }) => mountPath)).toContain('/tmp');
      }
    }
  });

  test('nothing but the Ingress leads in from outside', () => {
    const services = objects.filter(({ kind }) => kind === 'Service') as unknown as Service[];
    expect(new Set(services.map(({ spec }) => spec?.type))).toEqual(new Set(['ClusterIP']));
    const ports = services.flatMap(({ spec }) => spec?.ports?.map(({ port }) => port) ?? []);
    expect(new Set(ports)).toEqual(new Set([5000, 5432, 9000, 9001, 9113, ...(environment === 'prod' ? [9187] : [])]));
  });

  test('everything is in its namespace', () => {
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set([`mlflow-${environment}`]));
  });

  test('no password outside a Secret', () => {
    const text = JSON.stringify(objects.filter(({ kind }) => kind !== 'Secret'));
    expect(text).not.toMatch(/mlflow-dev-secret|postgresql:\/\/[^"]*:[^"]*@/);
  });
});

describe('prod', () => {
  const objects = objectsOf(environmentValues('prod'), 'mlflow', 'mlflow-prod');
  const gibibytes = (quantity: unknown) => Number(/^(\d+)Gi$/.exec(String(quantity))?.[1]);

  test.each([
    ['Deployment', 'mlflow-tracking', 'mlflow', 2, 4],
    ['StatefulSet', 'mlflow-postgresql', 'postgresql', 2, 4],
    ['StatefulSet', 'mlflow-minio', 'minio', 2, 4],
  ])('%s %s has the guide’s minimum', (kind, name, container, cpu, memory) => {
    const pod = template(named(objects, kind, name) as unknown as Workload)?.spec;
    const requests = pod?.containers.find((one) => one.name === container)?.resources?.requests;
    expect(Number(requests?.['cpu'])).toBeGreaterThanOrEqual(cpu);
    expect(gibibytes(requests?.['memory'])).toBeGreaterThanOrEqual(memory);
  });

  test('storage: 10 GiB for the server, 50 for PostgreSQL, 500 for artefacts', () => {
    const server = template(named(objects, 'Deployment', 'mlflow-tracking') as unknown as Deployment)?.spec;
    expect(gibibytes(server?.containers[0]?.resources?.requests?.['ephemeral-storage'])).toBeGreaterThanOrEqual(10);
    const claimed = (name: string) => {
      const { spec } = named(objects, 'StatefulSet', name) as unknown as StatefulSet;
      return gibibytes(spec?.volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage']);
    };
    expect(claimed('mlflow-postgresql')).toBeGreaterThanOrEqual(50);
    expect(claimed('mlflow-minio')).toBeGreaterThanOrEqual(500);
  });

  test('two replicas or more on different nodes, and no secret from values', () => {
    const { spec } = named(objects, 'Deployment', 'mlflow-tracking') as unknown as Deployment;
    expect(spec?.replicas).toBeGreaterThanOrEqual(2);
    expect(spec?.template.spec?.topologySpreadConstraints).toMatchObject([
      { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' },
    ]);
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });
});

/** None is newer than --no-serve-artifacts, which came with https://github.com/mlflow/mlflow/pull/5045. */
test.each<[string, JsonObject, readonly string[]]>([
  ['as it is', {}, ['--port', '--workers', '--host']],
  [
    'with everything that adds an option',
    { artifacts: { mode: 'direct' }, staticPrefix: '/ml' },
    ['--port', '--workers', '--no-serve-artifacts', '--static-prefix', '--host'],
  ],
])('the server’s command has only options that MLflow 2.9 knows: %s', (_name, mlflow, expected) => {
  const objects = objectsOf({ ...SMALLEST, mlflow });
  const server = template(named(objects, 'Deployment', 'mlflow-tracking') as unknown as Deployment)?.spec
    ?.containers[0];
  const options = server?.args?.map((option) => option.split('=')[0]);
  // start-server.test.ts says what the script does.
  expect(server?.command).toEqual(['sh', '-e', '/prepare/start-server.sh']);
  expect(options).toEqual(['mlflow', 'server', ...expected]);
});

test('MLflow lets in what the chart exposes: every Service name, the Ingress host, the pod, each with a port', () => {
  const objects = objectsOf({
    ...SMALLEST,
    mlflow: { ingress: { enabled: true, hosts: [{ host: 'ml.example.com' }], tls: [{ secretName: 't' }] } },
  });
  const server = template(named(objects, 'Deployment', 'mlflow-tracking') as unknown as Deployment)?.spec
    ?.containers[0];
  const hosts = server?.env?.find(({ name }) => name === 'MLFLOW_SERVER_ALLOWED_HOSTS')?.value?.split(',');
  const service = 'mlflow-tracking';
  for (const host of [
    'localhost',
    '127.0.0.1',
    '0.0.0.0',
    '$(POD_IP)',
    service,
    `${service}.default`,
    `${service}.default.svc`,
    `${service}.default.svc.cluster.local`,
    'ml.example.com',
  ]) {
    // prettier-ignore
    expect(hosts).toEqual(expect.arrayContaining([host, `${host}:*`]));
  }
  // In brackets, as an IPv6 address stands in a Host header; in a pattern, [[] is a bracket.
  for (const address of ['::1', '$(POD_IP)']) {
    expect(hosts).toEqual(expect.arrayContaining([`[${address}]`, `[[]${address}]:*`]));
  }
  const settings = named(objects, 'ConfigMap', 'mlflow-tracking')?.data;
  expect(settings?.['MLFLOW_SERVER_CORS_ALLOWED_ORIGINS']?.split(',')).toContain('https://ml.example.com');
});

test('what is mounted for the server, such as the certificate of a private authority, is there for the init container too', () => {
  const mount = { name: 'ca', mountPath: '/etc/ca', readOnly: true };
  const objects = objectsOf({
    ...SMALLEST,
    mlflow: { extraVolumes: [{ name: 'ca', configMap: { name: 'ca' } }], extraVolumeMounts: [mount] },
  });
  const pod = template(named(objects, 'Deployment', 'mlflow-tracking') as unknown as Deployment)?.spec;
  for (const { volumeMounts } of ofMlflow(pod)) expect(volumeMounts).toContainEqual(mount);
});

describe('the keys with which MLflow encrypts', () => {
  const [PASSPHRASE, WEBHOOK_KEY] = ['MLFLOW_CRYPTO_KEK_PASSPHRASE', 'MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY'];
  const key = `${'A'.repeat(43)}=`;
  const made = { name: 'mlflow-encryption-from-values', key: 'webhook-key', optional: true };

  test.each<[string, JsonObject, JsonObject, JsonObject | undefined]>([
    ['none', {}, {}, undefined],
    [
      // The passphrase must be there; Secrets that were made for chart 1.0.0 have no other key.
      'in a Secret of one’s own',
      { existingSecret: 'mine', existingSecretWebhookKey: 'hooks' },
      {
        [PASSPHRASE]: { name: 'mine', key: 'kek-passphrase' },
        [WEBHOOK_KEY]: { name: 'mine', key: 'hooks', optional: true },
      },
      undefined,
    ],
    ['in values, one', { webhookKey: key }, { [WEBHOOK_KEY]: made }, { 'webhook-key': btoa(key) }],
    [
      'in values, both',
      { passphrase: 'phrase', webhookKey: key },
      { [PASSPHRASE]: { name: made.name, key: 'passphrase' }, [WEBHOOK_KEY]: made },
      { passphrase: btoa('phrase'), 'webhook-key': btoa(key) },
    ],
  ])('%s', (_name, encryption, references, data) => {
    const objects = objectsOf({ ...SMALLEST, mlflow: { encryption } });
    const pod = template(named(objects, 'Deployment', 'mlflow-tracking') as unknown as Deployment)?.spec;
    for (const { env = [] } of ofMlflow(pod)) {
      const found = env.filter(({ name }) => name === PASSPHRASE || name === WEBHOOK_KEY);
      expect(Object.fromEntries(found.map(({ name, valueFrom }) => [name, valueFrom?.secretKeyRef]))).toEqual(
        references,
      );
    }
    expect(named(objects, 'Secret', made.name)?.data).toEqual(data);
  });
});

test('direct mode: clients get the store’s address, the server serves no artefacts', () => {
  const objects = objectsOf({ ...SMALLEST, mlflow: { artifacts: { mode: 'direct', path: 'team-a' } } });
  const settings = named(objects, 'ConfigMap', 'mlflow-tracking')?.data;
  expect(settings).toMatchObject({ MLFLOW_DEFAULT_ARTIFACT_ROOT: 's3://mlflow-artefacts/team-a' });
  expect(settings).not.toHaveProperty('MLFLOW_ARTIFACTS_DESTINATION');
  expect(named(objects, 'ConfigMap', 'mlflow-clients')?.data).toEqual({
    MLFLOW_TRACKING_URI: 'http://mlflow-tracking.default.svc.cluster.local:5000',
    MLFLOW_S3_ENDPOINT_URL: 'http://mlflow-minio.default.svc.cluster.local:9000',
    AWS_DEFAULT_REGION: 'us-east-1',
  });
});

test('external database and AWS by IAM role: no endpoint, no keys', () => {
  const objects = objectsOf({
    postgresql: { enabled: false },
    externalDatabase: { host: 'db.example.com', existingSecret: 'db', sslMode: 'verify-full' },
    externalS3: { bucket: 'models', region: 'eu-central-1' },
    mlflow: { serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/mlflow' } } },
  });
  expect(named(objects, 'ConfigMap', 'mlflow-tracking')?.data).toMatchObject({
    PGHOST: 'db.example.com',
    PGSSLMODE: 'verify-full',
    MLFLOW_ARTIFACTS_DESTINATION: 's3://models',
    AWS_DEFAULT_REGION: 'eu-central-1',
  });
  const text = JSON.stringify(objects.filter(({ metadata }) => !metadata.name.endsWith('scripts')));
  expect(text).not.toContain('MLFLOW_S3_ENDPOINT_URL');
  expect(text).not.toContain('"AWS_ACCESS_KEY_ID"');
  expect(text).toContain('arn:aws:iam::1:role/mlflow');
  expect(objects.filter(({ kind }) => kind === 'StatefulSet')).toEqual([]);
});
