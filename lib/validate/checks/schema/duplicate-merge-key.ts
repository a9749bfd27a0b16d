import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'duplicate-merge-key',
  scope: 'object',
  kinds: [],
  severity: 'warning',
  summary: 'Two items of a list have the key by which they are merged: one of them hides the other',
  remedy: 'Give each item a key of its own, or remove one; server-side apply refuses the list.',
  link: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy',
  examples: {
    passes: [
      workload('env: [{name: A, value: a}, {name: B, value: b}]'),
      workload('ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]'),
    ],
    fails: [
      {
        yaml: workload('env: [{name: A, value: a}, {name: A, value: b}]'),
        at: 'spec.template.spec.containers[0].env[1]',
      },
      {
        yaml: workload('ports: [{name: a, containerPort: 80}, {name: b, containerPort: 80}]'),
        at: 'spec.template.spec.containers[0].ports[1]',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
