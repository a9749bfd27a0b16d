/** Backups, their rehearsals, and the changes of the database in the bucket. */
import { add, and, multiply } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts, oldestAllowed } from '../../../values/alerts';
import { makesBackups } from '../../../values/backup';
import { keepsChanges } from '../../../values/point-in-time';
import { BY_SERVICE, from, isGone, jobsOf, kubectl, podsOf, type Scope, type Subject } from './alert';

/** Who is late by a round or two is none. */
const ROUNDS = 5;
const READ_EVERY = 600;

const series = (scope: Scope, name: string) =>
  text`max ${BY_SERVICE} (mlflow_backup_${name}{${from(scope, 'backup-exporter')}})`;
const age = (scope: Scope, name: string) => text`time() - ${series(scope, `${name}_timestamp_seconds`)}`;

const logsOf = (scope: Scope, component: string) =>
  kubectl(
    scope,
    text`logs --prefix --all-containers --tail=50 --max-log-requests=20 -l app.kubernetes.io/component=${component},app.kubernetes.io/instance=${scope.instance.selectorOfAll()['app.kubernetes.io/instance']}`,
  );
const list = (scope: Scope) =>
  kubectl(scope, text`exec deployment/${scope.instance.name('backup-exporter')} -- python /prepare/exporter.py list`);

export function backups(scope: Scope): Subject {
  const { values, instance } = scope;
  const { backup } = values;
  const allowed = oldestAllowed(backup.schedule, backup.timeoutSeconds);
  const again = kubectl(
    scope,
    text`create job --from=cronjob/${instance.name('backup')} ${instance.name('backup')}-now`,
  );
  const why = [jobsOf(scope), logsOf(scope, 'backup')];
  return {
    name: 'backups',
    title: 'Backups',
    enabled: and(hasAlerts(values), makesBackups(values)),
    alerts: [
      {
        name: 'MlflowBackupsUnread',
        expr: text`${isGone(scope, 'backup-exporter')} or ${series(scope, 'read_success')} == 0`,
        for: '30m',
        severity: 'ticket',
        summary: 'Nobody sees which backups there are',
        description:
          'The exporter of backups is away, or cannot read the bucket: no other alert would fire if backups were missing. If it cannot read, backups are probably not written either.',
        runbook: {
          look: [
            podsOf(scope, 'backup-exporter'),
            kubectl(scope, text`logs deployment/${instance.name('backup-exporter')} --tail=50`),
          ],
          remedy: [
            'Its log has what the store answered: keys that were changed (`backup.destination.existingSecret`), a bucket that is gone, or a network that does not let it through (`networkPolicy.externalCidrs.backups`).',
          ],
        },
      },
      {
        name: 'MlflowBackupMissing',
        expr: text`${series(scope, 'read_success')} == 1 unless ${series(scope, 'newest_started_timestamp_seconds')}`,
        for: text`${allowed}s`,
        severity: 'page',
        summary: 'There is no backup',
        description: text`The bucket of backups has been without a complete backup by the schedule ${backup.schedule} for longer than the schedule allows. Whoever loses the database or the artefacts now, loses them for good.`,
        runbook: {
          look: [...why, list(scope), again],
          remedy: [
            'The log of the Job says what failed; put that right, and let one be made now (the last command).',
            'No Job at all: is the CronJob suspended?',
            'They were there before: somebody deleted them. With versioning the bucket still has them.',
          ],
        },
      },
      {
        name: 'MlflowBackupOld',
        expr: text`${age(scope, 'newest_started')} > ${allowed}`,
        for: '5m',
        severity: 'page',
        summary: 'The newest backup is old',
        description: text`What was written in the last {{ $value | humanizeDuration }} is in no backup; by the schedule ${backup.schedule} there would be a younger one. Whoever loses the database or the artefacts now, loses that.`,
        runbook: {
          look: [...why, again],
          remedy: [
            'The log of the Job says what failed: the database or a store that could not be reached, a dump larger than `backup.scratchSize`, or a time longer than `backup.timeoutSeconds`. Put that right, and let one be made now (the last command).',
            'No Job at all: is the CronJob suspended, or the last Job still running?',
          ],
        },
      },
      {
        name: 'MlflowBackupShrunk',
        expr: shrunk(scope),
        for: '5m',
        severity: 'ticket',
        summary: 'The newest backup has far less in it than before',
        description:
          'The newest backup has {{ $value | humanize }} runs or artefacts, fewer than half of what one of the last eight days had. No backup is deleted until somebody has looked.',
        runbook: {
          look: [list(scope)],
          remedy: [
            'If somebody deleted that many on purpose, name the backup in `backup.retention.acknowledge`: then older ones may go again.',
            'If nobody did, it is a loss: look at MLflow’s database and bucket before anything else, and restore beside it from the last good one (docs/recovery.md).',
          ],
        },
      },
    ],
  };
}

