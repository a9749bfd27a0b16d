/** Jobs that delete what is old, and those that maintain the database, as kube-state-metrics sees their schedules: where nobody reads that, this never fires. */
import { add, and } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { retains } from '../../../values/retention';
import { alternatives, jobsOf, kubectl, type Scope, type Subject } from './alert';

const SCHEDULED = ['retention', 'retention-traces', 'retention-lifecycle', 'retention-database'];
/** Beyond the time that one may take. */
const LATE = 3600;

export function retention(scope: Scope): Subject {
  const { values, instance } = scope;
  const names = alternatives(SCHEDULED.map((component) => instance.name(component)));
  const series = (name: string) =>
    text`max by (namespace, cronjob) (kube_cronjob_status_last_${name}_time{namespace="${instance.namespace}",cronjob=~"${names}"})`;
  const [began, succeeded] = [series('schedule'), series('successful')];
  return {
    name: 'retention',
    title: 'Retention and maintenance',
    enabled: and(hasAlerts(values), retains(values)),
    alerts: [
      {
        name: 'MlflowRetentionFailed',
        expr: text`${began} > ${succeeded} or ${began} unless ${succeeded}`,
        for: text`${add(values.retention.timeoutSeconds, LATE)}s`,
        severity: 'ticket',
        summary: 'What is old is not deleted, or the database not maintained',
        description:
          'The last run of {{ $labels.cronjob }} did not succeed. What it deletes or maintains grows until volumes are full and searches are slow.',
        runbook: {
          look: [jobsOf(scope), kubectl(scope, text`logs --tail=100 -l batch.kubernetes.io/job-name=<job>`)],
          remedy: [
            'The log of the Job says why, and names what it left: `CANNOT GO` is one thing alone, and its reason stands beside it.',
            '“nothing is deleted without a backup”: see the alerts of backups first.',
            'Not ended in time: raise `retention.timeoutSeconds`; the next run goes on where this one stopped.',
          ],
        },
      },
    ],
  };
}
