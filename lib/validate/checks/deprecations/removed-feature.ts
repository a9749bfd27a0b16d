import type { ObjectCheck } from '../../check';
import { deprecatedVolumesOf } from '../../deprecations/volume-fields';
import { workload } from '../../example';
import { podKinds, podOf } from '../../pod';

const rbd = workload({
  pod: 'volumes: [{name: data, rbd: {image: data, monitors: ["192.0.2.1:6789"]}}]',
  container: 'volumeMounts: [{name: data, mountPath: /data}]',
});

export default {
  id: 'removed-feature',
  scope: 'object',
  kinds: [...podKinds, 'PersistentVolume'],
  severity: 'error',
  summary: 'A field that is still accepted, but whose feature the chosen version of Kubernetes no longer has',
  remedy: 'Replace it with what the message names; until then the pod will not start, or its hook will fail.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#volume-types',
  examples: {
    passes: [
      { yaml: rbd, context: { minor: 30 } },
      workload({ pod: 'volumes: [{name: data, awsElasticBlockStore: {volumeID: vol-0a1b2c}}]' }),
    ],
    fails: [
      { yaml: rbd, at: 'spec.template.spec.volumes[0].rbd' },
      {
        yaml: 'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: data}\nspec:\n  capacity: {storage: 1Gi}\n  accessModes: [ReadWriteMany]\n  glusterfs: {endpoints: storage, path: data}\n',
        at: 'spec.glusterfs',
        context: { minor: 27 },
      },
      {
        yaml: workload('lifecycle: {preStop: {tcpSocket: {port: 80}}}'),
        at: 'spec.template.spec.containers[0].lifecycle.preStop.tcpSocket',
      },
    ],
  },
  check(object, report, { minor }) {
    for (const { field, path, volume } of deprecatedVolumesOf(object)) {
      if (volume.removed === undefined || minor < volume.removed) continue;
      report(path, `volumes of type ${field} do not work since Kubernetes 1.${volume.removed}: ${volume.advice}`);
    }
    for (const { spec, path } of podOf(object)?.containers ?? []) {
      for (const hook of ['postStart', 'preStop'] as const) {
        if (spec.lifecycle?.[hook]?.tcpSocket === undefined) continue;
        report(
          [...path, 'lifecycle', hook, 'tcpSocket'],
          `${hook} cannot open a TCP connection: the hook always fails`,
        );
      }
    }
  },
} satisfies ObjectCheck;
