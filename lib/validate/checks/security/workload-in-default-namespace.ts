import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'workload-in-default-namespace',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'A workload names the namespace default, or none',
  remedy: 'Give each application a namespace: quotas, network policies and Pod Security levels are set there.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  examples: {
    passes: [
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: team}\nspec:\n  containers:\n    - {name: app, image: nginx:1.29.3}\n',
    ],
    fails: [{ yaml: workload(''), at: 'metadata.namespace' }],
  },
  check({ object }, report) {
    if (object.namespace === 'default')
      report(['metadata', 'namespace'], `${object.kind} ${object.name} lives in default`);
  },
} satisfies PodCheck;
