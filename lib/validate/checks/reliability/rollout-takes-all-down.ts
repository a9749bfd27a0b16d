import type { Deployment } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { workload } from '../../example';
import { typed } from '../../object';
import { podsOf } from '../../reliability/amount';

export default {
  id: 'rollout-takes-all-down',
  scope: 'object',
  kinds: ['Deployment.apps'],
  severity: 'warning',
  summary: 'A rollout may stop all replicas before a new one is ready',
  remedy: 'Use RollingUpdate with maxUnavailable below the number of replicas, if two versions may run at once.',
  link: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  examples: {
    passes: [
      workload({ spec: 'replicas: 3' }),
      // Rounded down: one.
      workload({ spec: 'replicas: 2\nstrategy: {rollingUpdate: {maxUnavailable: 75%}}' }),
      // One replica: it may be meant so.
      workload({ spec: 'replicas: 1\nstrategy: {type: Recreate}' }),
    ],
    fails: [
      {
        yaml: workload({ spec: 'replicas: 3\nstrategy: {rollingUpdate: {maxUnavailable: 100%}}' }),
        at: 'spec.strategy.rollingUpdate.maxUnavailable',
      },
      { yaml: workload({ spec: 'replicas: 3\nstrategy: {type: Recreate}' }), at: 'spec.strategy.type' },
    ],
  },
  check(object, report) {
    const { replicas = 1, strategy = {} } = typed<Deployment>(object).spec ?? {};
    if (replicas < 2) return;
    if (strategy.type === 'Recreate') {
      const message = `Recreate stops all ${replicas} replicas before the new ones start`;
      report(['spec', 'strategy', 'type'], message, { severity: 'info' });
      return;
    }
    const unavailable = podsOf(strategy.rollingUpdate?.maxUnavailable ?? '25%', replicas, 'down');
    if (unavailable === undefined || unavailable < replicas) return;
    const message = `all ${replicas} replicas may be unavailable at once`;
    report(['spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], message);
  },
} satisfies ObjectCheck;
