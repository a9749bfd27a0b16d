import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'shared-process-namespace',
  scope: 'pod',
  severity: 'info',
  summary: 'The containers of a pod see the processes of each other, their environment and file systems',
  remedy:
    'Leave shareProcessNamespace out, unless a container has to signal another; kubectl debug can share it when needed.',
  link: 'https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/',
  examples: {
    passes: [workload('')],
    fails: [{ yaml: workload({ pod: 'shareProcessNamespace: true' }), at: 'spec.template.spec.shareProcessNamespace' }],
  },
  check({ spec, path, containers }, report) {
    if (spec.shareProcessNamespace !== true) return;
    const names = containers.map(({ name }) => name).join(', ');
    report([...path, 'shareProcessNamespace'], `containers share their processes: ${names}`);
  },
} satisfies PodCheck;
