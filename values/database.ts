/** The backend store: PostgreSQL in the cluster, or one that others run. */
import { and, choose, divide, equal, greater, multiply, not, notEmpty, or } from '../lib/expr/function';
import { named, namedNumber, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { cnpg } from './cloudnative-pg';
import { empty, leavesAny, setsVariable } from './conditions';
import type { DeclaredSecret, SecretKind } from './declared-secret';
import { databaseEngineField, hasDatabase } from './engines';
import { CONNECTION_MIB, MOST, openConnections, openConnectionsInWords, STEP } from './connections';
import { ADDRESS, imageFields, IPV4, passwordFields, podFields, RESTRICTED_CONTAINER, RESTRICTED_POD } from './fields';
import { defaultImages } from './images';
import { exportsDatabase } from './monitoring';
import { pooler, poolsOutside } from './pooler';
import { guaranteedMemory, mebibytes } from './quantity';
import type { Values } from './schema';
import { storeTls } from './tls';
import { claimRetention, storage, volumeRule } from './volume';

const POOLER = 'a pooler in session mode, as the externalDatabase';
const POOL_VARIABLES = ['MLFLOW_SQLALCHEMYSTORE_POOL_SIZE', 'MLFLOW_SQLALCHEMYSTORE_MAX_OVERFLOW'];

export const database = record('The database with experiments, runs and models.', {
  engine: databaseEngineField,
  cnpg,
});

export const postgresql = record('PostgreSQL inside the cluster: the backend store.', {
  enabled: boolean({
    default: true,
    description: 'Run PostgreSQL; otherwise see externalDatabase. It counts where database.engine is empty.',
  }),
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
    default: 0,
    minimum: 0,
    maximum: MOST,
    description: `Connections that PostgreSQL accepts; 0 follows from who connects, in steps of ${String(STEP)}.`,
  }),
  tls: storeTls(),
  storage: storage('50Gi'),
  persistentVolumeClaimRetentionPolicy: claimRetention(),
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

export const externalDatabase = record('A PostgreSQL that others run, used when database.engine is external.', {
  host: string({
    default: '',
    description: 'DNS name or address.',
    pattern: {
      regex: `^([A-Za-z0-9._-]*|${ADDRESS}|::ffff:${IPV4})$`,
      expected: 'a host name or an IP address, without a scheme, and without a port, which is externalDatabase.port',
    },
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
  maxConnections: integer({
    default: 0,
    minimum: 0,
    maximum: 1_000_000,
    description:
      'Connections that this host accepts from this release: a database, or a pooler that others run. The chart’s own pooler opens no more. 0 if that is not known.',
  }),
  pooler,
});

/** The password of the tracking store's database. PostgreSQL itself takes it when its volume is first used, and never again. */
export function databaseSecret(values: Values): DeclaredSecret {
  const { postgresql, externalDatabase } = values;
  const { auth } = postgresql;
  const bundled = hasDatabase(values, 'bundled');
  const theirs = choose(hasDatabase(values, 'external'), externalDatabase.existingSecret, '');
  const name = named('database.existingSecret', choose(bundled, auth.existingSecret, theirs));
  return {
    purpose: 'database',
    path: choose<string>(bundled, 'postgresql.auth.existingSecret', 'externalDatabase.existingSecret'),
    name,
    isRead: and(notEmpty(name), or(bundled, leavesAny(values, 'PGPASSWORD'))),
    keys: [
      {
        key: choose(bundled, auth.existingSecretKey, externalDatabase.existingSecretKey),
        kind: choose<SecretKind>(bundled, 'password', 'their-password'),
      },
    ],
    restarts: {
      tracking: leavesAny(values, 'PGPASSWORD'),
      pooler: poolsOutside(values),
      exporter: exportsDatabase(values),
    },
  };
}

export function databaseRules(values: Values): readonly Rule[] {
  const { postgresql, externalDatabase } = values;
  const { auth } = postgresql;
  const bundled = hasDatabase(values, 'bundled');
  const external = hasDatabase(values, 'external');
  const ownUri = setsVariable(values, 'MLFLOW_BACKEND_STORE_URI');
  const open = openConnections(values);
  const inWords = openConnectionsInWords(values);
  const memory = mebibytes('postgresql.mebibytes', named('postgresql.memory', guaranteedMemory(postgresql.resources)));
  // A quarter of the memory, of which start-postgresql.sh takes 256 MiB at least, is shared.
  const carried = namedNumber(
    'postgresql.carriedConnections',
    divide(multiply(choose(greater(memory, 256), memory, 256), 3), 4 * CONNECTION_MIB),
  );
  return [
    {
      path: 'externalDatabase.host',
      violated: and(bundled, notEmpty(externalDatabase.host)),
      problem: 'is set, but the database is the PostgreSQL of this chart',
      remedy: 'Set database.engine to external, or remove the host',
    },
    {
      path: 'externalDatabase.host',
      violated: and(external, empty(externalDatabase.host), not(ownUri)),
      problem: 'is empty, but the database is one that others run: there is none',
      remedy: 'Name a host, set database.engine to bundled, or set MLFLOW_BACKEND_STORE_URI in mlflow.env',
    },
    {
      path: 'postgresql.auth.password',
      violated: and(bundled, empty(auth.password), empty(auth.existingSecret)),
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
        external,
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
      violated: and(bundled, greater(postgresql.maxConnections, 0), greater(open, postgresql.maxConnections)),
      problem: text`is ${postgresql.maxConnections}, but ${inWords}`,
      remedy: 'Remove it, so that it follows from them, or lower mlflow.databasePool or mlflow.workers',
    },
    {
      path: 'postgresql.maxConnections',
      violated: and(bundled, equal(postgresql.maxConnections, 0), greater(open, MOST)),
      problem: text`can follow from who connects up to ${MOST}, but ${inWords}`,
      remedy:
        'Lower mlflow.databasePool, mlflow.workers or mlflow.replicaCount (autoscaling.maxReplicas, if that is on)',
    },
    {
      path: 'externalDatabase.maxConnections',
      violated: and(
        external,
        not(externalDatabase.pooler.enabled),
        greater(externalDatabase.maxConnections, 0),
        greater(open, externalDatabase.maxConnections),
      ),
      problem: text`is ${externalDatabase.maxConnections}, but ${inWords}`,
      remedy: 'Let it accept more, lower mlflow.databasePool or mlflow.workers, or set externalDatabase.pooler.enabled',
    },
    {
      level: 'warned',
      path: 'postgresql.resources.requests.memory',
      violated: and(bundled, greater(open, carried)),
      problem: text`is enough for ${carried} connections of ${CONNECTION_MIB} MiB beside the shared buffers, but ${inWords}`,
      remedy: `Raise it, lower mlflow.databasePool or mlflow.workers, or connect through ${POOLER}`,
    },
    volumeRule('postgresql', bundled, postgresql),
    {
      level: 'warned',
      path: 'mlflow.env',
      violated: or(...POOL_VARIABLES.map((name) => setsVariable(values, name))),
      problem: `sets ${POOL_VARIABLES.join(' or ')}, which wins over mlflow.databasePool, by which connections are counted`,
      remedy: 'Remove it, and set mlflow.databasePool',
    },
  ];
}