/** As charts/backup/retention.py finds it, which then deletes nothing. */
function shrunk(scope: Scope) {
  const of = (what: string) => {
    const name = text`mlflow_backup_newest_${what}{${from(scope, 'backup-exporter')}}`;
    const [now, before] = [text`max ${BY_SERVICE} (${name})`, text`max ${BY_SERVICE} (max_over_time(${name}[8d]))`];
    return text`(${now} < ${before} / 2 and ${before} - ${now} >= 10)`;
  };
  return text`${of('runs')} or ${of('artifact_objects')}`;
}

export function rehearsals(scope: Scope): Subject {
  const { values, instance } = scope;
  const { backup } = values;
  const allowed = oldestAllowed(backup.rehearsal.schedule, backup.timeoutSeconds);
  const look = [
    jobsOf(scope),
    logsOf(scope, 'backup'),
    kubectl(
      scope,
      text`create job --from=cronjob/${instance.name('backup-rehearsal')} ${instance.name('backup-rehearsal')}-now`,
    ),
  ];
  return {
    name: 'rehearsals',
    title: 'Rehearsals of a restore',
    enabled: and(hasAlerts(values), makesBackups(values), backup.rehearsal.enabled),
    alerts: [
      {
        name: 'MlflowRehearsalFailed',
        expr: text`${series(scope, 'rehearsal_success')} == 0`,
        for: '5m',
        severity: 'page',
        summary: 'The last rehearsal of a restore did not bring everything back',
        description:
          'The newest backup was restored beside the database, and it was not whole. Whoever needs a backup now may not get everything back.',
        runbook: {
          look,
          remedy: [
            'Its log names the difference: tables, rows or artefacts that are not what the backup’s manifest says.',
            'Make a backup and rehearse it (the last command). If that fails too, keep all older backups (raise `backup.retention.count`) until it is understood.',
          ],
        },
      },
      {
        name: 'MlflowRehearsalOld',
        expr: text`${age(scope, 'rehearsal')} > ${allowed}`,
        for: '5m',
        severity: 'ticket',
        summary: 'Restoring has not been rehearsed for long',
        description: text`The last rehearsal of a restore ended {{ $value | humanizeDuration }} ago; its schedule is ${backup.rehearsal.schedule}. Nobody knows whether younger backups can be restored.`,
        runbook: {
          look,
          remedy: [
            'The log of the Job says what kept it from starting or ending; then let one run (the last command).',
          ],
        },
      },
    ],
  };
}

export function pointInTime(scope: Scope): Subject {
  const { values, instance } = scope;
  const allowed = add(multiply(values.backup.pointInTime.shipSeconds, ROUNDS), READ_EVERY);
  return {
    name: 'point-in-time',
    title: 'Going back to a second',
    enabled: and(hasAlerts(values), keepsChanges(values)),
    alerts: [
      {
        name: 'MlflowPointInTimeBehind',
        expr: text`${age(scope, 'point_in_time_until')} > ${allowed} or (${series(scope, 'read_success')} == 1 unless ${series(scope, 'point_in_time_from_timestamp_seconds')})`,
        for: '15m',
        severity: 'page',
        summary: 'Changes of the database do not get to the bucket',
        description: text`What the database was told in the last minutes is not in the bucket, or there is no base backup to begin with: nobody could go back to a second of that time. Meanwhile PostgreSQL keeps the changes on its volume, up to ${values.backup.pointInTime.maxWalSize}.`,
        runbook: {
          look: [
            kubectl(scope, text`logs deployment/${instance.name('wal-archive')} --all-containers --tail=50`),
            kubectl(
              scope,
              text`create job --from=cronjob/${instance.name('base-backup')} ${instance.name('base-backup')}-now`,
            ),
          ],
          remedy: [
            'Its log has what the store or PostgreSQL answered; put that right, and it catches up by itself.',
            'If it says that the server had to drop changes, or if there has never been a base backup, make one now (the last command).',
          ],
        },
      },
    ],
  };
}
