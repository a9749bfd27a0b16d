/** Installs Prometheus' operator, and what it makes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../eventually';
import type { RealCluster } from '../nodes/real-cluster';
import { manifest } from './install';
import { PROMETHEUS_IMAGE, prometheusOperator } from './prometheus';

/** Where Prometheus is. */
export const MONITORING = 'monitoring';

/** Prometheus' operator by its own manifests, and a Prometheus that selects by this label, in the namespace `monitoring`. */
export async function installPrometheus(cluster: RealCluster, labels: Readonly<Record<string, string>>): Promise<void> {
  await cluster.ok(['create', 'namespace', MONITORING]);
  const bundle = readFileSync(join(cluster.moduleOf(prometheusOperator), 'bundle.yaml'), 'utf8');
  await cluster.apply(bundle.replaceAll('namespace: default', `namespace: ${MONITORING}`));
  await cluster.settled(MONITORING);
  await cluster.apply(
    manifest('prometheus', { namespace: MONITORING, image: PROMETHEUS_IMAGE, labels: JSON.stringify(labels) }),
  );
  await eventually(async () => (await cluster.pods(MONITORING, 'app.kubernetes.io/name=prometheus')).length, 1);
  await cluster.settled(MONITORING);
}
