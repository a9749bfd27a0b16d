/** Installs Prometheus: by its operator, and as a pod of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Prometheus } from '../clients/prometheus';
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

/** One without it, by files of its folder, prometheus.yml among them. The namespace is there. */
export async function installPlainPrometheus(
  cluster: RealCluster,
  namespace: string,
  files: Readonly<Record<string, string>>,
): Promise<Prometheus> {
  await cluster.apply(
    manifest('prometheus-plain', { namespace, image: PROMETHEUS_IMAGE, files: JSON.stringify(files) }),
  );
  await cluster.ok(['wait', '--namespace', namespace, '--for=condition=Ready', 'pod/plain', '--timeout=120s']);
  const [pod] = await cluster.pods(namespace, 'app=plain');
  return new Prometheus(pod?.status.podIP ?? '');
}
