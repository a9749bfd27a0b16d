import type { PodCheck } from '../../check';

const pod = (namespace: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ${namespace}}\nspec:\n  containers:\n    - {name: app, image: nginx:1.29.3}\n`;

export default {
  id: 'workload-in-kube-system',
  scope: 'pod',
  severity: 'info',
  optional: true,
  summary: 'A workload lives in a namespace of the cluster itself',
  remedy: 'Give it a namespace of its own: admission policies often exempt kube-system.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces',
  examples: { passes: [pod('team')], fails: [{ yaml: pod('kube-system'), at: 'metadata.namespace' }] },
  check({ object }, report) {
    if (!['kube-system', 'kube-public', 'kube-node-lease'].includes(object.namespace)) return;
    report(['metadata', 'namespace'], `${object.kind} ${object.name} lives in ${object.namespace}`);
  },
} satisfies PodCheck;
