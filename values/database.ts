/** The backend store: PostgreSQL in the cluster, or one that others run. */
import { add, and, greater, multiply, not, notEmpty, or } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty, setsVariable } from './conditions';
import { imageFields, passwordFields, podFields, RESTRICTED_CONTAINER, RESTRICTED_POD, storage } from './fields';
import { defaultImages } from './images';
import type { Values } from './schema';

export const postgresql = record('PostgreSQL inside the cluster: the backend store.', {
  enabled: boolean({ default: true, description: 'Run PostgreSQL; otherwise see externalDatabase.' }),
  image: record('Official PostgreSQL image.', imageFields(defaultImages.postgresql)),
  auth: record(
    'Database and login. They are set when the volume is first used; changing them later changes nothing inside.',
    {
      database: string({
        default: 'mlflow',
        description: 'Name of the database.',
        pattern: { regex: '^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$', expected: 'a database name of at most 63 characters' },
      }),
      username: string({
        default: 'mlflow',
        description: 'Owner of the database.',
        pattern: { regex: '^[a-zA-Z_][a-zA-Z0-9_-]{0,62}$', expected: 'a role name of at most 63 characters' },
      }),
      ...passwordFields(),
    },
  ),
  maxConnections: integer({
    default: 200,
    minimum: 10,
    maximum: 5000,
    description: 'Connections that PostgreSQL accepts.',
  }),
  storage: storage('50Gi'),
  ...podFields({
    resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
    podSecurityContext: {
      ...RESTRICTED_POD,
      runAsUser: 999,
      runAsGroup: 999,
      fsGroup: 999,
      fsGroupChangePolicy: 'OnRootMismatch',
    },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 120,
  }),
});

export const externalDatabase = record('A PostgreSQL that others run, used when postgresql.enabled is false.', {
  host: string({
    default: '',
    description: 'DNS name or address.',
    pattern: { regex: '^[A-Za-z0-9.:_-]*$', expected: 'a host name or an IP address' },
  }),
  port: integer({ default: 5432, minimum: 1, maximum: 65535, description: 'Port.' }),
  database: string({ default: 'mlflow', description: 'Name of the database.' }),
  username: string({ default: 'mlflow', description: 'Login.' }),
  ...passwordFields(),
  sslMode: string({
    default: 'prefer',
    options: ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'],
    description: 'TLS to the database, as libpq’s sslmode.',
  }),
});

export function databaseRules(values: Values): readonly Rule[] {
  const { mlflow, postgresql, externalDatabase } = values;
  const { auth } = postgresql;
  const ownUri = setsVariable(values, 'MLFLOW_BACKEND_STORE_URI');
  const perReplica = multiply(mlflow.workers, add(mlflow.databasePool.size, mlflow.databasePool.maxOverflow));
  const atMost = multiply(add(mlflow.replicaCount, 1), perReplica);
  return [
    {
      path: 'externalDatabase.host',
      violated: and(postgresql.enabled, notEmpty(externalDatabase.host)),
      problem: 'is set although postgresql.enabled is true',
      remedy: 'Set postgresql.enabled to false, or remove the host',
    },
    {
      path: 'externalDatabase.host',
      violated: and(not(postgresql.enabled), empty(externalDatabase.host), not(ownUri)),
      problem: 'is empty although postgresql.enabled is false, so there is no database',
      remedy: 'Name a host, enable postgresql, or set MLFLOW_BACKEND_STORE_URI in mlflow.env',
    },
    {
      path: 'postgresql.auth.password',
      violated: and(postgresql.enabled, empty(auth.password), empty(auth.existingSecret)),
      problem: 'is empty, and there is no postgresql.auth.existingSecret',
      remedy: 'Name a Secret in existingSecret, or, for development, set the password',
    },
    {
      path: 'postgresql.auth.password',
      violated: and(notEmpty(auth.password), notEmpty(auth.existingSecret)),
      problem: 'is set beside postgresql.auth.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'externalDatabase.password',
      violated: and(notEmpty(externalDatabase.password), notEmpty(externalDatabase.existingSecret)),
      problem: 'is set beside externalDatabase.existingSecret, which would win',
      remedy: 'Remove one of them',
    },
    {
      path: 'externalDatabase.password',
      violated: and(
        not(postgresql.enabled),
        notEmpty(externalDatabase.host),
        empty(externalDatabase.password),
        empty(externalDatabase.existingSecret),
        not(or(ownUri, setsVariable(values, 'PGPASSWORD'), setsVariable(values, 'PGPASSFILE'))),
      ),
      problem: 'is empty, and there is no externalDatabase.existingSecret',
      remedy: 'Name a Secret in existingSecret, or set PGPASSWORD or PGPASSFILE in mlflow.env',
    },
    {
      path: 'postgresql.maxConnections',
      violated: and(postgresql.enabled, greater(add(atMost, 10), postgresql.maxConnections)),
      problem: text`is ${postgresql.maxConnections}, but ${mlflow.replicaCount} replicas of ${mlflow.workers} workers, and one more during an update, can open ${atMost} connections, and 10 are kept for administration`,
      remedy: 'Raise it, or lower mlflow.workers or mlflow.databasePool',
    },
  ];
}
