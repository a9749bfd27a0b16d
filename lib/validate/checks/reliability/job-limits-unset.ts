import type { CronJob, Job } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { cronJob, job } from '../../reliability/example-job';

export default {
  id: 'job-limits-unset',
  scope: 'object',
  kinds: ['Job.batch', 'CronJob.batch'],
  severity: 'info',
  optional: true,
  summary: 'A job does not say how often it is tried, or how long it may take',
  remedy: 'Set backoffLimit and activeDeadlineSeconds.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
  examples: {
    passes: [job('backoffLimit: 2\nactiveDeadlineSeconds: 600')],
    fails: [
      { yaml: job('backoffLimit: 2'), at: 'spec.activeDeadlineSeconds' },
      { yaml: cronJob('', 'activeDeadlineSeconds: 600'), at: 'spec.jobTemplate.spec.backoffLimit' },
    ],
  },
  check(object, report) {
    const isCron = object.key === 'CronJob.batch';
    const spec = isCron ? typed<CronJob>(object).spec?.jobTemplate?.spec : typed<Job>(object).spec;
    const path = isCron ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
    if (spec === undefined) return;
    if (spec.backoffLimit === undefined && spec.podFailurePolicy === undefined) {
      report([...path, 'backoffLimit'], 'not set: a failing job is tried 6 times more');
    }
    if (spec.activeDeadlineSeconds === undefined) {
      report([...path, 'activeDeadlineSeconds'], 'not set: a job that hangs runs for ever');
    }
  },
} satisfies ObjectCheck;
