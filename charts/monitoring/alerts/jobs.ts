/** The pod that runs MLflow's jobs. */
import { and } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { JOBS } from '../../parts/server-socket';
import { isGone, kubectl, podsOf, type Scope, type Subject } from './alert';

export function jobs(scope: Scope): Subject {
  const { instance, values } = scope;
  const deployment = text`deployment/${instance.name(JOBS)}`;
  return {
    name: 'jobs',
    title: 'Jobs',
    enabled: and(hasAlerts(values), values.jobs.enabled),
    alerts: [
      {
        name: 'MlflowJobsDown',
        expr: isGone(scope, 'jobs-metrics'),
        for: '15m',
        severity: 'ticket',
        summary: 'The pod that runs MLflow’s jobs does not answer',
        description:
          'Evaluations, scorers and other jobs cannot be begun (503), those that were under way wait, and no traces are archived. All else goes on.',
        runbook: {
          look: [
            podsOf(scope, JOBS),
            kubectl(scope, text`describe ${deployment}`),
            kubectl(scope, text`logs ${deployment} -c mlflow --tail=100`),
          ],
          remedy: [
            'A pod that is `Pending`: the events say what the cluster lacks; there is one at a time, and none beside it.',
            'One that is killed for its memory: raise `jobs.resources`. Each job is a process of its own, and ten may run at the same time.',
            'On a node that is away, the old pod holds the new one up until it is deleted: `kubectl delete pod --force`, once the node is off for sure.',
            'Jobs that were under way are begun again when it is back.',
          ],
        },
      },
    ],
  };
}
