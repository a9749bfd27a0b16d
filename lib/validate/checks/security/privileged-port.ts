import type { ContainerCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'privileged-port',
  scope: 'container',
  severity: 'info',
  summary: 'A container listens below port 1024, which wants root, NET_BIND_SERVICE or a sysctl with many runtimes',
  remedy: 'Listen on a port from 1024 on, and let the Service map the well-known one to it.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service',
  examples: {
    passes: [
      workload('ports:\n  - {containerPort: 8080}'),
      workload('ports:\n  - {containerPort: 80}\nsecurityContext: {capabilities: {add: [NET_BIND_SERVICE]}}'),
    ],
    fails: [
      {
        yaml: workload('ports:\n  - {containerPort: 80}'),
        at: 'spec.template.spec.containers[0].ports[0].containerPort',
      },
    ],
  },
  check({ spec, path, name, pod }, report) {
    const added = spec.securityContext?.capabilities?.add ?? [];
    const sysctls = pod.spec.securityContext?.sysctls ?? [];
    if (added.includes('NET_BIND_SERVICE') || added.includes('ALL')) return;
    if (sysctls.some((sysctl) => sysctl.name === 'net.ipv4.ip_unprivileged_port_start')) return;
    for (const [index, { containerPort = 1024 }] of (spec.ports ?? []).entries()) {
      if (containerPort >= 1024) continue;
      const at = [...path, 'ports', index, 'containerPort'];
      report(at, `container ${name} listens on port ${containerPort} and does not add NET_BIND_SERVICE`);
    }
  },
} satisfies ContainerCheck;
