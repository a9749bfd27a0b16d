import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isLongRunning } from '../../reliability/long-running';

export default {
  id: 'readiness-probe-missing',
  scope: 'container',
  severity: 'warning',
  summary: 'A container gets requests as soon as its process runs, ready or not',
  remedy: 'Add a readinessProbe that asks what tells whether it can serve.',
  link: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  examples: {
    passes: [
      workload('ports: [{containerPort: 80}]\nreadinessProbe: {httpGet: {path: /ready, port: 80}}'),
      'apiVersion: batch/v1\nkind: Job\nmetadata: {name: load}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers: [{name: app, image: "ghcr.io/example/app:1.4.2", ports: [{containerPort: 80}]}]\n',
    ],
    fails: [
      { yaml: workload('ports: [{containerPort: 80}]'), at: 'spec.template.spec.containers[0].readinessProbe' },
      // Without ports, perhaps nobody asks it anything: info.
      workload('command: [worker]'),
    ],
  },
  check({ pod, role, spec, path }, report) {
    if (role !== 'container' || spec.readinessProbe !== undefined || !isLongRunning(pod)) return;
    const serves = (spec.ports ?? []).length > 0;
    const message = 'no readinessProbe: it counts as ready as soon as it runs, also for rollouts';
    report([...path, 'readinessProbe'], message, serves ? {} : { severity: 'info' });
  },
} satisfies ContainerCheck;
