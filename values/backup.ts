/** Backups of the database and the artefacts, in a bucket elsewhere. */
import type { Value } from '../lib/expr/expr';
import { and, choose, equal, find, matches, not, notEmpty, or } from '../lib/expr/function';
import { named, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, list, record, string, stringMap } from '../lib/values/schema';
import { empty, setsVariable } from './conditions';
import type { DeclaredSecret } from './declared-secret';
import { hasDatabase, hasStore, isStoreEngine } from './engines';
import type { Reserved } from './names';
import { bucket, imageFields, podFields, resources, RESTRICTED_CONTAINER, RESTRICTED_POD, s3Secret, size, url } from './fields'; // prettier-ignore
import { defaultImages } from './images';
import { pointInTime } from './point-in-time';
import { schedule } from './schedule';
import type { Values } from './schema';
import { ACCESS_KEY_ID, byRole, SECRET_ACCESS_KEY } from './store';

/** Its Service as pods of its namespace call it, whatever the release is called; what has a dot may be another's. */
const OWN_STORE = '^https?://([a-z0-9-]+-)?(minio|garage)(:[0-9]+)?/*$';

/** `<identity>/<stamp>`, or with `<namespace>/<release>/` before it: charts/backup/catalogue.py. */
export const BACKUP_NAME = `([a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*/)?[0-9a-f]{12}/[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}`;
export const BACKUP_NAME_WORDS = 'the name of a backup, as mlflow-chart backups prints it';

export const backup = record('Backups of the database and the artefacts: see docs/backup.md.', {
  enabled: boolean({ default: false, description: 'Make them, if destination.bucket is set.' }),
  schedule: schedule('15 2 * * *', 'When, in UTC.'),
  image: record(
    'PostgreSQL image whose pg_dump is used; it has to be of the server’s major version. What is empty here is as postgresql.image has it; a database that others run needs a tag.',
    imageFields({ repository: '', tag: '' }),
  ),
  copyImage: record('rclone image, which copies artefacts.', imageFields(defaultImages.copy)),
  destination: record('Where backups go: a bucket that exists, best with versioning or object lock.', {
    bucket: bucket({ default: '', description: 'Its name; not the bucket of the artefacts.' }),
    endpoint: string({
      default: '',
      description: 'URL of a store other than AWS.',
      pattern: { ...url, regex: `${url.regex}|^$` },
    }),
    region: string({
      default: '',
      description: 'Region, such as eu-central-1.',
      pattern: { regex: '^[a-z0-9-]*$', expected: 'a region such as eu-central-1' },
    }),
    existingSecret: s3Secret(),
  }),
  retention: record(
    'Which backups are kept: the newest, and all young ones. Without the right to delete, all of them.',
    {
      count: integer({
        default: 14,
        minimum: 1,
        maximum: 10_000,
        description: 'The newest complete ones, whatever their age.',
      }),
      days: integer({ default: 30, minimum: 1, maximum: 36_500, description: 'Those that are younger, however many.' }),
      acknowledge: string({
        default: '',
        description:
          'Name of a backup with far fewer runs or objects than the one before, after which older ones may go all the same.',
        pattern: { regex: `^(${BACKUP_NAME})?$`, expected: BACKUP_NAME_WORDS },
        maxLength: 512,
      }),
    },
  ),
  encryption: record('Encryption of the database’s dump to public keys; artefacts are not encrypted.', {
    recipients: list(
      string({
        description: 'An armoured OpenPGP public key.',
        pattern: {
          regex: '^-----BEGIN PGP PUBLIC KEY BLOCK-----\n[A-Za-z0-9+/=:. \n-]*-----END PGP PUBLIC KEY BLOCK-----\n?$',
          expected: 'a public key as gpg --armor --export prints it',
        },
        maxLength: 65_536,
      }),
      { default: [], description: 'Each of them can open it; the private keys are never in the cluster.' },
    ),
  }),
  beforeMigration: boolean({
    default: true,
    description: 'With backups enabled: no migration of a database that has tables without a fresh backup of it.',
  }),
  rehearsal: record(
    'A restore of the newest backup into a database beside the real one, which is compared and dropped.',
    {
      enabled: boolean({ default: false, description: 'Practise it.' }),
      schedule: schedule('45 4 * * 0', 'When, in UTC.'),
    },
  ),
  pointInTime,
  scratchSize: size({
    default: '20Gi',
    description: 'Space on the node for the dump or the base backup, and lists of artefacts.',
  }),
  timeoutSeconds: integer({
    default: 21_600,
    minimum: 60,
    maximum: 604_800,
    description: 'After which one that has not ended is stopped.',
  }),
  serviceAccount: record('Identity of the pods of backups and restores; its token is never mounted.', {
    annotations: stringMap('Such as eks.amazonaws.com/role-arn, for buckets without keys.'),
  }),
  exporter: record('Reads the backups in the bucket, for Prometheus and for mlflow-chart backups.', {
    resources: resources({ requests: { cpu: '10m', memory: '96Mi' }, limits: { memory: '256Mi' } }),
  }),
  ...podFields({
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '1Gi' } },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
    securityContext: RESTRICTED_CONTAINER,
    gracePeriod: 30,
  }),
});

