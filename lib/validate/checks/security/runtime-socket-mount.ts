import type { PodCheck } from '../../check';
import { workload } from '../../example';
import { isRuntimeSocket } from '../../security/host-paths';

export default {
  id: 'runtime-socket-mount',
  scope: 'pod',
  severity: 'warning',
  summary: 'A pod mounts the socket of the container runtime: it can start privileged containers on its node',
  remedy:
    'Build images without a daemon (BuildKit rootless, kaniko, buildah), and read container data from the kubelet or CRI metrics.',
  link: 'https://kubernetes.io/docs/concepts/storage/volumes/#hostpath',
  examples: {
    passes: [workload({ pod: 'volumes:\n  - {name: logs, hostPath: {path: /var/log}}' })],
    fails: [
      {
        yaml: workload({ pod: 'volumes:\n  - {name: docker, hostPath: {path: /var/run/docker.sock}}' }),
        at: 'spec.template.spec.volumes[0].hostPath.path',
      },
      workload({ pod: 'volumes:\n  - {name: cri, hostPath: {path: /run/containerd/containerd.sock}}' }),
    ],
  },
  check({ spec, path }, report) {
    for (const [index, { name = '', hostPath }] of (spec.volumes ?? []).entries()) {
      if (hostPath?.path === undefined || !isRuntimeSocket(hostPath.path)) continue;
      report(
        [...path, 'volumes', index, 'hostPath', 'path'],
        `volume ${name} is the socket of the container runtime, ${hostPath.path}`,
      );
    }
  },
} satisfies PodCheck;
