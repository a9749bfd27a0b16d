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
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { writeYaml } from '../../lib/yaml/write';
import { helms, type Helm } from '../support/helm';
import { definition, defaults, environmentNames, environmentValues, model, SMALLEST } from '../support/platform';
import { visible } from '../support/visible';
import { backupsOf, cnpgOf, EXAMPLES, loginOf, policiesOf, retentionOf, SCHEDULES, storesOf } from './examples';

/** Values files, each of which every Helm renders. */
const RUNS = Number(process.env['RUNS'] ?? 18);
/** Another one each time; SEED=… npm test repeats a run. */
const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const HELMS = helms().map(({ file }) => file);

/** A volume that is not lost with its store. */
const KEPT = { whenDeleted: 'Retain', whenScaled: 'Retain' };

/** Most random values contradict each other; these changes make them consistent, seven times of eight. */
function consistent(overrides: JsonObject): JsonObject {
  // Characters, not UTF-16 units: half of a surrogate pair is not text.
  const text = Array.from(JSON.stringify(overrides));
  const some = (from: number, to: number) => text.slice(from, to).join('');
  if (text.length % 8 === 0) return {};
  const inside = text.length % 3 > 0;
  const operated = text.length % 13 < 3;
  const scaledByRequests = text.length % 5 === 0;
  const hasJobs = text.length % 4 === 1;
  const stored = text.length % 2 > 0;
  const bySecret = text.length % 5 > 1;
  const login = bySecret ? { password: '', existingSecret: 'database' } : { password: some(3, 20), existingSecret: '' };
  const root = { rootUser: 'admin', rootPassword: some(1, 30), existingSecret: '' };
  const keys = { accessKeyId: 'id', secretAccessKey: some(2, 25), existingSecret: '' };
  const sealed = { rootUser: '', rootPassword: '', existingSecret: 's3' };
  const auth = loginOf(text.length);
  // Most logins and ways of artefacts go with it.
  const apart = text.length % 5 === 3 && (auth as { mode: string }).mode !== 'mlflow';
  const registry = text.length % 2 > 0 ? { storeUri: '', existingSecret: '' } : { existingSecret: '' };
  const pod = { dnsConfig: { nameservers: ['10.0.0.10'] } };
  const noKeys = { accessKeyId: '', secretAccessKey: '', existingSecret: '' };
  const most: JsonObject = {
    mlflow: {
      ...pod,
      ...(apart && { artifacts: { mode: 'proxied' } }),
      resources: { requests: { cpu: '500m' } },
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
      route: { host: 'd.example.com', destinationCACertificate: '' },
      podDisruptionBudget: { enabled: false },
      registry: bySecret ? { storeUri: '', existingSecret: 'registry' } : registry,
      encryption: bySecret ? { passphrase: '', webhookKey: '', existingSecret: 'keys' } : { existingSecret: '' },
    },
    outboundProxy: bySecret ? { http: '', https: '' } : { existingSecret: '' },
    artifacts: { enabled: apart },
    jobs: { enabled: hasJobs, workers: 1 + (text.length % 2), customScorers: hasJobs && text.length % 3 > 0 },
    autoscaling: {
      ...{ minReplicas: 1, maxReplicas: 1 + (text.length % 4), targetCPUUtilizationPercentage: 70 },
      ...{ targetRequestsInFlight: scaledByRequests ? 20 : 0, keda: { serverAddress: 'http://prometheus:9090' } },
    },
    // Either says it, and the engine wins.
    database: {
      engine: text.length % 13 > 8 ? '' : operated ? 'cloudnative-pg' : inside ? 'bundled' : 'external',
      cnpg: { ...cnpgOf(text.length), parameters: null },
    },
    objectStore: {
      engine: text.length % 13 < 5 ? '' : stored ? 'minio' : 'external',
      migrateFrom: '',
      finalPass: false,
      garage: {
        ...keys,
        secretAccessKey: 'sixteen-chars-16',
        accessKeyId: 'mlflow-1',
        tls: { enabled: false },
        persistentVolumeClaimRetentionPolicy: KEPT,
      },
    },
    postgresql: {
      ...pod,
      persistentVolumeClaimRetentionPolicy: KEPT,
      tls: { enabled: inside && !operated && text.length % 11 > 5, existingSecret: 'pg-tls' },
      enabled: text.length % 13 > 8 ? inside : bySecret,
      auth: login,
      maxConnections: bySecret ? 0 : 420 + (text.length % 1000),
    },
    externalDatabase: {
      ...login,
      pooler: { ...pod, enabled: text.length % 3 === 0, poolSize: 2000 },
      maxConnections: 0,
      host: inside || operated ? '' : 'db.example.com',
    },
    minio: {
      ...pod,
      persistentVolumeClaimRetentionPolicy: KEPT,
      tls: { enabled: stored && text.length % 11 > 3, existingSecret: 's3-tls' },
      enabled: text.length % 13 < 5 ? stored : bySecret,
      auth: bySecret ? sealed : root,
    },
    externalS3: { ...(bySecret ? noKeys : keys), bucket: stored ? '' : 'my-bucket' },
    auth,
    ...mergeValues(
      { backup: { ...pod, pointInTime: { enabled: false } }, restore: { enabled: false } },
      backupsOf(text.length),
    ),
    ...mergeValues(
      { retention: { ...pod, traces: { archive: { enabled: hasJobs && text.length % 5 > 1 } } } },
      // Nobody would see what a registry elsewhere needs, nor what is on its way to another store.
      mergeValues(
        retentionOf(text.length),
        bySecret || text.length % 2 === 0 || text.length % 17 < 4
          ? { retention: { gc: { delete: false }, traces: { delete: false }, lifecycle: { noncurrentDays: 0 } } }
          : {},
      ),
    ),
    tls: certificatesOf(text.length),
    externalSecrets: { secretStoreRef: { name: 'store' } },
    networkPolicy: { ...policiesOf(text.length), monitoring: [{ namespace: 'monitoring' }] },
    // Random names of labels are mostly none.
    monitoring: { ...(scaledByRequests && { enabled: true }), databaseExporter: pod, alerts: { labels: null } },
  };
  const another = stored ? 'garage' : 'external';
  const stores = text.length % 17 < 4 ? storesOf(another, text.length % 4) : {};
  return mergeValues(SCHEDULES, mergeValues(most, stores));
}

function certificatesOf(number: number): JsonObject {
  const made = { enabled: number % 3 === 0, issuerRef: { name: 'inside' } };
  return {
    existingSecret: number % 3 === 1 ? 'certificate' : '',
    certManager: made,
    caBundle: { configMap: 'company', secret: '', key: 'ca.crt' },
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

// In one go, because a chart is prepared for each; the message of a difference has the values.
test('agrees on each environment, and on what is special', async () => {
  const examples = [...environmentNames.map(environmentValues), ...Object.values(EXAMPLES)];
  const proof = await prove(definition, { runs: 0, helms: HELMS, examples });
  expect(proof.accepted).toBe(environmentNames.length + Object.keys(EXAMPLES).length);
  // By each Helm, one after the other: on a busy machine that takes minutes.
}, 600_000);

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
