/** What runs in the cluster beside the charts, each an exact version of a Go module. */
import { certManager } from './cert-manager';
import { traefik } from './traefik';
import type { GoCommands } from '../../support/go-build';

export const coredns: GoCommands = {
  name: 'coredns',
  module: 'github.com/coredns/coredns',
  version: '1.15.0',
  commands: { coredns: '' },
};

export const localPathProvisioner: GoCommands = {
  name: 'local-path-provisioner',
  module: 'github.com/rancher/local-path-provisioner',
  version: '0.0.30',
  commands: { 'local-path-provisioner': '' },
};

export const kubeRouter: GoCommands = {
  name: 'kube-router',
  module: 'github.com/cloudnativelabs/kube-router/v2',
  version: '2.1.0',
  commands: { 'kube-router': '/cmd/kube-router' },
};

export const metricsServer: GoCommands = {
  name: 'metrics-server',
  module: 'sigs.k8s.io/metrics-server',
  version: '0.9.0',
  commands: { 'metrics-server': '/cmd/metrics-server' },
};

/** What has to be built for the images of every cluster. */
export const ADDONS: readonly GoCommands[] = [
  coredns,
  localPathProvisioner,
  kubeRouter,
  metricsServer,
  traefik,
  certManager,
];
