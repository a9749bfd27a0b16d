/** Every change of the bundled PostgreSQL in the bucket, and going back to any second. */
import type { Value } from '../lib/expr/expr';
import { and, greater, matches, multiply, not, notEmpty } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record } from '../lib/values/schema';
import { empty } from './conditions';
import { hasDatabase } from './engines';
import { resources, size } from './fields';
import { mebibytes } from './quantity';
import { schedule } from './schedule';
import type { Values } from './schema';

export const pointInTime = record(
  'Every change of the PostgreSQL in the cluster goes to the bucket too, so that it can go back to any second: see docs/recovery.md.',
  {
    enabled: boolean({ default: false, description: 'Keep every change of the database.' }),
    schedule: schedule(
      '30 1 * * *',
      'When base backups are made, in UTC: going back repeats what was written since the last one.',
    ),
    days: integer({ default: 7, minimum: 1, maximum: 3650, description: 'How many days back one can go.' }),
    shipSeconds: integer({
      default: 60,
      minimum: 1,
      maximum: 3600,
      description: 'How often what was written goes to the bucket: with the database, at most so much is lost.',
    }),
    maxWalSize: size({
      default: '10Gi',
      description: 'What PostgreSQL keeps on its volume while the bucket is away; what is more is lost for going back.',
    }),
    resources: resources({ requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '512Mi' } }),
  },
);

/** A time in UTC, or with `<namespace>/<release>/` before it. */
export const TIME_NAME =
  '([a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*/)?[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z';
export const TIME_NAME_WORDS = 'a time such as 2026-11-28T14:04:00Z';

type Asked = Pick<Values, 'restore'>;

/** No name of a backup has a colon. */
const isTime = (from: Value<string>) => matches(from, ':');

/** Whether the database goes back to a time. */
export function goesBack({ restore }: Asked): Value<boolean> {
  return and(restore.enabled, isTime(restore.from));
}

/** Whether a backup is restored. */
export function restoresBackup({ restore }: Asked): Value<boolean> {
  return and(restore.enabled, not(isTime(restore.from)));
}

/** Whether changes are kept. */
export function keepsChanges(values: Values): Value<boolean> {
  const { enabled, destination, pointInTime } = values.backup;
  return and(enabled, notEmpty(destination.bucket), pointInTime.enabled, hasDatabase(values, 'bundled'));
}

/** Of `backup.pointInTime.maxWalSize`, in mebibytes. */
export function mostWal({ backup }: Pick<Values, 'backup'>): Value<number> {
  return mebibytes('backup.mostWal', backup.pointInTime.maxWalSize);
}

export function pointInTimeRules(values: Values): readonly Rule[] {
  const { backup, postgresql } = values;
  const { enabled } = backup.pointInTime;
  const back = goesBack(values);
  const others = hasDatabase(values, 'external');
  const operator = hasDatabase(values, 'cloudnative-pg');
  const volume = mebibytes('postgresql.volume', postgresql.storage.size);
  return [
    {
      path: 'backup.pointInTime.enabled',
      violated: and(enabled, others),
      problem:
        'is true, but the database is one that others run: only the PostgreSQL of this chart can go back to a time by it',
      remedy: 'Use what those have for it who run the database, or set it to false',
    },
    {
      path: 'backup.pointInTime.enabled',
      violated: and(enabled, operator),
      problem: 'is true, but the database is CloudNativePG’s, which keeps every change itself',
      remedy: 'Name a store in database.cnpg.backup, and set it to false',
    },
    {
      path: 'backup.pointInTime.enabled',
      violated: and(enabled, not(and(backup.enabled, notEmpty(backup.destination.bucket)))),
      problem: 'is true, but no backups are made',
      remedy: 'Set backup.enabled to true and name a bucket in backup.destination, or set it to false',
    },
    {
      path: 'backup.pointInTime.enabled',
      violated: and(enabled, notEmpty(backup.encryption.recipients)),
      problem:
        'is true, but what it keeps is not encrypted to backup.encryption.recipients: the bucket would have the whole database in the clear',
      remedy: 'Leave one of them out',
    },
    {
      level: 'warned',
      path: 'backup.pointInTime.maxWalSize',
      violated: and(keepsChanges(values), greater(multiply(mostWal(values), 2), volume)),
      problem: text`is more than half of postgresql.storage.size, ${postgresql.storage.size}: while the bucket is away, the volume may run full`,
      remedy: 'Lower it, or take a larger volume',
    },
    {
      path: 'restore.from',
      violated: and(back, others),
      problem:
        'is a time, but the database is one that others run: only the PostgreSQL of this chart can go back to a time by it',
      remedy: 'Name a backup, or use what those have for it who run the database',
    },
    {
      path: 'restore.from',
      violated: and(back, operator),
      problem: 'is a time, but the database is CloudNativePG’s, which goes back by itself',
      remedy: 'Name a backup, or set database.cnpg.recovery.targetTime',
    },
    {
      path: 'restore.from',
      violated: and(back, empty(backup.destination.existingSecret)),
      problem:
        'is a time, but backup.destination.existingSecret is empty: it is PostgreSQL’s pod that reads the bucket, and that has no role',
      remedy: 'Name a Secret with the keys of the bucket',
    },
  ];
}
