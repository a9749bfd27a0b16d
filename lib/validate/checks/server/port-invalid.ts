import type { ContainerCheck } from '../../check';
import { workload } from '../../example';
import { isPortName } from '../../server/names';

export default {
  id: 'port-invalid',
  scope: 'container',
  severity: 'error',
  summary: "A container's port has a number or a name that is refused",
  remedy: 'Use 1 to 65535, and names of at most 15 lower-case letters, digits and dashes with a letter in them.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports',
  examples: {
    passes: [workload('ports: [{containerPort: 8080, name: http-metrics}]')],
    fails: [
      {
        yaml: workload('ports: [{containerPort: 70000}]'),
        at: 'spec.template.spec.containers[0].ports[0].containerPort',
      },
      {
        yaml: workload('ports: [{containerPort: 80, name: prometheus-metrics}]'),
        at: 'spec.template.spec.containers[0].ports[0].name',
      },
      workload('ports: [{containerPort: 80, name: "8080"}]'),
      {
        yaml: workload('ports: [{containerPort: 80, name: a}, {containerPort: 81, name: a}]'),
        at: 'spec.template.spec.containers[0].ports[1].name',
      },
      {
        yaml: workload({ pod: 'hostNetwork: true', container: 'ports: [{containerPort: 80, hostPort: 81}]' }),
        at: 'spec.template.spec.containers[0].ports[0].hostPort',
      },
    ],
  },
  check({ pod, spec: { ports = [] }, path }, report) {
    const names = new Set<string>();
    for (const [index, { containerPort, hostPort, name }] of ports.entries()) {
      const at = [...path, 'ports', index];
      if (containerPort !== undefined && !isPort(containerPort)) {
        report([...at, 'containerPort'], `port ${String(containerPort)} is outside 1 to 65535`);
      }
      if (hostPort !== undefined && hostPort !== 0) {
        if (!isPort(hostPort)) report([...at, 'hostPort'], `port ${String(hostPort)} is outside 1 to 65535`);
        else if (pod.spec.hostNetwork === true && hostPort !== containerPort) {
          report(
            [...at, 'hostPort'],
            `with hostNetwork, hostPort ${String(hostPort)} must be the containerPort ${String(containerPort)}`,
          );
        }
      }
      if (name === undefined || name === '') continue;
      if (!isPortName(name))
        report([...at, 'name'], `"${name}" cannot name a port: at most 15 lower-case letters, digits and dashes`);
      if (names.has(name)) report([...at, 'name'], `another port of this container is called "${name}" too`);
      names.add(name);
    }
  },
} satisfies ContainerCheck;

function isPort(port: number): boolean {
  return port >= 1 && port <= 65535;
}
