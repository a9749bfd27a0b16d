import type { PodDisruptionBudget } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const budget = (more: string) =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec:\n  maxUnavailable: 1\n  selector: {matchLabels: {app: web}}\n${more}`;

export default {
  id: 'budget-keeps-unhealthy-pods',
  scope: 'object',
  kinds: ['PodDisruptionBudget.policy'],
  severity: 'info',
  optional: true,
  summary: 'A disruption budget protects pods that are not healthy, so that a broken workload blocks a drain',
  remedy: 'Set unhealthyPodEvictionPolicy: AlwaysAllow.',
  link: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy',
  examples: {
    passes: [budget('  unhealthyPodEvictionPolicy: AlwaysAllow\n')],
    fails: [{ yaml: budget(''), at: 'spec.unhealthyPodEvictionPolicy' }],
  },
  check(object, report) {
    if (typed<PodDisruptionBudget>(object).spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    const message = 'pods that are running but not healthy cannot be evicted while the budget is not met';
    report(['spec', 'unhealthyPodEvictionPolicy'], message);
  },
} satisfies ObjectCheck;
