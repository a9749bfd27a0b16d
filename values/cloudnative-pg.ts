/** PostgreSQL that the operator CloudNativePG runs: several instances, a pooler before them, and backups of its own. */
import type { Value } from '../lib/expr/expr';
import { and, notEmpty, or } from '../lib/expr/function';
import { named } from '../lib/expr/vocabulary';
import { boolean, integer, opaqueList, record, string, stringMap } from '../lib/values/schema';
import { leavesAny } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { hasDatabase } from './engines';
import { imageFields, objectName, PORT, resources, s3Secret, secretKey, size } from './fields';
import { defaultImages } from './images';
import { guaranteedMemory, mebibytes } from './quantity';
import { schedule } from './schedule';
import type { Values } from './schema';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY } from './store';

/** Beyond it, a pooler does better than PostgreSQL; its own limit is 262143. */
const MOST_CONNECTIONS = 5000;

const NAME = {
  regex: '^[a-z_][a-z0-9_-]{0,62}$',
  expected: 'a name of at most 63 lower-case letters, digits, _ and -',
};

/** A folder in it for each PostgreSQL. */
function serverName(description: string) {
  const pattern = { regex: '^[a-zA-Z0-9]?[a-zA-Z0-9._-]*$', expected: 'letters, digits, dashes, underscores and dots' };
  return string({ default: '', description, pattern, maxLength: 128 });
}

function objectStore(description: string) {
  return record(description, {
    destinationPath: string({
      default: '',
      description: 'Its folder, such as s3://my-bucket/mlflow.',
      pattern: {
        regex: '^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?)?$',
        expected: 'a folder such as s3://my-bucket/mlflow',
      },
      maxLength: 1024,
    }),
    endpointURL: string({
      default: '',
      description: 'URL of a store other than AWS.',
      pattern: {
        regex: `^(https?://[A-Za-z0-9.*_-]+(:${PORT})?/?)?$`,
        expected: 'a URL such as https://s3.example.com:9000',
      },
    }),
    existingSecret: s3Secret(),
    endpointCA: record('Who is believed to have signed the certificate of endpointURL, instead of the public ones.', {
      existingSecret: objectName('Secret with the authority’s certificate.'),
      key: secretKey('ca.crt'),
    }),
  });
}

function plugin() {
  return record('Or the plugin barman-cloud.cloudnative-pg.io, which has to be installed.', {
    objectStore: objectName('Its ObjectStore, which exists.'),
  });
}

export const cnpg = record(
  'PostgreSQL by the operator CloudNativePG, used when database.engine is cloudnative-pg: see docs/database.md.',
  {
    instances: integer({ default: 3, minimum: 1, maximum: 20, description: 'One that is written to, and standbys.' }),
    image: record(
      'PostgreSQL image of CloudNativePG. Those with system in the tag can write to backup.barmanObjectStore.',
      imageFields(defaultImages.cnpg),
    ),
    database: string({ default: 'mlflow', description: 'Name of the database.', pattern: NAME }),
    owner: string({ default: 'mlflow', description: 'Its owner, as whom MLflow logs in.', pattern: NAME }),
    existingSecret: objectName(
      'Secret with username, which is the owner, and password; empty takes the one that CloudNativePG makes.',
    ),
    storage: record('The volume of each instance.', {
      size: size({ default: '50Gi', description: 'Size; it may grow.' }),
      storageClass: objectName('StorageClass; empty takes global.storageClass.'),
    }),
    walStorage: record('A volume of its own for what was written last (WAL).', {
      enabled: boolean({ default: false, description: 'Have one; it stays once it is there.' }),
      size: size({ default: '10Gi', description: 'Size; it may grow.' }),
      storageClass: objectName('StorageClass; empty takes global.storageClass.'),
    }),
    resources: resources({ requests: { cpu: '2', memory: '4Gi' }, limits: { memory: '4Gi' } }),
    maxConnections: integer({
      default: 0,
      minimum: 0,
      maximum: MOST_CONNECTIONS,
      description: 'Connections that each instance accepts; 0 follows from who connects, in steps of 500.',
    }),
    parameters: stringMap(
      'Settings of PostgreSQL, such as work_mem; those that CloudNativePG keeps for itself are refused, and the chart’s own win.',
    ),
    synchronous: record('Standbys that have to have what is written before it counts as written.', {
      number: integer({ default: 0, minimum: 0, maximum: 19, description: 'How many; 0 waits for none.' }),
      method: string({
        default: 'any',
        options: ['any', 'first'],
        description: 'Any of them, or the first in the list of instances.',
      }),
      dataDurability: string({
        default: 'required',
        options: ['required', 'preferred'],
        description: 'Without so many standbys nothing is written; or what there is has to do.',
      }),
    }),
    antiAffinity: record('Instances are kept apart.', {
      type: string({
        default: 'preferred',
        options: ['preferred', 'required'],
        description: 'As far as it can be; or one that finds no place of its own does not start.',
      }),
      topologyKey: string({
        default: 'kubernetes.io/hostname',
        description: 'Label of nodes that makes a place.',
        pattern: { regex: '^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$', expected: 'the key of a label' },
        maxLength: 316,
      }),
    }),
    readReplica: boolean({
      default: false,
      description: 'Let MLflow read from the standbys. They may be behind: docs/database.md.',
    }),
    pooler: record('PgBouncer between the servers and PostgreSQL.', {
      enabled: boolean({ default: false, description: 'Connect through it.' }),
      mode: string({
        default: 'session',
        options: ['session', 'transaction'],
        description:
          'Session: the lock of a migration is the session’s, and in transaction mode it would protect nothing.',
      }),
      instances: integer({ default: 2, minimum: 1, maximum: 20, description: 'Its pods.' }),
      poolSize: integer({
        default: 100,
        minimum: 1,
        maximum: MOST_CONNECTIONS,
        description: 'Connections that each of them opens to PostgreSQL at most; who finds none waits.',
      }),
      image: record('PgBouncer image.', imageFields(defaultImages.pgbouncer)),
      resources: resources({ requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '256Mi' } }),
    }),
    monitoring: record('A PodMonitor for the Prometheus operator, which CloudNativePG makes.', {
      enabled: boolean({ default: false, description: 'Have it make one, and one for the pooler.' }),
    }),
    backup: record('Backups of its own, and every change, in an S3 store: so it can go back to any second.', {
      barmanObjectStore: objectStore('Written by CloudNativePG itself, which means to leave that to its plugin.'),
      plugin: plugin(),
      serverName: serverName('Folder of this PostgreSQL in it; empty is the name of the Cluster.'),
      schedule: schedule('30 1 * * *', 'When, in UTC.'),
      days: integer({
        default: 30,
        minimum: 1,
        maximum: 3650,
        description: 'How many days back one can go. With the plugin, its ObjectStore says it.',
      }),
    }),
    recovery: record('Made from such a backup, where there is none yet: see docs/database.md.', {
      enabled: boolean({ default: false, description: 'Make it so, instead of empty.' }),
      barmanObjectStore: objectStore('Where the backup is.'),
      plugin: plugin(),
      serverName: serverName('Its folder there.'),
      targetTime: string({
        default: '',
        description: 'To which second, in UTC; empty is the end of what is there.',
        pattern: {
          regex: '^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$',
          expected: 'a time such as 2026-11-28T14:04:00Z',
        },
      }),
    }),
    serviceAccount: record('Identity of its pods.', {
      annotations: stringMap('Such as eks.amazonaws.com/role-arn, for buckets without keys.'),
    }),
    podAnnotations: stringMap('Annotations of all that CloudNativePG makes.'),
    podLabels: stringMap('Labels of all that CloudNativePG makes; the chart’s own win.'),
    nodeSelector: stringMap('Labels that a node must have, for instances and for the pooler.'),
    tolerations: opaqueList('Taints that the pods tolerate, of instances and of the pooler.'),
    priorityClassName: objectName('PriorityClass of the pods.'),
  },
);

