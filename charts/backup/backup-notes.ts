/** What NOTES.txt says of backups: where they go, or that there are none. */
import type { Tree } from '../../lib/expr/expr';
import { and, choose, equal, not, or } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import { makesBackups } from '../../values/backup';
import { cnpgBacksUp } from '../../values/cloudnative-pg';
import { goesBack, keepsChanges, restoresBackup } from '../../values/point-in-time';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';

export function backupNotes(values: Values, { namespace }: Release, instance: Instance): readonly Tree[] {
  const { backup, restore } = values;
  const made = makesBackups(values);
  const component = 'app.kubernetes.io/component=restore';
  return [
    when<Tree>(made, [
      text`  Backups go to bucket ${backup.destination.bucket} at ${backup.schedule} (UTC). One now:`,
      text`    kubectl -n ${namespace} create job --from=cronjob/${instance.name('backup')} ${instance.name('backup')}-now`,
    ]),
    when<Tree>(keepsChanges(values), [
      text`  Every change of the database goes there within ${backup.pointInTime.shipSeconds} s. The first base backup, without which nobody can go back:`,
      text`    kubectl -n ${namespace} create job --from=cronjob/${instance.name('base-backup')} ${instance.name('base-backup')}-now`,
    ]),
    // Switched on without a bucket, it is warned of.
    when(
      and(not(or(made, backup.enabled)), cnpgBacksUp(values)),
      '  CloudNativePG backs up the database, and NOBODY THE ARTEFACTS: name a bucket in backup.destination, and set backup.enabled (docs/backup.md).',
    ),
    when(
      not(or(made, backup.enabled, cnpgBacksUp(values))),
      '  NOTHING IS BACKED UP: name a bucket in backup.destination, and set backup.enabled (docs/backup.md).',
    ),
    when<Tree>(goesBack(values), [
      text`  PostgreSQL goes back to ${restore.from}, unless it has already, and the servers wait for it. How far it is:`,
      text`    kubectl -n ${namespace} logs -f --all-containers statefulset/${instance.name('postgresql')}`,
    ]),
    when<Tree>(restoresBackup(values), [
      text`  ${choose(equal(restore.from, 'latest'), 'The latest backup', text`Backup ${restore.from}`)} is being restored, unless it was already, and the servers wait for it. How far it is:`,
      text`    kubectl -n ${namespace} logs -f --all-containers --max-log-requests=99 -l ${component},app.kubernetes.io/instance=${instance.selectorOfAll()['app.kubernetes.io/instance']}`,
    ]),
  ];
}
