import type { RuleRow } from './row';

const DATABASE = "postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a";
const on = (pooler = '', more = '', rest = '') =>
  `{${DATABASE}${more && `, ${more}`}, pooler: {enabled: true${pooler && `, ${pooler}`}}}${rest && `, ${rest}`}}`;

const NONE =
  'warning: externalDatabase.pooler.enabled: is true, but the database is not one that others run: there is no pooler. Remove it; CloudNativePG has one in database.cnpg.pooler.';
const PAST =
  'externalDatabase.pooler.enabled: is true, but mlflow.env sets MLFLOW_BACKEND_STORE_URI, PGHOST, PGPORT, PGUSER, PGPASSWORD, PGPASSFILE or PGSSLMODE: the servers would go past it, or not get in. Say it in externalDatabase instead, or set it to false.';
const KEPT = (size: number, pods: string) =>
  `externalDatabase.pooler.poolSize: is ${String(size)} in each of ${pods}, but the servers keep 84 connections open for good: the rest would wait for ever. Raise it, or lower mlflow.databasePool.size, or mlflow.workers.`;
const TOO_MANY = (most: number) =>
  `externalDatabase.maxConnections: is ${String(most)}, but 178 connections can be open: 84 from each of 2 pods of the pooler, and 10 from administration. Let it accept more, or lower externalDatabase.pooler.poolSize.`;
const USELESS = (open: number) =>
  `warning: externalDatabase.pooler.poolSize: lets ${String(open)} connections be open, more than the 254 that there can be without a pooler. Lower it, so that it does something, or set externalDatabase.pooler.enabled to false.`;

const UNEVEN = (size: number, pods: string) =>
  `warning: externalDatabase.pooler.poolSize: is ${String(size)} in each of ${pods}: with one of them away, or connections unevenly spread, some of the 84 that the servers keep open would wait for ever. Raise it, so that one pod less has room for all of them.`;

export const pooler: readonly RuleRow[] = [
  [on()],
  ['externalDatabase: {pooler: {enabled: true}}', NONE],
  [
    '{database: {engine: cloudnative-pg, cnpg: {backup: {plugin: {objectStore: a}}}}, externalDatabase: {pooler: {enabled: true}}}',
    NONE,
  ],
  ['externalDatabase: {pooler: {poolSize: 1}}'],
  ...['MLFLOW_BACKEND_STORE_URI', 'PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGPASSFILE', 'PGSSLMODE'].map(
    (name): RuleRow => [on('', '', `mlflow: {env: [{name: ${name}, value: x}]}`), PAST],
  ),
  [on('', '', 'mlflow: {env: [{name: PGAPPNAME, value: x}]}')],
  [on('enabled: false', '', 'mlflow: {env: [{name: PGHOST, value: x}]}').replace('enabled: true, ', '')],
  // 2 pods × (4 workers × 2 pools × 5 + 2 beside them).
  [on('replicas: 1, poolSize: 83'), KEPT(83, '1 pod')],
  [on('replicas: 1, poolSize: 84')],
  [on('replicas: 2, poolSize: 41'), KEPT(41, '2 pods'), UNEVEN(41, '2 pods')],
  [on('replicas: 2, poolSize: 42'), UNEVEN(42, '2 pods')],
  [on('replicas: 2, poolSize: 83'), UNEVEN(83, '2 pods')],
  [on('replicas: 2, poolSize: 84')],
  [on('replicas: 3, poolSize: 41'), UNEVEN(41, '3 pods')],
  [on('replicas: 3, poolSize: 42')],
  [on('', 'maxConnections: 177'), TOO_MANY(177)],
  [on('', 'maxConnections: 178')],
  [on('replicas: 1, poolSize: 245'), USELESS(255)],
  [on('replicas: 1, poolSize: 244')],
  [
    on('image: {tag: latest}'),
    'externalDatabase.pooler.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
];
