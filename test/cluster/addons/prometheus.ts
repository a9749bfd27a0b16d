/** Prometheus, what looks after it, what it wakes people by, and PostgreSQL's exporter: each an exact version of a Go module. */
import type { GoCommands } from '../../support/go-build';
import { composeImages, defaultImages } from '../../../values/images';

/** The module of Prometheus 3.16.0: https://github.com/prometheus/prometheus#prometheus-code-base */
export const prometheus: GoCommands = {
  name: 'prometheus',
  module: 'github.com/prometheus/prometheus',
  version: '0.316.0',
  commands: { prometheus: '/cmd/prometheus', promtool: '/cmd/promtool' },
  // Of all clouds where it could look for targets, only Kubernetes: a third of the time to build.
  tags: ['remove_all_sd', 'enable_kubernetes_sd'],
};
export const PROMETHEUS_IMAGE = `${composeImages.prometheus.repository}:${composeImages.prometheus.tag}`;

/** Newer ones need a page for browsers that is not in their module. */
export const alertmanager: GoCommands = {
  name: 'alertmanager',
  module: 'github.com/prometheus/alertmanager',
  version: '0.28.1',
  commands: { alertmanager: '/cmd/alertmanager' },
};

export const ALERTMANAGER_IMAGE = `quay.io/prometheus/alertmanager:v${alertmanager.version}`;

/** The chart's own. */
export const databaseExporter: GoCommands = {
  name: 'postgres_exporter',
  module: 'github.com/prometheus-community/postgres_exporter',
  version: defaultImages.databaseExporter.tag.replace(/^v/, ''),
  commands: { postgres_exporter: '/cmd/postgres_exporter' },
};
export const DATABASE_EXPORTER_IMAGE = `${defaultImages.databaseExporter.repository}:${defaultImages.databaseExporter.tag}`;

const MODULE = 'github.com/prometheus-operator/prometheus-operator';

export const prometheusOperator: GoCommands = {
  name: 'prometheus-operator',
  module: MODULE,
  version: '0.85.0',
  commands: { operator: '/cmd/operator', 'prometheus-config-reloader': '/cmd/prometheus-config-reloader' },
  siblings: { folder: './pkg', version: '0.85.0' },
};
/** As its own manifests name them. */
export const operatorImage = (command: string) =>
  `quay.io/prometheus-operator/${command === 'operator' ? 'prometheus-operator' : command}:v${prometheusOperator.version}`;
