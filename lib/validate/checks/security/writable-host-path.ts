import type { PodCheck } from '../../check';
import { workload } from '../../example';

const volumes = 'volumes:\n  - {name: data, hostPath: {path: /srv/data}}';

export default {
  id: 'writable-host-path',
  scope: 'pod',
  severity: 'warning',
  summary: 'A container may write to a directory of its node',
  remedy: 'Set readOnly on the mount, unless the container is there to write to the node.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  examples: {
    passes: [
      workload({ pod: volumes, container: 'volumeMounts:\n  - {name: data, mountPath: /data, readOnly: true}' }),
      workload({ pod: volumes }),
    ],
    fails: [
      {
        yaml: workload({ pod: volumes, container: 'volumeMounts:\n  - {name: data, mountPath: /data}' }),
        at: 'spec.template.spec.containers[0].volumeMounts[0].readOnly',
      },
    ],
  },
  check({ spec, containers }, report) {
    const paths = new Map((spec.volumes ?? []).map(({ name, hostPath }) => [name, hostPath?.path]));
    for (const container of containers) {
      for (const [index, { name, readOnly = false }] of (container.spec.volumeMounts ?? []).entries()) {
        const hostPath = paths.get(name);
        if (hostPath === undefined || readOnly) continue;
        const at = [...container.path, 'volumeMounts', index, 'readOnly'];
        report(at, `container ${container.name} may write to ${hostPath} of the node`);
      }
    }
  },
} satisfies PodCheck;
