import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { isRuntimeSocket, sensitivityOf } from '../../security/host-paths';

export default {
  id: 'sensitive-host-path',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod mounts a directory of its node that holds its configuration, credentials or programs',
  remedy: 'Mount the one file or directory that is needed, read-only.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  examples: {
    passes: [
      workload({ pod: 'volumes:\n  - {name: data, hostPath: {path: /srv/data}}' }),
      workload({ pod: 'volumes:\n  - {name: data, hostPath: {path: /etcetera}}' }),
    ],
    fails: [
      {
        yaml: workload({ pod: 'volumes:\n  - {name: host, hostPath: {path: /etc/kubernetes/}}' }),
        at: 'spec.template.spec.volumes[0].hostPath.path',
      },
      workload({ pod: 'volumes:\n  - {name: host, hostPath: {path: /}}' }),
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { name = '', hostPath }] of (spec.volumes ?? []).entries()) {
      if (hostPath?.path === undefined || isRuntimeSocket(hostPath.path)) continue;
      const content = sensitivityOf(hostPath.path);
      if (content === undefined) continue;
      const at = [...path, 'volumes', index, 'hostPath', 'path'];
      report(at, `volume ${name} is ${hostPath.path} of the node: ${content}`);
    }
  },
} satisfies PodCheck;
