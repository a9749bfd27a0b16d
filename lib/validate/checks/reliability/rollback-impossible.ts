import type { Deployment } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { typed } from '../../object';

export default {
  id: 'rollback-impossible',
  scope: 'object',
  kinds: ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps'],
  severity: 'info',
  summary: 'No old revision is kept, so that a bad rollout cannot be undone',
  remedy: 'Keep at least one: remove revisionHistoryLimit (10 then), or set it to a small number.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#clean-up-policy',
  examples: {
    passes: [workload({}), workload({ spec: 'revisionHistoryLimit: 2' })],
    fails: [{ yaml: workload({ spec: 'revisionHistoryLimit: 0' }), at: 'spec.revisionHistoryLimit' }],
  },
  check(object, report) {
    if (typed<Deployment>(object).spec?.revisionHistoryLimit !== 0) return;
    report(['spec', 'revisionHistoryLimit'], '0: kubectl rollout undo has nothing to go back to');
  },
} satisfies ObjectCheck;
