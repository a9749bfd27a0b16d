import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'host-port',
  scope: 'container',
  severity: 'warning',
  summary: 'A container takes a port of its node (Pod Security Standards: baseline)',
  remedy: 'Expose the port with a Service; a host port also limits the pods to one a node.',
  link: baselineLink,
  examples: {
    passes: [workload('ports:\n  - {containerPort: 8080}')],
    fails: [
      {
        yaml: workload('ports:\n  - {containerPort: 8080, hostPort: 8080}'),
        at: 'spec.template.spec.containers[0].ports[0].hostPort',
      },
    ],
  },
  check({ spec, path, name }, report) {
    for (const [index, { hostPort = 0 }] of (spec.ports ?? []).entries()) {
      if (hostPort !== 0) {
        report([...path, 'ports', index, 'hostPort'], `container ${name} takes port ${hostPort} of the node`);
      }
    }
  },
} satisfies ContainerCheck;
