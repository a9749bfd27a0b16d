import type { PriorityClass } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';

const priority = (name: string, value: number) =>
  `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: ${name}}\nvalue: ${String(value)}\n`;

export default {
  id: 'priority-class',
  scope: 'object',
  kinds: ['PriorityClass.scheduling.k8s.io'],
  severity: 'error',
  summary: "A PriorityClass has a name or a value that is reserved for Kubernetes' own",
  remedy: 'Use at most 1000000000, and no name that begins with system-.',
  link: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass',
  examples: {
    passes: [priority('high', 1_000_000_000)],
    fails: [
      { yaml: priority('high', 1_000_000_001), at: 'value' },
      { yaml: priority('system-high', 1), at: 'metadata.name' },
    ],
  },
  check(object, report) {
    const { value } = typed<PriorityClass>(object);
    const isOwn = object.name === 'system-cluster-critical' || object.name === 'system-node-critical';
    if (isOwn) return;
    if (object.name.startsWith('system-'))
      report(['metadata', 'name'], `names that begin with system- are reserved: ${object.name}`);
    if (value !== undefined && value > 1_000_000_000)
      report(['value'], `the value ${String(value)} is above 1000000000`);
  },
} satisfies ObjectCheck;
