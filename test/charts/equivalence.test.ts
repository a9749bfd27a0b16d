/**
 * The guarantee: for every values file that the schema accepts, constructs run with literal values, the symbolic model
 * evaluated, and `helm template` of the packaged chart give the same objects.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prove } from '../../lib/prove/prove';
import { packArchive } from '../../lib/synth/archive';
import { chartFiles } from '../../lib/synth/chart-files';
import { evaluateModel, literalModel } from '../../lib/synth/model';
import { checkValues, formatProblems } from '../../lib/values/check';
import type { JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { helms, type Helm } from '../support/helm';
import { definition, defaults, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { visible } from '../support/visible';

/** Values files, each of which every Helm renders. */
const RUNS = Number(process.env['RUNS'] ?? 18);
/** Another one each time; SEED=… npm test repeats a run. */
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const HELMS = helms().map(({ file }) => file);

/** Most random values contradict each other; these changes make them consistent, seven times of eight. */
function consistent(overrides: JsonObject): JsonObject {
  // Characters, not UTF-16 units: half of a surrogate pair is not text.
  const text = Array.from(JSON.stringify(overrides));
  const some = (from: number, to: number) => text.slice(from, to).join('');
  if (text.length % 8 === 0) return {};
  const inside = text.length % 3 > 0;
  const stored = text.length % 2 > 0;
  const bySecret = text.length % 5 > 1;
  const login = bySecret ? { password: '', existingSecret: 'database' } : { password: some(3, 20), existingSecret: '' };
  const root = { rootUser: 'admin', rootPassword: some(1, 30), existingSecret: '' };
  const keys = { accessKeyId: 'id', secretAccessKey: some(2, 25), existingSecret: '' };
  const sealed = { rootUser: '', rootPassword: '', existingSecret: 's3' };
  const pod = { dnsConfig: { nameservers: ['10.0.0.10'] } };
  const noKeys = { accessKeyId: '', secretAccessKey: '', existingSecret: '' };
  return {
    mlflow: {
      ...pod,
      replicaCount: 1 + (text.length % 4),
      workers: 1 + (text.length % 4),
      databasePool: { size: 5, maxOverflow: 5 },
      jobExecution: text.length % 4 === 0 && text.length % 7 > 2,
      terminationGracePeriodSeconds: 601 + (text.length % 100),
      ingress: {
        hosts: [{ host: 'a.example.com' }, { host: '*.b.example.com', paths: [{ path: '/x' }, {}] }],
        tls: [{ secretName: 'a', hosts: ['a.example.com'] }, { secretName: 'b' }].slice(text.length % 3),
      },
      gateway: { parentRefs: [{ name: 'public' }], hostnames: ['c.example.com'] },
      podDisruptionBudget: { enabled: false },
      registry: bySecret ? { storeUri: '', existingSecret: 'registry' } : { existingSecret: '' },
      encryption: bySecret ? { passphrase: '', webhookKey: '', existingSecret: 'keys' } : { existingSecret: '' },
    },
    postgresql: {
      ...pod,
      tls: { enabled: inside && text.length % 11 > 5, existingSecret: 'pg' },
      enabled: inside,
      auth: login,
      maxConnections: bySecret ? 0 : 420 + (text.length % 1000),
    },
    externalDatabase: { ...login, maxConnections: 0, host: inside ? '' : 'db.example.com' },
    minio: {
      ...pod,
      tls: { enabled: stored && text.length % 11 > 3, existingSecret: 's3' },
      enabled: stored,
      auth: bySecret ? sealed : root,
    },
    externalS3: { ...(bySecret ? noKeys : keys), bucket: stored ? '' : 'my-bucket' },
    auth: loginOf(text.length),
    tls: certificatesOf(text.length),
    externalSecrets: { secretStoreRef: { name: 'store' } },
    networkPolicy: policiesOf(text.length),
  };
}

