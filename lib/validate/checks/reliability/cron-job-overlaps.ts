import type { CronJob } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { cronJob } from '../../reliability/example-job';

export default {
  id: 'cron-job-overlaps',
  scope: 'object',
  kinds: ['CronJob.batch'],
  severity: 'info',
  summary: 'A CronJob starts its next run while the last one is still busy',
  remedy: 'Set concurrencyPolicy to Forbid or Replace, unless its runs do not disturb each other.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
  examples: {
    passes: [cronJob('concurrencyPolicy: Forbid'), cronJob('suspend: true')],
    fails: [{ yaml: cronJob(''), at: 'spec.concurrencyPolicy' }, cronJob('concurrencyPolicy: Allow')],
  },
  check(object, report) {
    const { concurrencyPolicy = 'Allow', suspend } = typed<CronJob>(object).spec ?? {};
    if (concurrencyPolicy !== 'Allow' || suspend === true) return;
    report(['spec', 'concurrencyPolicy'], 'Allow: a run that takes too long meets the next one');
  },
} satisfies ObjectCheck;
