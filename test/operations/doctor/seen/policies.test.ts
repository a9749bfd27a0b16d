/** What the checks of NetworkPolicies see: which policies, of whom, at which port. */
import { expect, test } from '@jest/globals';
import type { NetworkPolicy, NetworkPolicyPort } from '../../../../imports/kubernetes/types';
import { labels, pod, policy } from '../../../../operations/doctor/examples';
import type { State } from '../../../../operations/doctor/state';
import { seenBy, type Line } from './seen';

type Row = readonly [title: string, state: Partial<State>, seen: readonly Line[]];

const server = pod('tracking');
const second = { ...server, metadata: { ...server.metadata, name: 'second' } };
const into = (name: string, component: string, ...ports: readonly NetworkPolicyPort[]): NetworkPolicy =>
  policy(name, {
    podSelector: { matchLabels: { 'app.kubernetes.io/component': component } },
    policyTypes: ['Ingress'],
    ingress: ports.length === 0 ? [] : [{ ports }],
  });
const out = (name: string, ...ports: readonly NetworkPolicyPort[]): NetworkPolicy =>
  policy(name, { podSelector: {}, policyTypes: ['Egress'], egress: ports.length === 0 ? [] : [{ ports }] });

test.each<Row>([
  [
    'all that are to blame, once, however many pods there are',
    { pods: [server, second], policies: [into('a', 'tracking'), into('b', 'tracking'), into('c', 'minio')] },
    [['way in', 'networkpolicy/a', 'none of a, b lets anybody in to port 5000']],
  ],
  [
    'where another port is let through, or another protocol',
    { pods: [server], policies: [into('a', 'tracking', { port: 5001 }, { port: 5000, protocol: 'UDP' })] },
    [['way in', 'networkpolicy/a', 'none of a lets anybody in to port 5000']],
  ],
  ['not where its port is let through', { pods: [server], policies: [into('a', 'tracking', { port: 5000 })] }, []],
])('policy-denies-clients: %s', (_title, state, seen) => {
  expect(seenBy('policy-denies-clients', state)).toEqual(seen);
});

const dns = (port: number, protocol: 'TCP' | 'UDP' = 'UDP') => ({ port, protocol });

test.each<Row>([
  [
    'all that are to blame, once, however many pods there are',
    { pods: [server, second], policies: [out('a'), out('b', dns(53, 'TCP'))] },
    [['cluster', 'networkpolicy/a', 'none of a, b lets mlflow-tracking-0 out to port 53 by UDP']],
  ],
  ['not where 5353 alone is let through', { pods: [server], policies: [out('a', dns(5353))] }, []],
  ['not where 53 alone is let through', { pods: [server], policies: [out('a', dns(53))] }, []],
])('policy-denies-names: %s', (_title, state, seen) => {
  expect(seenBy('policy-denies-names', state)).toEqual(seen);
});

const through = (who: string, store: string, port: number) =>
  `none of ${who} lets mlflow-tracking-0 through to ${store} port ${String(port)}`;
const settings = (data: Readonly<Record<string, string>>, component = 'tracking') => ({
  configMaps: [{ metadata: { labels: labels(component) }, data }, { metadata: { labels: labels(component) } }],
});
const nobody = { pods: [server, second], policies: [out('a'), out('b')] };
const outTo = (port: number, host: string) =>
  `none of a, b lets mlflow-tracking-0 out to port ${String(port)}, which ${host} has`;

test.each<Row>([
  [
    'each store of the release, once, however many pods there are',
    {
      pods: [server, second, pod('postgresql'), pod('postgresql'), pod('minio'), pod('garage')],
      policies: [into('a', 'postgresql'), into('b', 'minio'), into('c', 'garage'), into('d', 'garage')],
    },
    [
      ['database', 'networkpolicy/a', through('a', 'mlflow-postgresql-0', 5432)],
      ['store', 'networkpolicy/b', through('b', 'mlflow-minio-0', 9000)],
      ['store', 'networkpolicy/c', through('c, d', 'mlflow-garage-0', 3900)],
    ],
  ],
  [
    'not at the port that each has',
    {
      pods: [server, pod('postgresql'), pod('minio'), pod('garage')],
      policies: [
        into('a', 'postgresql', { port: 5432 }),
        into('b', 'minio', { port: 9000 }),
        into('c', 'garage', { port: 3900 }),
        out('d', { port: 5432 }, { port: 9000 }, { port: 3900 }),
      ],
    },
    [],
  ],
  [
    'what lets the server out to another protocol only',
    { pods: [server, pod('minio')], policies: [out('a', { port: 9000, protocol: 'UDP' })] },
    [['store', 'networkpolicy/a', through('a', 'mlflow-minio-0', 9000)]],
  ],
  [
    'a database outside, and a store',
    {
      ...nobody,
      ...settings({ PGHOST: 'db.example.com', PGPORT: '6432', MLFLOW_S3_ENDPOINT_URL: 'https://s3.example.com:9443' }),
    },
    [
      ['database', 'networkpolicy/a', outTo(6432, 'db.example.com')],
      ['store', 'networkpolicy/a', outTo(9443, 's3.example.com')],
    ],
  ],
  [
    'their usual ports, by https',
    {
      ...nobody,
      ...settings({ PGHOST: 'svc.cluster.local.example.com', MLFLOW_S3_ENDPOINT_URL: 'https://s3.example.com' }),
    },
    [
      ['database', 'networkpolicy/a', outTo(5432, 'svc.cluster.local.example.com')],
      ['store', 'networkpolicy/a', outTo(443, 's3.example.com')],
    ],
  ],
  [
    'its usual port, by http',
    { ...nobody, ...settings({ MLFLOW_S3_ENDPOINT_URL: 'http://s3.example.com' }) },
    [['store', 'networkpolicy/a', outTo(80, 's3.example.com')]],
  ],
  [
    'not those ports, where they are let through by TCP',
    {
      pods: [server],
      policies: [out('a', { port: 5432 }, { port: 443 })],
      ...settings({ PGHOST: 'db.example.com', MLFLOW_S3_ENDPOINT_URL: 'https://s3.example.com' }),
    },
    [],
  ],
  [
    'not what is inside, whose pods say more',
    {
      ...nobody,
      ...settings({ PGHOST: 'db.ml.svc.cluster.local', MLFLOW_S3_ENDPOINT_URL: 'http://s3.ml.svc.cluster.local:9000' }),
    },
    [],
  ],
  ['not what is no address', { ...nobody, ...settings({ MLFLOW_S3_ENDPOINT_URL: 's3' }) }, []],
  ['not what other components are told', { ...nobody, ...settings({ PGHOST: 'db.example.com' }, 'backup') }, []],
  ['not without a pod of the server', { policies: [out('a')], ...settings({ PGHOST: 'db.example.com' }) }, []],
])('policy-denies-stores: %s', (_title, state, seen) => {
  expect(seenBy('policy-denies-stores', state)).toEqual(seen);
});
