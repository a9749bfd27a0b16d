/** What each value may be: its numbers, and the form of its text. dist/ holds the same, but only as it was written. */
import { describe, expect, test } from '@jest/globals';
import { mergeValues, type JsonObject } from '../../lib/values/merge';
import type { Field } from '../../lib/values/schema';
import { schemaProblems } from '../../lib/values/schema-problems';
import type { Json } from '../../lib/yaml/json';
import { readDocuments } from '../../lib/yaml/read';
import { defaults, definition } from '../support/platform';

/** `a.b[].c`: values with one item in each list. */
function valuesWith(path: string, value: Json): JsonObject {
  const steps = path.split('.');
  return steps.reduceRight<Json>((inner, step) => {
    if (step.endsWith('{}')) return { [step.slice(0, -2)]: { key: inner } };
    return step.endsWith('[]') ? { [step.slice(0, -2)]: [inner] } : { [step]: inner };
  }, value) as JsonObject;
}

/** Whether the value is accepted there; what its neighbours lack is another matter. */
function fits(path: string, value: Json): boolean {
  const given = valuesWith(path, value);
  const at = path.replaceAll('{}', '.key').replaceAll('[]', '.0');
  const problems = schemaProblems(definition.schema, mergeValues(defaults, given), [given]);
  return !problems.some((problem) => problem.path.join('.') === at);
}

function numbersIn(field: Field, path: string): readonly string[] {
  if (field.kind === 'integer') return [path];
  if (field.kind === 'list') return numbersIn(field.item, `${path}[]`);
  if (field.kind !== 'record') return [];
  return Object.entries(field.fields).flatMap(([name, inner]) =>
    numbersIn(inner, path === '' ? name : `${path}.${name}`),
  );
}

