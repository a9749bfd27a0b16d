import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { restrictedLink } from '../../security/pod-security';

const allowed = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

export default {
  id: 'volume-of-restricted-type',
  scope: 'pod',
  severity: 'info',
  summary: 'A pod mounts storage directly instead of claiming it (Pod Security Standards: restricted)',
  remedy: 'Describe the storage in a PersistentVolume and claim it with a PersistentVolumeClaim.',
  link: restrictedLink,
  examples: {
    passes: [
      workload({ pod: 'volumes:\n  - {name: data, persistentVolumeClaim: {claimName: data}}' }),
      workload({ pod: 'volumes:\n  - {name: data, hostPath: {path: /srv}} # host-path-volume reports it' }),
    ],
    fails: [
      {
        yaml: workload({ pod: 'volumes:\n  - {name: data, nfs: {server: nas.example.com, path: /data}}' }),
        at: 'spec.template.spec.volumes[0].nfs',
      },
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { name = '', ...source }] of (spec.volumes ?? []).entries()) {
      const types = Object.keys(source);
      const [type] = types;
      if (type === undefined || type === 'hostPath' || types.some((key) => allowed.includes(key))) continue;
      report([...path, 'volumes', index, type], `volume ${name} is of type ${type}, expected ${allowed.join(', ')}`);
    }
  },
} satisfies PodCheck;
