import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { isLongRunning } from '../../reliability/long-running';

const pod = (metadata: string, spec = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {${metadata}}\nspec:\n  containers: [{name: app, image: "ghcr.io/example/app:1.4.2"}]\n${spec}`;

export default {
  id: 'bare-pod',
  scope: 'pod',
  severity: 'info',
  summary: 'A pod that nothing replaces when its node fails',
  remedy: 'Let a Deployment, a StatefulSet or a Job create it.',
  link: 'https://kubernetes.io/docs/concepts/workloads/pods/#working-with-pods',
  examples: {
    passes: [
      workload({}),
      pod('name: test, annotations: {helm.sh/hook: test}', '  restartPolicy: Never\n'),
      pod('name: once', '  restartPolicy: Never\n'),
    ],
    fails: [{ yaml: pod('name: web'), at: '' }],
  },
  check(pod, report) {
    if (pod.object.key !== 'Pod' || !isLongRunning(pod)) return;
    if ((pod.metadata.ownerReferences ?? []).length > 0) return;
    report([], 'nothing starts this pod again when its node fails or is drained');
  },
} satisfies PodCheck;
