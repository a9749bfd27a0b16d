import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { isDnsLabel } from '../../server/names';

const rule = 'at most 63 lower-case letters, digits and dashes';

export default {
  id: 'pod-names',
  scope: 'pod',
  severity: 'error',
  summary: 'A container, a volume or a host name is not a DNS label',
  remedy: 'Use lower-case letters, digits and dashes, at most 63 of them, a letter or digit at both ends.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names',
  examples: {
    passes: [workload('name: my-app')],
    fails: [
      { yaml: workload('name: my_app'), at: 'spec.template.spec.containers[0].name' },
      { yaml: workload({ pod: 'volumes: [{name: Data, emptyDir: {}}]' }), at: 'spec.template.spec.volumes[0].name' },
      { yaml: workload({ pod: 'hostname: web.example' }), at: 'spec.template.spec.hostname' },
    ],
  },
  check({ spec, path, containers }, report) {
    for (const container of containers) {
      const { name } = container.spec;
      if (name !== undefined && !isDnsLabel(name))
        report([...container.path, 'name'], `"${name}" cannot name a container: ${rule}`);
    }
    for (const [index, { name }] of (spec.volumes ?? []).entries()) {
      if (name === undefined || isDnsLabel(name)) continue;
      report([...path, 'volumes', index, 'name'], `"${name}" cannot name a volume: ${rule}`);
    }
    for (const field of ['hostname', 'subdomain'] as const) {
      const name = spec[field];
      if (name !== undefined && name !== '' && !isDnsLabel(name))
        report([...path, field], `${field} "${name}" is no DNS label: ${rule}`);
    }
  },
} satisfies PodCheck;