/** What is in a list has no default. */
const numbers: readonly (readonly [path: string, byDefault: number | null, least: number, most: number])[] = [
  ['mlflow.replicaCount', 1, 0, 50],
  ['mlflow.service.port', 5000, 1, 65535],
  ['mlflow.gateway.timeoutSeconds', 0, 0, 86400],
  ['mlflow.route.timeoutSeconds', 3900, 1, 86400],
  ['mlflow.workers', 4, 1, 64],
  ['mlflow.artifacts.presigned.ttlSeconds', 300, 5, 604800],
  ['mlflow.encryption.kekVersion', 1, 1, 2147483647],
  ['mlflow.databasePool.size', 5, 1, 100],
  ['mlflow.databasePool.maxOverflow', 10, 0, 100],
  ['mlflow.databasePool.recycleSeconds', 1800, 30, 86400],
  ['mlflow.migration.timeoutSeconds', 600, 10, 86400],
  ['mlflow.probes.startup.periodSeconds', 5, 1, 3600],
  ['mlflow.probes.startup.timeoutSeconds', 3, 1, 3600],
  ['mlflow.probes.startup.failureThreshold', 60, 1, 1000],
  ['mlflow.probes.liveness.periodSeconds', 20, 1, 3600],
  ['mlflow.probes.liveness.timeoutSeconds', 5, 1, 3600],
  ['mlflow.probes.liveness.failureThreshold', 3, 1, 1000],
  ['mlflow.probes.readiness.periodSeconds', 10, 1, 3600],
  ['mlflow.probes.readiness.timeoutSeconds', 5, 1, 3600],
  ['mlflow.probes.readiness.failureThreshold', 3, 1, 1000],
  ['mlflow.drainSeconds', 10, 0, 600],
  ['mlflow.longestTransferSeconds', 45, 0, 3600],
  ['mlflow.podDisruptionBudget.minAvailable', 1, 1, 49],
  ['mlflow.terminationGracePeriodSeconds', 60, 0, 3600],
  ['autoscaling.minReplicas', 2, 1, 50],
  ['autoscaling.maxReplicas', 5, 1, 50],
  ['autoscaling.targetCPUUtilizationPercentage', 70, 0, 1000],
  ['autoscaling.targetRequestsInFlight', 0, 0, 10000],
  ['autoscaling.scaleUp.stabilizationSeconds', 60, 0, 3600],
  ['autoscaling.scaleUp.podsPerMinute', 2, 1, 50],
  ['autoscaling.scaleDown.stabilizationSeconds', 600, 0, 3600],
  ['autoscaling.scaleDown.podsPerMinute', 1, 1, 50],
  ['jobs.workers', 1, 1, 16],
  ['artifacts.replicas', 2, 1, 50],
  ['artifacts.workers', 2, 1, 64],
  ['aiGateway.budgetRefreshSeconds', 60, 1, 86400],
  ['auth.oidc.sessionHours', 12, 1, 720],
  ['auth.mlflow.cacheSeconds', 60, 0, 3600],
  ['tls.certManager.durationHours', 2160, 3, 87600],
  ['database.cnpg.instances', 3, 1, 20],
  ['database.cnpg.maxConnections', 0, 0, 5000],
  ['database.cnpg.synchronous.number', 0, 0, 19],
  ['database.cnpg.pooler.instances', 2, 1, 20],
  ['database.cnpg.pooler.poolSize', 100, 1, 5000],
  ['database.cnpg.backup.days', 30, 1, 3650],
  ['postgresql.maxConnections', 0, 0, 5000],
  ['postgresql.terminationGracePeriodSeconds', 120, 0, 3600],
  ['externalDatabase.port', 5432, 1, 65535],
  ['externalDatabase.maxConnections', 0, 0, 1000000],
  ['externalDatabase.pooler.replicas', 2, 1, 20],
  ['externalDatabase.pooler.poolSize', 84, 1, 5000],
  ['externalDatabase.pooler.waitSeconds', 120, 1, 3600],
  ['externalDatabase.pooler.terminationGracePeriodSeconds', 30, 0, 3600],
  ['objectStore.garage.terminationGracePeriodSeconds', 60, 0, 3600],
  ['minio.terminationGracePeriodSeconds', 60, 0, 3600],
  ['backup.retention.count', 14, 1, 10000],
  ['backup.retention.days', 30, 1, 36500],
  ['backup.pointInTime.days', 7, 1, 3650],
  ['backup.pointInTime.shipSeconds', 60, 1, 3600],
  ['backup.timeoutSeconds', 21600, 60, 604800],
  ['backup.terminationGracePeriodSeconds', 30, 0, 3600],
  ['retention.gc.backupWithinHours', 48, 1, 8760],
  ['retention.traces.backupWithinHours', 48, 1, 8760],
  ['retention.traces.archive.everySeconds', 300, 60, 86400],
  ['retention.traces.archive.mostAtATime', 1000, 1, 1000000],
  ['retention.lifecycle.abortUploadsAfterDays', 7, 1, 3650],
  ['retention.lifecycle.noncurrentDays', 0, 0, 36500],
  ['retention.database.bloatPercent', 50, 10, 99],
  ['retention.database.bloatMegabytes', 64, 1, 1048576],
  ['retention.database.lockSeconds', 10, 1, 3600],
  ['retention.timeoutSeconds', 21600, 60, 604800],
  ['retention.terminationGracePeriodSeconds', 30, 0, 3600],
  ['monitoring.databaseExporter.terminationGracePeriodSeconds', 10, 0, 3600],
  ...[
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
  ].map((purpose) => [`networkPolicy.externalCidrs.${purpose}[].ports[]`, null, 1, 65535] as const),
  ['smokeTest.timeoutSeconds', 180, 60, 3600],
  ['smokeTest.terminationGracePeriodSeconds', 40, 0, 3600],
  ['doctor.timeoutSeconds', 600, 60, 86400],
  ['doctor.terminationGracePeriodSeconds', 10, 0, 3600],
];

describe('numbers', () => {
  test.each(numbers)('%s: by default %s, from %d to %d', (path, byDefault, least, most) => {
    const value = path
      .split('.')
      .reduce<Json>((values, step) => (values as JsonObject | null)?.[step] ?? null, defaults);
    expect(value).toBe(byDefault);
    const tried = [least - 1, least, most, most + 1];
    expect(tried.map((each) => fits(path, each))).toEqual([false, true, true, false]);
  });

  test('all of them are here', () => {
    const rows = numbers.map(([path]) => path);
    const declared = numbersIn(definition.schema, '');
    const missing = declared.filter((path) => !rows.includes(path));
    expect({ 'numbers that want a row [path, default, least, most]': missing }).toEqual({
      'numbers that want a row [path, default, least, most]': [],
    });
    expect(rows).toEqual(declared);
  });
});

const name = ['a', 'a.b-c', '9', 'a'.repeat(253)];
const noName = ['A', 'a.', '-a', 'a-', 'a..b', 'a_b', 'a/b', 'a'.repeat(254)];
const digest = `sha256:${'0f'.repeat(32)}`;

