import type { Service } from '../../../../imports/kubernetes/types';
import type { ObjectCheck } from '../../check';
import { typed } from '../../object';
import { isDnsLabel, isPortName } from '../../server/names';

const service = (spec: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {${spec}}\n`;

export default {
  id: 'service-ports',
  scope: 'object',
  kinds: ['Service'],
  severity: 'error',
  summary: "A Service's ports are ones that the API server refuses",
  remedy: 'Name each port when there are several; numbers are 1 to 65535; a nodePort needs a type that has one.',
  link: 'https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services',
  examples: {
    passes: [
      service('ports: [{port: 80}]'),
      service('ports: [{name: http, port: 80, targetPort: web}, {name: https, port: 443}]'),
    ],
    fails: [
      { yaml: service('ports: [{port: 80}, {port: 443}]'), at: 'spec.ports[0].name' },
      { yaml: service('ports: [{port: 0}]'), at: 'spec.ports[0].port' },
      { yaml: service('ports: [{port: 80, targetPort: prometheus-metrics}]'), at: 'spec.ports[0].targetPort' },
      { yaml: service('ports: [{port: 80, nodePort: 30000}]'), at: 'spec.ports[0].nodePort' },
      { yaml: service('selector: {app: web}'), at: 'spec.ports' },
      service('ports: [{name: Http, port: 80}]'),
      { yaml: service('ports: [{name: a, port: 80}, {name: a, port: 81}]'), at: 'spec.ports[1].name' },
    ],
  },
  check(object, report) {
    const { ports = [], type = 'ClusterIP', clusterIP } = typed<Service>(object).spec ?? {};
    if (ports.length === 0 && clusterIP !== 'None' && type !== 'ExternalName') {
      report(['spec', 'ports'], 'a Service needs at least one port, unless it is headless');
    }
    const names = new Set<string>();
    for (const [index, { name = '', port, targetPort, nodePort = 0 }] of ports.entries()) {
      const at = ['spec', 'ports', index];
      if (name === '' && ports.length > 1) report([...at, 'name'], 'each of several ports needs a name');
      else if (name !== '' && !isDnsLabel(name))
        report([...at, 'name'], `"${name}" is no DNS label (lower-case letters, digits and dashes)`);
      else if (name !== '' && names.has(name)) report([...at, 'name'], `another port is called "${name}" too`);
      names.add(name);
      if (port !== undefined && (port < 1 || port > 65535))
        report([...at, 'port'], `port ${String(port)} is outside 1 to 65535`);
      if (
        typeof targetPort === 'number'
          ? targetPort < 1 || targetPort > 65535
          : targetPort !== undefined && !isPortName(targetPort)
      ) {
        report(
          [...at, 'targetPort'],
          `${JSON.stringify(targetPort)} is neither a port nor the name of one (at most 15 lower-case letters, digits and dashes)`,
        );
      }
      if (nodePort !== 0 && (type === 'ClusterIP' || type === 'ExternalName')) {
        report([...at, 'nodePort'], `a Service of type ${type} cannot have a nodePort`);
      }
    }
  },
} satisfies ObjectCheck;
