import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'priority-class-missing',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'A pod does not say how important it is when nodes are full',
  remedy: 'Set priorityClassName.',
  link: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
  examples: {
    passes: [workload({ pod: 'priorityClassName: business-critical' })],
    fails: [{ yaml: workload({}), at: 'spec.template.spec.priorityClassName' }],
  },
  check({ spec, path }, report) {
    if (spec.priorityClassName !== undefined) return;
    report([...path, 'priorityClassName'], 'no priority class: whoever has one goes first');
  },
} satisfies PodCheck;
