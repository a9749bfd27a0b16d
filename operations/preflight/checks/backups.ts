/** Whether there is a way back. */
import { ageOf, type Backups } from '../../backups/report';
import type { Check } from '../check';
import { WELL, withDatabase, withTarget, type Facts } from '../facts';
import { dueOf } from '../migration';

const HOUR = 3_600_000;
/** As docs/backup.md wants it: one a night. */
const OLD_HOURS = 24;
/** A rehearsal is once a week. */
const REHEARSED_HOURS = 24 * 8;
const WHERE = 'backup';

const backups = WELL.backups as Backups;
const withBackups = (more: Partial<Backups>): Facts => ({ ...WELL, backups: { ...backups, ...more } });
const [only] = backups.backups;
const aged = (started: string): Facts =>
  withBackups({
    backups: backups.backups.map((one) => ({
      ...one,
      ...(one.manifest && { manifest: { ...one.manifest, started } }),
    })),
  });
const rehearsed = (finished: string, ok = true, reason?: string): Facts =>
  withBackups({ rehearsals: { [only?.name ?? '']: { finished, ok, ...(reason !== undefined && { reason }) } } });

const known = ({ backups: found }: Facts): Backups | undefined => (typeof found === 'object' ? found : undefined);
const hoursSince = (now: string, then: string) => (Date.parse(now) - Date.parse(then)) / HOUR;
/** A migration is what none goes back from. */
const migrates = (facts: Facts) => dueOf(facts)?.length !== 0;
const newestOf = ({ backups: all }: Backups) =>
  all
    .flatMap(({ manifest }) => (manifest === undefined ? [] : [manifest.started]))
    .sort()
    .at(-1);
const lastRehearsal = ({ rehearsals }: Backups) =>
  Object.values(rehearsals)
    .flatMap((one) => (one === null ? [] : [one]))
    .sort((one, other) => (one.finished < other.finished ? -1 : 1))
    .at(-1);

export const backupChecks: readonly Check[] = [
  {
    id: 'backup-none',
    level: 'error',
    what: 'There is no complete backup: after the migration nothing leads back.',
    remedy:
      'Switch backups on (docs/backup.md) and make one: kubectl create job --from=cronjob/mlflow-backup before-upgrade. Of a database that others run, see to a snapshot of theirs, and of the bucket.',
    examples: {
      finds: [
        { ...WELL, backups: 'none' },
        withBackups({ backups: [] }),
        withBackups({ backups: [{ name: 'x', problem: 'half' }] }),
      ],
      quiet: [WELL, { ...WELL, backups: undefined }],
    },
    look(facts) {
      if (facts.backups === 'none') return [{ evidence: 'the release makes none', where: 'backup.enabled' }];
      const found = known(facts);
      if (found === undefined || newestOf(found) !== undefined) return [];
      return [
        { evidence: `${String(found.backups.length)} in bucket ${found.bucket}, none of them complete`, where: WHERE },
      ];
    },
  },
  {
    id: 'backup-old',
    level: 'warning',
    what: 'The newest complete backup is older than a day.',
    remedy:
      'Make one now: kubectl create job --from=cronjob/mlflow-backup before-upgrade; and see why the last night has none.',
    examples: { finds: [aged('2026-11-27T02:15:00Z')], quiet: [WELL, { ...WELL, backups: 'none' }] },
    look(facts) {
      const found = known(facts);
      const newest = found && newestOf(found);
      if (newest === undefined || found === undefined || hoursSince(found.now, newest) <= OLD_HOURS) return [];
      return [{ evidence: `it began ${ageOf(newest, found.now)} ago`, where: WHERE }];
    },
  },
  {
    id: 'backup-damaged',
    level: 'warning',
    what: 'A backup was complete once, and is not any more.',
    remedy: 'See who changes the bucket of backups, and give it versioning or object lock (docs/backup.md).',
    examples: {
      finds: [
        withBackups({ backups: [...backups.backups, { name: 'a/b', problem: 'its dump is gone', damage: true }] }),
      ],
      quiet: [WELL],
    },
    look: (facts) =>
      (known(facts)?.backups ?? []).flatMap(({ name, damage, problem = '' }) =>
        damage === true ? [{ evidence: `${name}: ${problem}`, where: WHERE }] : [],
      ),
  },
  {
    id: 'rehearsal-failed',
    level: 'error',
    what: 'When restoring was practised last, not everything came back.',
    remedy:
      'Its log says what is missing; make another backup and practise again: kubectl create job --from=cronjob/mlflow-backup-rehearsal now.',
    examples: { finds: [rehearsed('2026-11-28T03:00:00Z', false, 'runs: 3 of 4')], quiet: [WELL] },
    look(facts) {
      const found = known(facts);
      const last = found && lastRehearsal(found);
      return last?.ok === false ? [{ evidence: last.reason ?? 'it failed', where: 'backup.rehearsal' }] : [];
    },
  },
  {
    id: 'rehearsal-old',
    level: 'warning',
    what: 'Nobody has practised restoring within the last week.',
    remedy:
      'Practise now: kubectl create job --from=cronjob/mlflow-backup-rehearsal now; backup.rehearsal.enabled does it every week.',
    examples: {
      finds: [withBackups({ rehearsals: {} }), rehearsed('2026-11-10T03:00:00Z')],
      quiet: [WELL, { ...WELL, backups: 'none' }, withBackups({ backups: [], rehearsals: {} })],
    },
    look(facts) {
      const found = known(facts);
      if (found === undefined || newestOf(found) === undefined) return [];
      const last = lastRehearsal(found);
      if (last !== undefined && hoursSince(found.now, last.finished) <= REHEARSED_HOURS) return [];
      const evidence = last === undefined ? 'it never was' : `it was ${ageOf(last.finished, found.now)} ago`;
      return [{ evidence, where: 'backup.rehearsal' }];
    },
  },
  {
    id: 'backup-before-off',
    level: 'warning',
    what: 'The pod that migrates makes no backup before: what is written since the last one is lost where somebody has to go back.',
    remedy: 'Set backup.beforeMigration, or make a backup right before the upgrade, with the servers scaled to none.',
    examples: {
      finds: [withTarget({ backsUp: false })],
      quiet: [
        WELL,
        withTarget({ backsUp: false, mlflow: '3.10.1' }),
        withTarget({ backsUp: false, isGiven: false }),
        { ...withDatabase({ tracking: [] }), target: { ...WELL.target, backsUp: false } },
      ],
    },
    look(facts) {
      const { isGiven, backsUp, refused } = facts.target;
      const isEmpty = facts.inside?.database?.tracking.length === 0;
      if (!isGiven || backsUp || refused.length > 0 || isEmpty || !migrates(facts)) return [];
      return [{ evidence: 'no container of its pod makes one', where: 'backup.beforeMigration' }];
    },
  },
];
