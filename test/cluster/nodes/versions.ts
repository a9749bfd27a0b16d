/** What nodes are made of, beside the programs of Debian: each an exact version of a Go module. */
import type { GoCommands } from '../../support/go-build';
import { kubernetes } from '../versions';

const CONTAINERD = '2.4.2';

export function containerd(): GoCommands {
  const module = 'github.com/containerd/containerd/v2';
  return {
    name: 'containerd',
    module,
    version: CONTAINERD,
    commands: {
      containerd: '/cmd/containerd',
      'containerd-shim-runc-v2': '/cmd/containerd-shim-runc-v2',
      ctr: '/cmd/ctr',
    },
    variables: { [`${module}/version.Version`]: `v${CONTAINERD}` },
  };
}

/** What a node and the scheduling of pods need, beside the control plane of the same version. */
export function kubernetesNode(version: string): GoCommands {
  return {
    ...kubernetes(version),
    name: 'kubernetes-node',
    commands: {
      kubelet: '/cmd/kubelet',
      'kube-proxy': '/cmd/kube-proxy',
      'kube-scheduler': '/cmd/kube-scheduler',
    },
  };
}