test.each<[paths: readonly string[], accepted: readonly string[], refused: readonly string[]]>([
  [['mlflow.serviceAccount.name', 'externalS3.existingSecret', 'minio.priorityClassName'], ['', ...name], noName],
  [['mlflow.ingress.tls[].secretName'], name, ['', ...noName]],
  [['mlflow.ingress.hosts[].host'], [...name, '*.a.b'], ['', '*', '*a.b', 'a.*.b', ...noName]],
  [['mlflow.ingress.hosts[].paths[].path'], ['/', '/a', '/a/', '/a/b.c'], ['', 'a', '//', '/a//b']],
  [
    ['mlflow.encryption.existingSecretKey', 'postgresql.auth.existingSecretKey'],
    ['a', 'A_b.c-d', '.a', '_', 'a'.repeat(253)],
    ['', '.', '..a', 'a/b', 'a b', 'a'.repeat(254)],
  ],
  [
    ['outboundProxy.http', 'outboundProxy.https'],
    ['', 'http://proxy:3128', 'https://proxy.example.com:8443/', 'http://192.0.2.1:80', 'http://[fd00::1]:3128'],
    [
      'proxy:3128',
      'http://proxy',
      'http://user:password@proxy:3128',
      'socks5://proxy:1080',
      'http://proxy:0',
      'http://a:1/b',
    ],
  ],
  [
    ['outboundProxy.noProxy[]'],
    ['s3.example.com', '.example.com', '192.0.2.1', '[fd00::1]', 's3:9000', '10.0.0.0/8'],
    ['', '*', '*.example.com', 'a,b', 'a b', 'https://a?'],
  ],
  [
    ['mlflow.route.destinationCACertificate'],
    ['', '-----BEGIN CERTIFICATE-----\nMIIB+/==\n-----END CERTIFICATE-----\n'],
    [
      'a certificate',
      '-----BEGIN CERTIFICATE-----\nMIIB',
      '-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----\n',
    ],
  ],
  [['global.imageRegistry'], ['', 'a.b', 'a:5000', 'a/b_c/d.e'], ['a:', 'a/', 'a//b', 'a/B', 'https://a', 'a:b']],
  [['mlflow.image.repository'], ['a', 'a.b:5000/c-d_e', 'A'], ['', '/a', '-a', 'a@b', 'a b']],
  [['mlflow.image.tag'], ['a', '_', 'v1.2-x_y', 'a'.repeat(128)], ['', '.a', '-a', 'a:b', 'a/b', 'a'.repeat(129)]],
  [['mlflow.image.digest'], ['', digest], [digest.slice(0, -1), `${digest}0`, digest.toUpperCase(), 'sha256:']],
  [
    ['mlflow.staticPrefix'],
    ['', '/a', '/a/b.c_d~e-f'],
    ['/', 'a', '/a/', '//a', '/a//b', '/a b', '/a?b', '/.', '/..', '/a/../b', '/...'],
  ],
  [
    ['auth.trustedProxies[]'],
    [
      '10.0.0.0/8',
      '192.0.2.10',
      '0.0.0.0/0',
      '::1',
      '::',
      'fd00::/8',
      '2001:db8::1',
      '1:2:3:4:5:6:7:8',
      '1::8',
      '1:2::7:8/128',
    ],
    [
      '',
      'localhost',
      '10.0.0/8',
      '256.0.0.1',
      '10.0.0.0/33',
      ':::',
      '1:2:3',
      '::1::2',
      'a:b:c/64',
      '1:2:3:4:5:6:7:8:9',
      '12345::',
      '::/129',
      '10.0.0.0/8;',
    ],
  ],
  [
    ['networkPolicy.clients[].cidr', 'networkPolicy.externalCidrs.s3[].cidr'],
    ['', '10.0.0.0/8', '192.0.2.10/32', '0.0.0.0/0', '::/0', 'fd00::/8', '1:2:3:4:5:6:7:8/128'],
    ['10.0.0.1', '::1', '10.0.0.0/33', '256.0.0.0/8', '10.0/16', '::/129', 'a', '10.0.0.0/8 ', '10.0.0.0/08'],
  ],
  [['networkPolicy.monitoring[].except[]'], ['10.0.0.0/8', 'fd00::/8'], ['', '10.0.0.1', 'a']],
  [
    ['networkPolicy.ingressControllers[].namespace'],
    ['', '*', 'a', 'a-9', 'a'.repeat(63)],
    ['A', '-a', 'a-', 'a.b', '**', 'a*', 'a'.repeat(64)],
  ],
  [['networkPolicy.clients[].podLabels{}'], ['', 'a', 'A.b_c-9', 'a'.repeat(63)], ['-a', 'a/b', 'a'.repeat(64)]],
  [
    ['auth.oidc.issuerUrl', 'externalS3.endpoint', 'mlflow.artifacts.presigned.publicEndpoint'],
    ['https://a:1', 'https://a:443', 'https://a:9999', 'https://a:59999', 'https://a:64999', 'https://a:65535'],
    ['https://a:0', 'https://a:0443', 'https://a:65536', 'https://a:65600', 'https://a:66000', 'https://a:70000'],
  ],
  [['mlflow.artifacts.path'], ['', 'a', 'a/b.c_d-e'], ['/', '/a', 'a/', 'a//b', 'a b', 'a?b']],
  [
    ['mlflow.corsAllowedOrigins[]'],
    ['http://a', 'https://*.a.b:80/', 'https://a_b-c'],
    ['', 'a', 'ftp://a', 'http://', 'http://a/b', 'http://a:b', 'http://a b'],
  ],
  [
    ['externalS3.endpoint', 'mlflow.artifacts.presigned.publicEndpoint'],
    ['', 'http://a', 'https://a.b:9000/'],
    ['a', 'ftp://a', 'http://', 'http://a/b'],
  ],
  [['externalS3.region'], ['', 'eu-central-1'], ['EU', 'eu_1', 'a.b']],
  [['minio.bucket'], ['abc', 'a.b-c', '9a9', 'a'.repeat(63)], ['', 'ab', 'Abc', '-ab', 'ab-', 'a_b', 'a'.repeat(64)]],
  [['externalS3.bucket'], ['', 'abc', 'a'.repeat(63)], ['ab', 'Abc', '-ab', 'ab-', 'a_b', 'a'.repeat(64)]],
  [
    ['mlflow.encryption.webhookKey'],
    ['', `${'aZ9-_'.repeat(8)}abc=`],
    [`${'a'.repeat(42)}=`, `${'a'.repeat(44)}=`, 'a'.repeat(43), `${'a'.repeat(42)}+=`, `${'a'.repeat(42)}/=`],
  ],
  [
    ['postgresql.auth.database', 'postgresql.auth.username'],
    ['a', '_', 'A-b_9', 'a'.repeat(63)],
    ['', '9a', '-a', 'a.b', 'a b', 'a'.repeat(64)],
  ],
  [
    ['externalDatabase.host'],
    ['', 'a.b', 'a.b.', '10.0.0.1', 'fd00::1', '::1', '1:2:3:4:5:6:7:8', '::ffff:10.0.0.1', 'a_b-c'],
    [
      ...[
        'a/b',
        'a@b',
        'a b',
        '[::1]',
        'db.example.com:5432',
        '10.0.0.1:5432',
        '[fd00::1]:5432',
        'localhost:',
        ':5432',
      ],
      ...['postgresql://db', 'postgresql:db', 'fd00:::1', 'a,b'],
    ],
  ],
  [
    ['mlflow.scratchSize', 'postgresql.storage.size', 'minio.storage.size'],
    ['1', '10Gi', '1.5Ti', '0.25Gi', '0.75Ei', '1.25Ki', '1.234k', '0.001M', '0.5G', '2P'],
    [
      '',
      '0',
      '0Gi',
      '01Gi',
      '0.1Gi',
      '1.3Gi',
      '1.',
      '1.5',
      '1.2345k',
      '0.000M',
      '500m',
      '1u',
      '1n',
      '-1',
      '1 Gi',
      '1gi',
    ],
  ],
  [
    ['retention.gc.olderThan', 'retention.traces.olderThan'],
    ['30d', '1d12h', '99999d', '12h', '9999h'],
    ['', '0d', '0h', '30', '30m', '1.5d', '-1d', 'd', '12h30m', '1d0', '30d ', '030d', '999999d'],
  ],
  [
    ['retention.traces.experiments[].olderThan'],
    ['365d', '1d12h', '12h', 'never'],
    ['', '0d', '30m', 'Never', 'never ', '-1d', '999999d'],
  ],
  [
    ['retention.traces.experiments[].id'],
    ['', '0', '12', '9999999999'],
    ['012', '-1', '1.5', 'a', '12 ', '12345678901'],
  ],
  [['retention.traces.experiments[].name'], ['', 'a', 'support bot: ü', 'a'.repeat(500)], ['a\nb', 'a'.repeat(501)]],
  [['commonLabels{}'], ['', 'a', 'A.b_c-9', 'a'.repeat(63)], ['-a', 'a-', '.a', 'a.', 'a b', 'a/b', 'a'.repeat(64)]],
])('%j', (paths, accepted, refused) => {
  for (const path of paths) {
    expect([path, accepted.filter((text) => !fits(path, text))]).toEqual([path, []]);
    expect([path, refused.filter((text) => fits(path, text))]).toEqual([path, []]);
  }
});

