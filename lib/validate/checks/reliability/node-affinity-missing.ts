import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'node-affinity-missing',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'A pod may run on any node, whatever its architecture or purpose',
  remedy: 'Set nodeSelector or affinity.nodeAffinity, e.g. kubernetes.io/os: linux.',
  link: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
  examples: {
    passes: [workload({ pod: 'nodeSelector: {kubernetes.io/os: linux}' }), workload({ kind: 'DaemonSet' })],
    fails: [{ yaml: workload({}), at: 'spec.template.spec.affinity.nodeAffinity' }],
  },
  check({ spec, path, object }, report) {
    if (object.key === 'DaemonSet.apps' || spec.nodeName !== undefined) return;
    if (spec.affinity?.nodeAffinity !== undefined || spec.nodeSelector !== undefined) return;
    report([...path, 'affinity', 'nodeAffinity'], 'neither nodeSelector nor nodeAffinity: any node will do');
  },
} satisfies PodCheck;
