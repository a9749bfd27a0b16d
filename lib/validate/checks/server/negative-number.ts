import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { isRecord } from '../../object';

const job = (fields: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec:\n  ${fields}\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: a, image: "a:1"}]\n`;

const workloadFields = ['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'];
const jobFields = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
];
const cronJobFields = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'];
const podFields = ['terminationGracePeriodSeconds'];

/** `Kind.group` → paths of objects, and their numbers that must not be below zero. */
const numbers = new Map<string, readonly (readonly [readonly string[], readonly string[]])[]>([
  ['Pod', [[['spec'], podFields]]],
  ...['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'ReplicaSet.apps', 'ReplicationController'].map(
    (kind) =>
      [
        kind,
        [
          [['spec'], workloadFields],
          [['spec', 'template', 'spec'], podFields],
        ],
      ] as const,
  ),
  [
    'Job.batch',
    [
      [['spec'], jobFields],
      [['spec', 'template', 'spec'], podFields],
    ],
  ],
  [
    'CronJob.batch',
    [
      [['spec'], cronJobFields],
      [['spec', 'jobTemplate', 'spec'], jobFields],
      [['spec', 'jobTemplate', 'spec', 'template', 'spec'], podFields],
    ],
  ],
]);

export default {
  id: 'negative-number',
  scope: 'object',
  kinds: [...numbers.keys()],
  severity: 'error',
  summary: 'A count or a duration is below zero',
  remedy: 'Use zero or more.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/',
  examples: {
    passes: [workload({ spec: 'replicas: 0' }), job('backoffLimit: 0')],
    fails: [
      { yaml: workload({ spec: 'replicas: -1' }), at: 'spec.replicas' },
      { yaml: job('completions: -1'), at: 'spec.completions' },
    ],
  },
  check(object, report) {
    for (const [path, names] of numbers.get(object.key) ?? []) {
      let parent: unknown = object.value;
      for (const step of path) parent = isRecord(parent) ? parent[step] : undefined;
      if (!isRecord(parent)) continue;
      for (const name of names) {
        const value = parent[name];
        if (typeof value === 'number' && value < 0)
          report([...path, name], `${name} is ${String(value)}, but must not be below 0`);
      }
    }
  },
} satisfies ObjectCheck;