test.each<[path: string, most: number]>([
  ['postgresql.auth.password', 256],
  ['externalDatabase.password', 256],
  ['minio.auth.rootUser', 128],
  ['minio.auth.rootPassword', 128],
  ['externalS3.accessKeyId', 256],
  ['externalS3.secretAccessKey', 256],
])('%s has at most %d characters', (path, most) => {
  expect([fits(path, 'a'.repeat(most)), fits(path, 'a'.repeat(most + 1))]).toEqual([true, false]);
});

test.each<[path: string, options: readonly string[]]>([
  ['mlflow.image.pullPolicy', ['IfNotPresent', 'Always', 'Never']],
  ['mlflow.service.type', ['ClusterIP', 'NodePort', 'LoadBalancer']],
  ['mlflow.ingress.controller', ['nginx', 'traefik', 'haproxy', 'alb', 'none']],
  ['mlflow.ingress.hosts[].paths[].pathType', ['Prefix', 'Exact', 'ImplementationSpecific']],
  ['mlflow.artifacts.mode', ['proxied', 'direct', 'presigned']],
  ['mlflow.spread', ['preferred', 'required', 'none']],
  ['mlflow.dnsPolicy', ['ClusterFirst', 'Default', 'None']],
  ['externalDatabase.sslMode', ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full']],
])('%s is one of %j', (path, options) => {
  expect(options.filter((option) => !fits(path, option))).toEqual([]);
  expect(['', 'other', options[0]?.toUpperCase() ?? ''].filter((option) => fits(path, option))).toEqual([]);
});

describe('what is passed on to Kubernetes', () => {
  const isFine = (text: string): boolean => {
    const given = (readDocuments(text, 'v.yaml')[0]?.value ?? {}) as JsonObject;
    return schemaProblems(definition.schema, mergeValues(defaults, given), [given]).length === 0;
  };
  const object = (apiVersion: string, metadata: string) =>
    `extraObjects: [{apiVersion: ${apiVersion}, kind: ConfigMap, metadata: ${metadata}}]`;

  test.each([
    object('v1', '{name: a, annotations: {b: c}, labels: {d: e}}'),
    object('apps.example.com/v1beta1', '{name: a}'),
    'mlflow: {extraContainers: [{name: a, image: b}]}',
    'mlflow: {hostAliases: [{ip: 10.0.0.1, hostnames: [a.b]}]}',
    'mlflow: {resources: {claims: [{name: a}], requests: {cpu: 10n, memory: 1.5Gi, x: 3u, y: 1e3, z: 2}}}',
  ])('%s', (text) => {
    expect(isFine(text)).toBe(true);
  });

  test.each([
    object('1', '{name: a}'),
    object('apps/1', '{name: a}'),
    object('v1', '{name: a, annotations: {b: 1}}'),
    object('v1', '{name: a, labels: {b: 1}}'),
    object('v1', '{}'),
    'mlflow: {extraContainers: [{name: a}]}',
    'mlflow: {extraContainers: [{image: b}]}',
    'mlflow: {extraContainers: [{name: a, image: ""}]}',
    'mlflow: {hostAliases: [{ip: 10.0.0.1}]}',
    'mlflow: {hostAliases: [{ip: "10.0.0.1:53", hostnames: [a.b]}]}',
    'mlflow: {dnsConfig: {nameservers: ["10.0.0.10:53"]}}',
    'mlflow: {dnsConfig: {nameservers: [dns.example.com]}}',
    'mlflow: {hostAliases: [{hostnames: [a.b]}]}',
    'mlflow: {resources: {claims: {name: a}}}',
    'mlflow: {resources: {requests: {cpu: 10x}}}',
  ])('%s is refused', (text) => {
    expect(isFine(text)).toBe(false);
  });
});