/** Whether any are made: an environment may switch them on before anybody has named a bucket, and is warned. */
export function makesBackups({ backup: { enabled, destination } }: Pick<Values, 'backup'>): Value<boolean> {
  return and(enabled, notEmpty(destination.bucket));
}

/** Whether the server's pod makes one before it migrates. */
export function backsUpBeforeMigration(values: Values): Value<boolean> {
  return and(makesBackups(values), values.backup.beforeMigration);
}

/** Whether anything goes to the destination, or comes from there. */
export function usesBackups(values: Values): Value<boolean> {
  return or(makesBackups(values), values.restore.enabled);
}

/** Whether one may be restored, or has been: then servers look for what an interrupted restore has left. */
export function mayRestore({ backup, restore }: Values): Value<boolean> {
  return or(restore.enabled, notEmpty(backup.destination.bucket));
}

/** The keys of the destination. */
export function backupSecret(values: Values): DeclaredSecret {
  const { existingSecret } = values.backup.destination;
  return {
    purpose: 'backup',
    path: 'backup.destination.existingSecret',
    name: existingSecret,
    isRead: and(notEmpty(existingSecret), usesBackups(values)),
    keys: [
      { key: ACCESS_KEY_ID, kind: 'their-access-key-id' },
      { key: SECRET_ACCESS_KEY, kind: 'their-secret-access-key' },
    ],
    restarts: {},
  };
}

/** What the chart has in the server's pod for a backup before a migration. */
export function reservedByBackup(values: Values): Readonly<Record<'containers' | 'volumes', readonly Reserved[]>> {
  const at = (...names: readonly string[]): Reserved => ({
    where: ' with backup.beforeMigration',
    names,
    here: backsUpBeforeMigration(values),
  });
  return {
    containers: [
      at('authorities', 'backup-needed', 'backup-dump', 'backup-store'),
      { where: ' with backup.destination', names: ['stores'], here: mayRestore(values) },
    ],
    volumes: [at('backup-work', 'backup-programs')],
  };
}

/** Of PostgreSQL, as the tag of an image begins; nothing where it does not say. */
function major(tag: Value<string>): Value<string> {
  return find(tag, '^[0-9]+');
}

