/** KEDA: its operator, and the server of metrics that HorizontalPodAutoscalers ask. */
import type { GoCommands } from '../../support/go-build';

export const keda: GoCommands = {
  name: 'keda',
  module: 'github.com/kedacore/keda/v2',
  version: '2.21.0',
  commands: { keda: '/cmd/operator', 'keda-adapter': '/cmd/adapter' },
};

/** As its own manifests name them. */
export const kedaImage = (command: string) =>
  `ghcr.io/kedacore/${command === 'keda' ? 'keda' : 'keda-metrics-apiserver'}:${keda.version}`;
