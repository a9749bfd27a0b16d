import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'ssh-port',
  scope: 'container',
  severity: 'warning',
  summary: 'A container listens on port 22, which is for remote logins',
  remedy:
    'Use kubectl exec and kubectl debug; an SSH service that is the purpose of the pod can listen on another port.',
  link: 'https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/',
  examples: {
    passes: [workload('ports:\n  - {containerPort: 8080}'), workload('ports:\n  - {containerPort: 22, protocol: UDP}')],
    fails: [
      {
        yaml: workload('ports:\n  - {containerPort: 22}'),
        at: 'spec.template.spec.containers[0].ports[0].containerPort',
      },
    ],
  },
  check({ spec, path, name }, report) {
    for (const [index, { containerPort, protocol = 'TCP' }] of (spec.ports ?? []).entries()) {
      if (containerPort !== 22 || protocol !== 'TCP') continue;
      report([...path, 'ports', index, 'containerPort'], `container ${name} listens on port 22, SSH`);
    }
  },
} satisfies ContainerCheck;
