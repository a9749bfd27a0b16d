import type { CronJob } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { cronJob } from '../../reliability/example-job';

export default {
  id: 'cron-job-deadline',
  scope: 'object',
  kinds: ['CronJob.batch'],
  severity: 'info',
  summary: 'A CronJob has no deadline for late starts, or one so short that runs are missed',
  remedy: 'Set startingDeadlineSeconds to how late a run is still of use, 10 or more.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline',
  examples: {
    passes: [cronJob('startingDeadlineSeconds: 600')],
    fails: [
      { yaml: cronJob(''), at: 'spec.startingDeadlineSeconds' },
      // The controller looks every 10 seconds: a warning.
      { yaml: cronJob('startingDeadlineSeconds: 5'), at: 'spec.startingDeadlineSeconds' },
    ],
  },
  check(object, report) {
    const deadline = typed<CronJob>(object).spec?.startingDeadlineSeconds;
    const at = ['spec', 'startingDeadlineSeconds'];
    if (deadline === undefined) {
      report(at, 'no deadline: after more than 100 missed starts, it is not started any more');
    } else if (deadline < 10) {
      report(at, `${deadline} s: the controller looks every 10 s, and will miss runs`, { severity: 'warning' });
    }
  },
} satisfies ObjectCheck;