/** Somebody in each list, as one form or another: of some values they are asked for. */
function policiesOf(number: number): JsonObject {
  const entries: readonly JsonObject[] = [
    {},
    { podLabels: { app: 'a', team: '' } },
    { namespace: 'a' },
    { namespace: '*', podLabels: { on: 'yes' } },
    { namespaceLabels: { team: 'a', on: '1' }, podLabels: {} },
    { namespaceLabels: { team: 'a' }, podLabels: { app: 'a' } },
    { cidr: 'fd00::/8', except: [] },
    { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16'] },
  ];
  const some = (from: number) => [0, 1, 2].map((step) => entries[(number + from + step * 3) % entries.length] ?? {});
  const range = { cidr: '10.0.0.0/8' };
  return {
    ingressControllers: some(0),
    clients: [...some(1), range],
    monitoring: number % 3 === 0 ? [] : some(2),
    externalCidrs: {
      database: some(3),
      s3: some(4).map((entry, index) => ({ ...entry, ports: [443, 8333].slice(index) })),
      issuers: some(5),
      serviceAccounts: some(6),
      webhooks: number % 5 === 0 ? [] : [{ ...range, ports: [1, 65535] }],
      modelProviders: number % 7 === 0 ? [] : [range],
    },
  };
}

/** One way to log in after the other; what the others would need is not there. */
function loginOf(number: number): JsonObject {
  const mode = ['none', 'basic', 'oidc', 'mlflow'][number % 4] ?? 'none';
  const givenFor = (name: string) => ({ existingSecret: mode === name ? 'given' : '' });
  const nobody = { issuerUrl: '', extraIssuers: [], allowedDomains: [], serviceAccounts: { enabled: false } };
  return {
    mode,
    basic: { ...givenFor('basic'), users: null },
    oidc: mode === 'oidc' ? issuers(Math.floor(number / 4) % 4) : nobody,
    mlflow: givenFor('mlflow'),
  };
}

function certificatesOf(number: number): JsonObject {
  const made = { enabled: number % 3 === 0, issuerRef: { name: 'inside' } };
  return {
    existingSecret: number % 3 === 1 ? 'given' : '',
    certManager: made,
    caBundle: { configMap: 'company', secret: '', key: 'ca.crt' },
  };
}

function issuers(others: number): JsonObject {
  return {
    issuerUrl: 'https://login.example.com/realm',
    clientId: 'mlflow',
    existingSecret: 'given',
    allowedGroups: others > 2 ? [] : ['science & more', 'all'],
    allowedDomains: others > 1 ? ['*'] : ['example.com', '.example.org'],
    serviceAccounts: { enabled: others > 0, allowed: ['team/trainer', 'other/*'], audience: 'accounts' },
    extraIssuers: Array.from({ length: others }, (_, index) => ({
      name: `ci-${String(index)}`,
      issuerUrl: 'https://ci.example.com/',
      audience: `mlflow-${String(index)}`,
      allowedSubjects: ['repo:team/model:*', 'a|b'],
    })),
  };
}

test('agrees on random values', async () => {
  const proof = await prove(definition, { runs: RUNS, seed: SEED, helms: HELMS, consistent });
  console.info(JSON.stringify(proof));
  if (proof.accepted > RUNS / 3) return;
  // A new rule refuses what is random: it has to be told how such values are made consistent.
  throw new Error(
    `only ${String(proof.accepted)} of ${String(RUNS)} were accepted: consistent() in this file makes values fit the rules`,
  );
}, 1_800_000);

/** Beside the environments; what the values are about → the values. */
const EXAMPLES: Readonly<Record<string, JsonObject>> = {
  'null deletes a map': {
    ...SMALLEST,
    mlflow: { resources: null, podSecurityContext: null, securityContext: null },
  },
  'null deletes a list': { ...SMALLEST, mlflow: { env: null, tolerations: null, extraArgs: null } },
  'null deletes inside a map': { ...SMALLEST, mlflow: { podSecurityContext: { runAsUser: null } } },
  'null where there was nothing': { ...SMALLEST, mlflow: { affinity: { nodeAffinity: null } } },
  'integers over a million': { ...SMALLEST, mlflow: { affinity: { weight: 123456789, other: 1e6, huge: 1e15 } } },
  'empty lists and maps': { ...SMALLEST, mlflow: { env: [], resources: {}, affinity: {}, ingress: { hosts: [] } } },
  'texts that look like templates': { ...SMALLEST, mlflow: { podAnnotations: { a: '{{ .Values }}', b: '}}{{{' } } },
  ...Object.fromEntries(
    [false, true].map((enabled) => [
      `MLflow’s own users, ${enabled ? 'behind an Ingress, with all that there is to choose' : 'without an Ingress'}`,
      {
        ...SMALLEST,
        mlflow: { staticPrefix: enabled ? '/ml' : '', ingress: { enabled, hosts: [{ host: 'a.example.com' }] } },
        auth: {
          mode: 'mlflow',
          mlflow: {
            existingSecret: 'given',
            ...(enabled
              ? { existingSecretFlaskKey: 'k', defaultPermission: 'READ', workspaces: true, cacheSeconds: 0 }
              : {}),
          },
        },
      },
    ]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3].map((others) => [
      `people’s issuer, and ${String(others)} beside it`,
      {
        ...SMALLEST,
        mlflow: {
          staticPrefix: others > 1 ? '/ml' : '',
          ingress: { enabled: others > 0, hosts: [{ host: 'a.example.com' }] },
        },
        auth: { mode: 'oidc', oidc: issuers(others) },
        networkPolicy: { ...policiesOf(others), enabled: others > 0 },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['none', 'basic', 'oidc', 'mlflow'].flatMap((mode, index) =>
      ['nginx', 'traefik', 'alb'].map((controller) => [
        `TLS inside with auth.mode ${mode}, behind ${controller} and a Gateway`,
        {
          ...SMALLEST,
          tls: {
            ...(index % 2 > 0
              ? { existingSecret: 'given' }
              : { certManager: { enabled: true, issuerRef: { name: 'inside', kind: 'ClusterIssuer' } } }),
            caBundle: { configMap: 'company' },
          },
          postgresql: { auth: { password: 'p' }, tls: { enabled: true, existingSecret: index % 2 > 0 ? 'pg' : '' } },
          mlflow: {
            jobExecution: mode === 'none',
            ingress: { enabled: true, controller, hosts: [{ host: 'a.example.com' }] },
            service: { hostnames: ['lb.example.com'], annotations: { a: 'b' } },
            gateway: {
              enabled: true,
              parentRefs: [{ name: 'public', namespace: 'edge' }],
              hostnames: ['b.example.com'],
            },
          },
          auth: loginOf(index),
        },
      ]),
    ),
  ),
  ...Object.fromEntries(
    ['basic', 'oidc', 'mlflow'].map((mode, index) => [
      `every Secret fetched, and its readers restarted, with ${mode}`,
      {
        mlflow: {
          registry: { existingSecret: 'registry' },
          encryption: { existingSecret: 'keys' },
          env:
            index === 1
              ? [
                  { name: 'PGPASSWORD', value: 'x' },
                  { name: 'AWS_ACCESS_KEY_ID', value: 'x' },
                ]
              : [],
          ingress: {
            enabled: index < 2,
            hosts: [{ host: 'a.example.com' }],
            tls: [{ secretName: 'a-certificate' }, { secretName: `${'long-'.repeat(50)}one` }],
          },
        },
        postgresql: { enabled: index > 0, auth: { existingSecret: 'database', existingSecretKey: 'p' } },
        externalDatabase: {
          host: index > 0 ? '' : 'db.example.com',
          existingSecret: 'their-database',
          existingSecretKey: 'q',
        },
        minio: { enabled: index < 2, auth: { existingSecret: 's3' } },
        externalS3: { bucket: index < 2 ? '' : 'theirs', existingSecret: 'their-s3' },
        auth: {
          mode,
          basic: { existingSecret: index === 0 ? 'users' : '' },
          oidc: index === 1 ? issuers(1) : {},
          mlflow: { existingSecret: index === 2 ? 'login' : '' },
        },
        externalSecrets: {
          enabled: true,
          secretStoreRef: { name: 'store', kind: index === 0 ? 'ClusterSecretStore' : 'SecretStore' },
          refreshInterval: '1h30m',
          remotePrefix: 'mlflow/',
          remoteKeys: { database: 'elsewhere/db', login: 'elsewhere/login' },
          ingressCertificates: true,
        },
        reloader: { enabled: true },
      },
    ]),
  ),
  'nothing to fetch, and nobody to restart': {
    ...SMALLEST,
    externalSecrets: { enabled: true, secretStoreRef: { name: 'store' }, ingressCertificates: true },
    reloader: { enabled: true },
  },
  ...Object.fromEntries(
    ['http://s3.example.com', 'https://s3.example.com:8333/', ''].map((endpoint, index) => [
      `NetworkPolicies, and a store at ${endpoint || 'AWS'}`,
      {
        ...SMALLEST,
        minio: { enabled: false, auth: { rootUser: '', rootPassword: '' } },
        externalS3: { bucket: 'my-bucket', endpoint },
        networkPolicy: { ...policiesOf(index), enabled: true },
      },
    ]),
  ),
  'NetworkPolicies of which nearly nothing is named': {
    ...SMALLEST,
    networkPolicy: { enabled: true, clients: null, ingressControllers: [{ namespace: 'a' }], monitoring: [] },
  },
  'a password of every kind of character': {
    ...SMALLEST,
    postgresql: { auth: { password: '@/%:\'"\\$ {{x}} ñ😀\tz' } },
  },
};

// In one go, because a chart is prepared for each; the message of a difference has the values.
test('agrees on each environment, and on what is special', async () => {
  const examples = [...environmentNames.map(environmentValues), ...Object.values(EXAMPLES)];
  const proof = await prove(definition, { runs: 0, helms: HELMS, examples });
  expect(proof.accepted).toBe(environmentNames.length + Object.keys(EXAMPLES).length);
});

let folder: string;
let chart: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlflow-chart-'));
  chart = join(folder, 'mlflow.tgz');
  writeFileSync(chart, packArchive('mlflow', chartFiles(model, defaults)));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

let serial = 0;

/** What Helm renders with a values file and further arguments, such as `--set`, by kind and name; or why it does not. */
async function render(
  helm: Helm,
  overrides: JsonObject,
  args: readonly string[] = [],
  source = chart,
): Promise<unknown> {
  serial += 1;
  const file = join(folder, `values-${String(serial)}.yaml`);
  writeFileSync(file, writeYaml(overrides));
  const call = ['template', release.name, source, '--namespace', release.namespace, '--values', file, ...args];
  const { code, stdout, stderr } = await helm.run(call);
  return code === 0 ? byName(readDocuments(stdout, 'helm').map(({ value }) => value)) : { failed: stderr };
}

function byName(objects: Iterable<Json>): unknown {
  const named = [...objects].map((object) => {
    const { kind, metadata } = object as { kind: string; metadata: { name: string } };
    return [`${kind} ${metadata.name}`, object] as const;
  });
  expect(new Set(named.map(([name]) => name)).size).toBe(named.length);
  return visible(Object.fromEntries(named));
}

const release = { name: 'mlflow', namespace: 'default' };

describe.each(helms().map((helm) => [helm.version, helm] as const))('Helm %s', (_, helm) => {
  test('--set says the same as a file', async () => {
    const overrides = {
      ...SMALLEST,
      mlflow: { replicaCount: 2, workers: 3, image: { tag: 'v3.17.2-full' }, env: [{ name: 'A', value: 'b' }] },
    };
    const flags =
      'mlflow.replicaCount=2,mlflow.workers=3,mlflow.image.tag=v3.17.2-full,mlflow.env[0].name=A,mlflow.env[0].value=b';
    const byFlag = await render(helm, SMALLEST, ['--set', flags]);
    expect(byFlag).toEqual(await render(helm, overrides));
    const removed = await render(helm, SMALLEST, ['--set', 'mlflow.resources=null']);
    expect(removed).toEqual(await render(helm, { ...SMALLEST, mlflow: { resources: null } }));
  });

  test('agrees on anchors, merges, and the keys that hold what they share', async () => {
    const text = `
x-pod: &pod
  podLabels: {team: a, tier: web}
  priorityClassName: high
x-more: &more {podLabels: {team: b}, replicaCount: 2}
x-nothing: null
mlflow:
  workers: 2
  <<: [*more, *pod]
  priorityClassName: low
postgresql:
  <<: *pod
  podLabels: {<<: {tier: data, team: c}, team: d}
`;
    const file = join(folder, `anchors-${helm.version}.yaml`);
    writeFileSync(file, text);
    const checked = checkValues(definition, [
      { file: 'smallest.yaml', text: writeYaml(SMALLEST) },
      { file, text },
      { file: '--set', text: 'x-set: {a: 1}\n' },
    ]);
    if (!checked.ok) throw new Error(formatProblems(checked.problems));
    const context = { values: checked.values, release };
    const expected = byName(evaluateModel(model, context).values());
    expect(JSON.stringify(expected)).toContain('"team":"d"');
    expect(byName(evaluateModel(literalModel(definition, context), context).values())).toEqual(expected);
    const args = ['--values', file, '--set', 'x-set.a=1'];
    expect(await render(helm, SMALLEST, args)).toEqual(expected);
    // The chart packaged with these values no longer has those keys.
    const packed = join(folder, `anchors-${helm.version}.tgz`);
    const files = chartFiles(model, checked.values);
    expect(files.get('values.yaml')).not.toMatch(/^x-/m);
    writeFileSync(packed, packArchive('mlflow', files));
    expect(await render(helm, {}, [], packed)).toEqual(expected);
  });
});
