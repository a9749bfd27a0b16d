import type { CronJob } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { cronJob } from '../../reliability/example-job';

export default {
  id: 'cron-job-history',
  scope: 'object',
  kinds: ['CronJob.batch'],
  severity: 'info',
  summary: 'A CronJob keeps very many finished jobs, or none of those that failed',
  remedy: 'Keep a few jobs of each kind: the defaults are 3 successful ones and 1 failed one.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits',
  examples: {
    passes: [cronJob(''), cronJob('successfulJobsHistoryLimit: 0')],
    fails: [
      { yaml: cronJob('failedJobsHistoryLimit: 0'), at: 'spec.failedJobsHistoryLimit' },
      { yaml: cronJob('successfulJobsHistoryLimit: 100'), at: 'spec.successfulJobsHistoryLimit' },
    ],
  },
  check(object, report) {
    const spec = typed<CronJob>(object).spec ?? {};
    for (const field of ['successfulJobsHistoryLimit', 'failedJobsHistoryLimit'] as const) {
      const limit = spec[field] ?? 1;
      if (limit > 20) report(['spec', field], `${limit} finished jobs and their pods stay in the cluster`);
    }
    if (spec.failedJobsHistoryLimit !== 0) return;
    report(['spec', 'failedJobsHistoryLimit'], '0: the logs of a failed run are gone at once');
  },
} satisfies ObjectCheck;
