import type { RuleRow } from './row';

const of = (owner: string, resources: string) => {
  const keys = owner.split('.');
  return `${keys.map((key) => `${key}: {`).join('')}resources: ${resources}${'}'.repeat(keys.length)}`;
};
const said = (owner: string, resource: string, limit: string, request: string) =>
  `${owner}.resources.limits.${resource}: is ${limit}, less than the ${request} of ${owner}.resources.requests.${resource}: Kubernetes would take no such pod. Raise it, or lower what is requested.`;

const OWNERS = [
  ...[
    'mlflow',
    'jobs',
    'artifacts',
    'proxy',
    'proxy.verifier',
    'oauth2Proxy',
    'postgresql',
    'database.cnpg',
    'database.cnpg.pooler',
  ],
  ...['externalDatabase.pooler', 'minio', 'objectStore.garage', 'backup', 'backup.exporter', 'backup.pointInTime'],
  ...['retention', 'monitoring.databaseExporter', 'monitoring.server', 'smokeTest', 'doctor'],
];

/** Limit, request, and whether Kubernetes takes them. */
const PAIRS: readonly (readonly [resource: string, limit: string, request: string, fits: boolean])[] = [
  ['cpu', '1', '2', false],
  ['cpu', '2', '2', true],
  ['cpu', '1999m', '2', false],
  ['cpu', '2000m', '2', true],
  ['cpu', '1.499', '1500m', false],
  ['cpu', '1.5', '1500m', true],
  ['cpu', '0.1', '101m', false],
  ['cpu', '500u', '1m', false],
  ['cpu', '1', '1k', false],
  ['cpu', '1k', '1', true],
  ['memory', '1Gi', '1025Mi', false],
  ['memory', '1Gi', '1024Mi', true],
  ['memory', '1G', '1Gi', false],
  ['memory', '1Gi', '1G', true],
  ['memory', '0', '1Mi', false],
  ['memory', '512m', '1Mi', false],
];

export const amounts: readonly RuleRow[] = [
  ...OWNERS.flatMap((owner): readonly RuleRow[] => [
    [of(owner, '{limits: {cpu: 10m}, requests: {cpu: 11m}}'), said(owner, 'cpu', '10m', '11m')],
    [of(owner, '{limits: {cpu: 11m}, requests: {cpu: 11m}}')],
    [of(owner, '{limits: {memory: 64Gi}, requests: {memory: 65Gi}}'), said(owner, 'memory', '64Gi', '65Gi')],
    [of(owner, '{limits: {memory: 64Gi}, requests: {memory: 64Gi}}')],
  ]),
  ...PAIRS.map(([resource, limit, request, fits]): RuleRow => [
    of('backup', `{limits: {${resource}: ${limit}}, requests: {${resource}: ${request}}}`),
    ...(fits ? [] : [said('backup', resource, limit, request)]),
  ]),
  // As numbers, and beside the defaults.
  [of('backup', '{limits: {cpu: 0.5}, requests: {cpu: 1}}'), said('backup', 'cpu', '0.5', '1')],
  [of('minio', '{limits: {memory: 512Mi}}'), said('minio', 'memory', '512Mi', '1Gi')],
  // One alone.
  [of('backup', '{limits: null, requests: {memory: 8Gi}}')],
  [of('backup', '{limits: {memory: 8Gi}, requests: null}')],
  [of('backup', 'null')],
];