type OfCnpg = Pick<Values, 'database' | 'postgresql'>;

export function runsCnpg(values: OfCnpg): Value<boolean> {
  return hasDatabase(values, 'cloudnative-pg');
}

/** Whether servers connect through its pooler. */
export function poolsCnpg(values: OfCnpg): Value<boolean> {
  return and(runsCnpg(values), values.database.cnpg.pooler.enabled);
}

/** Whether it writes backups of its own, and every change. */
export function cnpgBacksUp(values: OfCnpg): Value<boolean> {
  const { barmanObjectStore, plugin: by } = values.database.cnpg.backup;
  return and(runsCnpg(values), or(notEmpty(barmanObjectStore.destinationPath), notEmpty(by.objectStore)));
}

/** Whether its pods go to a store of backups at all. */
export function cnpgGoesToStore(values: OfCnpg): Value<boolean> {
  return or(cnpgBacksUp(values), and(runsCnpg(values), values.database.cnpg.recovery.enabled));
}

/** What an instance is guaranteed, in mebibytes. */
export function memoryOfCnpg({ database }: Pick<Values, 'database'>): Value<number> {
  return mebibytes('cnpg.mebibytes', named('cnpg.memory', guaranteedMemory(database.cnpg.resources)));
}

/** The login, and what is needed for its backups. */
export function cnpgSecrets(values: Values): readonly DeclaredSecret[] {
  const { existingSecret, backup, recovery } = values.database.cnpg;
  const runs = runsCnpg(values);
  const ofStore = (which: 'backup' | 'recovery', used: Value<boolean>): readonly DeclaredSecret[] => {
    const { barmanObjectStore: store } = { backup, recovery }[which];
    const path = `database.cnpg.${which}.barmanObjectStore`;
    const goes = and(runs, used, notEmpty(store.destinationPath));
    return [
      {
        purpose: `cnpg-${which}`,
        path: `${path}.existingSecret`,
        name: store.existingSecret,
        isRead: and(goes, notEmpty(store.existingSecret)),
        keys: [
          { key: ACCESS_KEY_ID, kind: 'their-access-key-id' },
          { key: SECRET_ACCESS_KEY, kind: 'their-secret-access-key' },
        ],
        restarts: {},
      },
      {
        purpose: `cnpg-${which}-authority`,
        path: `${path}.endpointCA.existingSecret`,
        name: store.endpointCA.existingSecret,
        isRead: and(goes, notEmpty(store.endpointCA.existingSecret)),
        keys: [{ key: store.endpointCA.key, kind: 'authorities' }],
        restarts: {},
      },
    ];
  };
  return [
    {
      purpose: 'owner',
      path: 'database.cnpg.existingSecret',
      name: existingSecret,
      isRead: and(runs, notEmpty(existingSecret)),
      keys: [
        { key: 'username', kind: 'database-owner', isNeeded: true, content: values.database.cnpg.owner },
        { key: 'password', kind: 'password' },
      ],
      // With the label, another password is set in PostgreSQL, too: https://cloudnative-pg.io/documentation/current/bootstrap/
      form: { type: 'kubernetes.io/basic-auth', labels: { 'cnpg.io/reload': 'true' } },
      restarts: { tracking: leavesAny(values, 'PGPASSWORD') },
    },
    ...ofStore('backup', true),
    ...ofStore('recovery', recovery.enabled),
  ];
}
