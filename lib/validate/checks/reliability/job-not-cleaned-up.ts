import type { Job } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { job } from '../../reliability/example-job';
import { isHook } from '../../reliability/long-running';

export default {
  id: 'job-not-cleaned-up',
  scope: 'object',
  kinds: ['Job.batch'],
  severity: 'info',
  summary: 'A Job and its pods stay in the cluster after they have finished',
  remedy: 'Set ttlSecondsAfterFinished.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/',
  examples: {
    passes: [
      job('ttlSecondsAfterFinished: 3600'),
      // Helm removes it.
      job('', 'name: report, annotations: {helm.sh/hook: pre-install}'),
    ],
    fails: [{ yaml: job(''), at: 'spec.ttlSecondsAfterFinished' }],
  },
  check(object, report) {
    if (isHook(object) || typed<Job>(object).spec?.ttlSecondsAfterFinished !== undefined) return;
    report(['spec', 'ttlSecondsAfterFinished'], 'not set: somebody has to delete the job and its pods');
  },
} satisfies ObjectCheck;
