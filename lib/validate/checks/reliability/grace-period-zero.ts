import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'grace-period-zero',
  scope: 'pod',
  severity: 'warning',
  summary: 'Pods are killed without a chance to finish what they do',
  remedy: 'Remove terminationGracePeriodSeconds (30 s then), or set it to what a clean end takes.',
  link: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  examples: {
    passes: [workload({}), workload({ pod: 'terminationGracePeriodSeconds: 5' })],
    fails: [
      {
        yaml: workload({ kind: 'StatefulSet', pod: 'terminationGracePeriodSeconds: 0' }),
        at: 'spec.template.spec.terminationGracePeriodSeconds',
      },
    ],
  },
  check({ spec, path, object }, report) {
    if (spec.terminationGracePeriodSeconds !== 0) return;
    const twice = object.key === 'StatefulSet.apps' ? ', and two pods of one identity may run at once' : '';
    report([...path, 'terminationGracePeriodSeconds'], `0: processes are killed at once${twice}`);
  },
} satisfies PodCheck;
