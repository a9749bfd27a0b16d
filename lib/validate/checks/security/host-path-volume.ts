import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { baselineLink } from '../../security/pod-security';

export default {
  id: 'host-path-volume',
  scope: 'pod',
  severity: 'warning',
  summary: 'A volume is a directory of the node (Pod Security Standards: baseline)',
  remedy: 'Use a PersistentVolumeClaim, an emptyDir or a local volume.',
  link: baselineLink,
  examples: {
    passes: [workload({ pod: 'volumes:\n  - {name: data, emptyDir: {}}' })],
    fails: [
      {
        yaml: workload({ pod: 'volumes:\n  - {name: data, hostPath: {path: /srv/data}}' }),
        at: 'spec.template.spec.volumes[0].hostPath',
      },
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { name = '', hostPath }] of (spec.volumes ?? []).entries()) {
      if (hostPath === undefined) continue;
      report([...path, 'volumes', index, 'hostPath'], `volume ${name} is ${hostPath.path ?? 'a path'} of the node`);
    }
  },
} satisfies PodCheck;
