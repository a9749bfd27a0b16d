import type { PodCheck } from '../../check';
import { workload } from '../../example';

export default {
  id: 'memory-volume-unlimited',
  scope: 'pod',
  severity: 'info',
  summary: 'A volume in memory has no limit of its own: what is written to it counts against the containers',
  remedy: 'Set sizeLimit, below the memory limits of the containers that write to it.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir',
  examples: {
    passes: [
      workload({ pod: 'volumes: [{name: cache, emptyDir: {medium: Memory, sizeLimit: 64Mi}}]' }),
      workload({ pod: 'volumes: [{name: cache, emptyDir: {}}]' }),
    ],
    fails: [
      {
        yaml: workload({ pod: 'volumes: [{name: cache, emptyDir: {medium: Memory}}]' }),
        at: 'spec.template.spec.volumes[0].emptyDir.sizeLimit',
      },
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { name = '', emptyDir }] of (spec.volumes ?? []).entries()) {
      if (emptyDir?.medium !== 'Memory' || emptyDir.sizeLimit !== undefined) continue;
      report([...path, 'volumes', index, 'emptyDir', 'sizeLimit'], `volume ${name} may fill the memory of its pod`);
    }
  },
} satisfies PodCheck;
