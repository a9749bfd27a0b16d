import type { PodCheck } from '../../check';
import { workload } from '../../example';

const finite = ['Job.batch', 'CronJob.batch'];

export default {
  id: 'restart-policy',
  scope: 'pod',
  severity: 'error',
  summary: 'The restartPolicy is one that the kind does not allow',
  remedy:
    'Workloads that run for ever need Always, the default; Jobs and CronJobs need OnFailure or Never, written down.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template',
  examples: {
    passes: [
      workload(''),
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: a, image: "a:1"}]\n',
    ],
    fails: [
      { yaml: workload({ pod: 'restartPolicy: Never' }), at: 'spec.template.spec.restartPolicy' },
      {
        yaml: 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers: [{name: a, image: "a:1"}]\n',
        at: 'spec.template.spec.restartPolicy',
      },
    ],
  },
  check({ object, spec: { restartPolicy = 'Always' }, path }, report) {
    if (object.key === 'Pod' || object.key === 'PodTemplate') return;
    const allowed = finite.includes(object.key) ? ['OnFailure', 'Never'] : ['Always'];
    if (allowed.includes(restartPolicy)) return;
    report(
      [...path, 'restartPolicy'],
      `restartPolicy is ${restartPolicy}; a ${object.kind} needs ${allowed.join(' or ')}`,
    );
  },
} satisfies PodCheck;