export function backupRules(values: Values): readonly Rule[] {
  const { backup: settings, database, postgresql, externalDatabase, externalS3, mlflow, restore } = values;
  const { cnpg } = database;
  const { destination, encryption, rehearsal } = settings;
  const [made, used] = [makesBackups(values), usesBackups(values)];
  const sets = (...names: readonly string[]) => or(...names.map((name) => setsVariable(values, name)));
  const external = hasDatabase(values, 'external');
  const isExternal = and(external, notEmpty(externalDatabase.host));
  const { tag, digest } = settings.image;
  const dumpedBy = named('backup.dumpedBy', choose(or(notEmpty(tag), notEmpty(digest)), tag, postgresql.image.tag));
  const noDatabase = and(external, empty(externalDatabase.host));
  const noStore = and(hasStore(values, 'external'), empty(externalS3.bucket));
  const [storeBucket, storeEndpoint] = [externalS3.bucket, externalS3.endpoint].map((own) =>
    choose(hasStore(values, 'external'), own, ''),
  );
  return [
    {
      path: 'backup.destination.bucket',
      violated: and(restore.enabled, empty(destination.bucket)),
      problem: 'is empty although restore.enabled is true',
      remedy: 'Name the bucket of the backups',
    },
    {
      level: 'warned',
      path: 'backup.serviceAccount.annotations',
      violated: and(used, byRole(values), not(notEmpty(values.backup.serviceAccount.annotations))),
      problem:
        'is empty, and the bucket of artefacts has no keys: only the servers have the role that mlflow.serviceAccount names',
      remedy: 'Name a role that may read them, and write them for a restore, in backup.serviceAccount.annotations',
    },
    {
      level: 'warned',
      path: 'backup.destination.bucket',
      violated: and(settings.enabled, empty(destination.bucket)),
      problem: 'is empty: NOTHING IS BACKED UP, neither the database nor the artefacts',
      remedy:
        'Name a bucket in another place than the cluster’s, or set backup.enabled to false if somebody else does it',
    },
    {
      path: 'backup.destination.bucket',
      violated: and(
        used,
        notEmpty(destination.bucket),
        equal(destination.bucket, storeBucket ?? ''),
        equal(destination.endpoint, storeEndpoint ?? ''),
      ),
      problem: 'is the bucket of the artefacts: whoever loses it loses both',
      remedy: 'Name another bucket, best in another place',
    },
    {
      path: 'backup.destination.existingSecret',
      violated: and(used, notEmpty(destination.endpoint), empty(destination.existingSecret)),
      problem: 'is empty although backup.destination.endpoint is set: only AWS has roles instead of keys',
      remedy: 'Name a Secret with the keys of the bucket',
    },
    {
      path: 'backup.beforeMigration',
      violated: and(backsUpBeforeMigration(values), empty(destination.endpoint), empty(destination.existingSecret)),
      problem:
        'is true, but backup.destination.existingSecret is empty: the role that may write backups would be that of the serving container, too',
      remedy: 'Name a Secret with keys, or set it to false and make a backup before each upgrade',
    },
    {
      path: 'backup.image.tag',
      violated: and(used, isExternal, empty(settings.image.tag), empty(settings.image.digest)),
      problem: 'is empty, and nothing here says which major version of PostgreSQL externalDatabase has',
      remedy: 'Name a tag of the postgres image of that version, such as 16.4',
    },
    {
      path: 'backup.image.tag',
      violated: and(
        used,
        hasDatabase(values, 'cloudnative-pg'),
        notEmpty(major(dumpedBy)),
        not(equal(major(dumpedBy), major(cnpg.image.tag))),
      ),
      problem: text`is ${dumpedBy}, as postgresql.image.tag is where it is empty, but database.cnpg.image.tag is ${cnpg.image.tag}: pg_dump has to be of the server’s major version`,
      remedy: 'Name a tag of the postgres image of that version',
    },
    {
      path: 'backup.enabled',
      violated: and(used, or(sets('MLFLOW_BACKEND_STORE_URI', 'PGPASSFILE'), noDatabase)),
      problem:
        'and restore.enabled need a database that the values name; mlflow.env names another one, or a file with its password',
      remedy: 'Name it in externalDatabase, or back it up where it is',
    },
    {
      path: 'backup.enabled',
      violated: and(used, or(sets('MLFLOW_ARTIFACTS_DESTINATION', 'MLFLOW_DEFAULT_ARTIFACT_ROOT'), noStore)),
      problem: 'and restore.enabled need a bucket of artefacts that the values name; mlflow.env names another place',
      remedy: 'Name it in externalS3, or back it up where it is',
    },
    {
      path: 'backup.encryption.recipients',
      violated: and(
        made,
        notEmpty(encryption.recipients),
        matches(choose(notEmpty(settings.image.tag), settings.image.tag, postgresql.image.tag), 'alpine'),
      ),
      problem: 'are set, but the postgres image is an alpine one, which has no gnupg',
      remedy: 'Name one of Debian in backup.image.tag, such as 16.4',
    },
    {
      path: 'backup.rehearsal.enabled',
      violated: and(made, rehearsal.enabled, notEmpty(encryption.recipients)),
      problem: 'is true, but what is encrypted to backup.encryption.recipients cannot be opened in the cluster',
      remedy: 'Practise by a restore elsewhere, as docs/recovery.md says, or leave one of them out',
    },
    {
      level: 'warned',
      path: 'backup.destination.bucket',
      violated: and(not(settings.enabled), not(restore.enabled), notEmpty(destination.bucket)),
      problem: 'is set, but backup.enabled is false: nothing is backed up',
      remedy: 'Set backup.enabled to true, or remove it',
    },
    {
      level: 'warned',
      path: 'backup.destination.endpoint',
      violated: and(used, matches(destination.endpoint, '^http:')),
      problem: 'is not https: whoever is on the way reads everything in the backups',
      remedy: 'Take an endpoint with TLS',
    },
    {
      level: 'warned',
      path: 'backup.destination.endpoint',
      violated: and(used, not(isStoreEngine(values, 'external')), matches(destination.endpoint, OWN_STORE)),
      problem: 'looks like the store of this chart: whoever loses its volume loses the artefacts and their backups',
      remedy: 'Take a store in another place',
    },
    {
      level: 'warned',
      path: 'backup.enabled',
      violated: and(made, or(notEmpty(mlflow.registry.storeUri), notEmpty(mlflow.registry.existingSecret))),
      problem: 'leaves out the database of mlflow.registry: only the tracking store’s is backed up',
      remedy: 'Back that one up where it is',
    },
  ];
}
