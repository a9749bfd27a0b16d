import type { CronJob, Job } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const job = (fields: string, pod = 'restartPolicy: Never') =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  ${fields}\n  template:\n    spec:\n      ${pod}\n      containers: [{name: a, image: "a:1"}]\n`;

export default {
  id: 'job-completion',
  scope: 'object',
  kinds: ['Job.batch', 'CronJob.batch'],
  severity: 'error',
  summary: "A Job's way to complete or to fail contradicts itself",
  remedy: 'Indexed Jobs need completions; per-index limits need Indexed; a podFailurePolicy needs restartPolicy Never.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/',
  examples: {
    passes: [job('completionMode: Indexed\n  completions: 3')],
    fails: [
      { yaml: job('completionMode: Indexed\n  parallelism: 2'), at: 'spec.completions' },
      { yaml: job('backoffLimitPerIndex: 1'), at: 'spec.backoffLimitPerIndex' },
      {
        yaml: job(
          'podFailurePolicy: {rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}]}',
          'restartPolicy: OnFailure',
        ),
        at: 'spec.template.spec.restartPolicy',
      },
    ],
  },
  check(object, report) {
    const isCron = object.key === 'CronJob.batch';
    const spec = isCron ? typed<CronJob>(object).spec?.jobTemplate?.spec : typed<Job>(object).spec;
    const at = isCron ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
    if (spec === undefined) return;
    const isIndexed = spec.completionMode === 'Indexed';
    // Without both, both are 1.
    if (isIndexed && spec.completions === undefined && spec.parallelism !== undefined)
      report([...at, 'completions'], 'completionMode Indexed with parallelism needs completions');
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const) {
      if (spec[field] !== undefined && !isIndexed) report([...at, field], `${field} needs completionMode Indexed`);
    }
    const restart = spec.template?.spec?.restartPolicy;
    if (spec.podFailurePolicy !== undefined && restart !== undefined && restart !== 'Never') {
      report(
        [...at, 'template', 'spec', 'restartPolicy'],
        `a podFailurePolicy needs restartPolicy Never, got ${restart}`,
      );
    }
  },
} satisfies ObjectCheck;
