import type { RuleRow } from './row';

const TO = "destination: {bucket: backups, endpoint: 'https://s3.example.com', existingSecret: a}";
const kept = (more = '', rest = '') =>
  `{backup: {enabled: true, ${TO}, pointInTime: {enabled: true${more}}}${rest && `, ${rest}`}}`;
const back = (rest = '', to = TO) =>
  `{restore: {enabled: true, from: '2026-11-28T14:04:00Z'}, backup: {${to}}${rest && `, ${rest}`}}`;
const DATABASE = "postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a}";
const KEY = "recipients: ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n\nabc=\n\n-----END PGP PUBLIC KEY BLOCK-----\n']";

const OF_OTHERS =
  'backup.pointInTime.enabled: is true, but the database is one that others run: only the PostgreSQL of this chart can go back to a time by it. Use what those have for it who run the database, or set it to false.';
const NO_BACKUPS =
  'backup.pointInTime.enabled: is true, but no backups are made. Set backup.enabled to true and name a bucket in backup.destination, or set it to false.';
const CLEAR =
  'backup.pointInTime.enabled: is true, but what it keeps is not encrypted to backup.encryption.recipients: the bucket would have the whole database in the clear. Leave one of them out.';
const FULL = (size: string) =>
  `warning: backup.pointInTime.maxWalSize: is more than half of postgresql.storage.size, ${size}: while the bucket is away, the volume may run full. Lower it, or take a larger volume.`;
const TIME_OF_OTHERS =
  'restore.from: is a time, but the database is one that others run: only the PostgreSQL of this chart can go back to a time by it. Name a backup, or use what those have for it who run the database.';
const NO_KEYS =
  'restore.from: is a time, but backup.destination.existingSecret is empty: it is PostgreSQL’s pod that reads the bucket, and that has no role. Name a Secret with the keys of the bucket.';
const NO_TAG =
  'backup.image.tag: is empty, and nothing here says which major version of PostgreSQL externalDatabase has. Name a tag of the postgres image of that version, such as 16.4.';

export const pointInTime: readonly RuleRow[] = [
  [kept()],
  [back()],
  [`{backup: {enabled: true, ${TO}, image: {tag: '16.4'}, pointInTime: {enabled: true}}, ${DATABASE}}`, OF_OTHERS],
  [
    '{backup: {enabled: true, pointInTime: {enabled: true}}}',
    NO_BACKUPS,
    'warning: backup.destination.bucket: is empty: NOTHING IS BACKED UP, neither the database nor the artefacts. Name a bucket in another place than the cluster’s, or set backup.enabled to false if somebody else does it.',
  ],
  [`{backup: {enabled: false, pointInTime: {enabled: true}}}`, NO_BACKUPS],
  [`{backup: {enabled: true, ${TO}, encryption: {${KEY}}, pointInTime: {enabled: true}}}`, CLEAR],
  // Exactly half is no warning.
  [kept(', maxWalSize: 10Gi', 'postgresql: {storage: {size: 20Gi}}')],
  [kept(', maxWalSize: 10Gi', 'postgresql: {storage: {size: 20479Mi}}'), FULL('20479Mi')],
  [kept(', maxWalSize: 26Gi'), FULL('50Gi')],
  [`{backup: {enabled: true, ${TO}, pointInTime: {enabled: false, maxWalSize: 40Gi}}}`],
  [back(DATABASE), NO_TAG, TIME_OF_OTHERS],
  [back('', 'destination: {bucket: backups}'), NO_KEYS],
  // Names of backups are no times.
  [`{restore: {enabled: true, from: 0123456789ab/20261127T021500Z-00ff}, backup: {destination: {bucket: backups}}}`],
];
