import type { Job } from '../../../imports/kubernetes/types';
import { labels } from '../examples';
import type { Check } from '../check';
import { componentOf, nameOf } from '../state';

const job = (
  name: string,
  type: 'Failed' | 'Complete',
  created: string,
  component = 'backup',
  owner = 'mlflow-backup',
): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    ...{ name, namespace: 'ml', labels: labels(component), creationTimestamp: created },
    ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: owner, uid: 'u' }],
  },
  status: { conditions: [{ type, status: 'True', message: 'Job has reached the specified backoff limit' }] },
});
/** Its own says what is wrong by itself. */
const OWN = 'doctor';

export default {
  id: 'job-failed',
  symptom: 'full',
  what: 'The last run of a Job has failed: a backup, or the tidying that keeps volumes from filling.',
  remedy: 'Its log says why: kubectl logs <where> --all-containers; docs/runbooks.md has what to do about backups.',
  examples: {
    finds: [{ jobs: [job('b', 'Failed', '2026-11-28T02:00:00Z'), job('a', 'Complete', '2026-11-27T02:00:00Z')] }],
    quiet: [
      { jobs: [job('b', 'Complete', '2026-11-28T02:00:00Z'), job('a', 'Failed', '2026-11-27T02:00:00Z')] },
      { jobs: [job('d', 'Failed', '2026-11-28T02:00:00Z', 'doctor')] },
    ],
  },
  look({ jobs }) {
    const ownerOf = (one: Job) => one.metadata?.ownerReferences?.[0]?.name ?? nameOf(one);
    const created = (one: Job) => one.metadata?.creationTimestamp ?? '';
    return jobs.flatMap((one) => {
      const newer = jobs.some((other) => ownerOf(other) === ownerOf(one) && created(other) > created(one));
      const failed = one.status?.conditions?.find(({ type, status }) => type === 'Failed' && status === 'True');
      if (newer || failed === undefined || componentOf(one) === OWN) return [];
      return [{ part: 'cluster' as const, where: `job/${nameOf(one)}`, evidence: failed.message ?? 'it has failed' }];
    });
  },
} satisfies Check;
