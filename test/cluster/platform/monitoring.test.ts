/** What the platform says of itself, read by a real Prometheus: of its operator, by annotations, under NetworkPolicies, without a password. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { installPlainPrometheus, installPrometheus, MONITORING } from '../addons/install-prometheus';
import { prometheusOperator } from '../addons/prometheus';
import { Client } from '../clients/client';
import { ALICE } from '../clients/login';
import { Prometheus } from '../clients/prometheus';
import { eventually } from '../eventually';
import { realCluster } from '../nodes/running';
import { BUCKET, endpointIn, KEYS, makeDestination } from './destination';
import { letTestsIn } from './let-in';
import { Platform } from './platform';
import { ordinarySecrets, secret } from './secrets';
import { typed } from './typed';

const NAMESPACE = 'monitored';
const ELSEWHERE = 'monitored-elsewhere';
const LABELS = { release: 'kube-prometheus-stack' };
const cluster = realCluster();

/** As the example of Prometheus' own repository reads annotations of Services, and its community chart. */
const BY_ANNOTATIONS = `
global: { scrape_interval: 5s, evaluation_interval: 5s }
scrape_configs:
  - job_name: kubernetes-service-endpoints
    kubernetes_sd_configs: [{ role: endpoints }]
    relabel_configs:
      - { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scrape], action: keep, regex: 'true' }
      - { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_scheme], action: replace, target_label: __scheme__, regex: '(https?)' }
      - { source_labels: [__meta_kubernetes_service_annotation_prometheus_io_path], action: replace, target_label: __metrics_path__, regex: (.+) }
      - { source_labels: [__address__, __meta_kubernetes_service_annotation_prometheus_io_port], action: replace, target_label: __address__, regex: '(.+?)(?::\\d+)?;(\\d+)', replacement: $1:$2 }
      - { source_labels: [__meta_kubernetes_namespace], action: replace, target_label: namespace }
      - { source_labels: [__meta_kubernetes_service_name], action: replace, target_label: service }
`;

describe(`monitoring on Kubernetes ${cluster.version}, Prometheus’ operator ${prometheusOperator.version}`, () => {
  const platform = new Platform(cluster, NAMESPACE, ALICE);
  const values = (mode: string, labels: JsonObject = {}): JsonObject => ({
    mlflow: { workers: 1, resources: { requests: { cpu: '250m', memory: '1Gi' } } },
    monitoring: { enabled: true, mode, labels, interval: '5s' },
    networkPolicy: {
      monitoring: [{ namespace: MONITORING }],
      externalCidrs: { backups: [{ namespace: ELSEWHERE }] },
    },
    backup: {
      enabled: true,
      beforeMigration: false,
      destination: { bucket: BUCKET, endpoint: endpointIn(ELSEWHERE), existingSecret: 'mlflow-backup' },
    },
  });
  let prometheus: Prometheus;

  beforeAll(async () => {
    await makeDestination(cluster, ELSEWHERE);
    await installPrometheus(cluster, LABELS);
    prometheus = new Prometheus(
      (await cluster.pods(MONITORING, 'app.kubernetes.io/name=prometheus'))[0]?.status.podIP ?? '',
    );
    await platform.makeNamespace();
    await cluster.apply([
      ...ordinarySecrets(NAMESPACE),
      secret(NAMESPACE, 'mlflow-backup', KEYS),
      letTestsIn(cluster, NAMESPACE),
    ]);
  });
  afterAll(async () => {
    await platform.remove();
    await cluster.ok(['delete', 'namespace', MONITORING, ELSEWHERE]);
  });

  test('the operator finds everything by its labels, and all of it answers, without anybody’s password', async () => {
    await platform.install('staging', values('operator', LABELS));
    await eventually(() => prometheus.services(NAMESPACE), {
      'mlflow-metrics': true,
      'mlflow-database-exporter-metrics': true,
      'mlflow-minio-metrics': true,
      'mlflow-backup-exporter': true,
    });
    // Each server by itself.
    expect(await prometheus.query(`count(up{namespace="${NAMESPACE}", service="mlflow-metrics"})`)).toEqual([
      { labels: {}, value: 2 },
    ]);
  });

  test('what it reads is what happens: requests, connections, bytes in the store, backups', async () => {
    const of = async (expression: string) => (await prometheus.query(expression))[0]?.value ?? 0;
    const requests = `sum(mlflow_proxy_requests_total{namespace="${NAMESPACE}", service="mlflow-metrics", route="artefacts", method="PUT", status="200"})`;
    expect(await of(requests)).toBe(0);
    await new Client(cluster, NAMESPACE, { login: ALICE }).log('measured', 30);
    await eventually(async () => (await of(requests)) > 0, true);
    const server = `namespace="${NAMESPACE}", service="mlflow-database-exporter-metrics"`;
    expect(await of(`pg_up{${server}}`)).toBe(1);
    expect(await of(`sum(pg_stat_activity_count{${server}, datname="mlflow"})`)).toBeGreaterThan(3);
    expect(await of(`pg_settings_max_connections{${server}}`)).toBeGreaterThan(100);
    expect(
      await of(`sum(pg_stat_user_tables_n_live_tup{${server}, relname="alembic_version"})`),
    ).toBeGreaterThanOrEqual(0);
    const store = `namespace="${NAMESPACE}", service="mlflow-minio-metrics"`;
    await eventually(async () => (await of(`sum(minio_cluster_usage_total_bytes{${store}})`)) >= 0, true);
    expect(await of(`minio_cluster_capacity_usable_total_bytes{${store}}`)).toBeGreaterThan(2 ** 20);
    expect(await of(`mlflow_backup_read_success{namespace="${NAMESPACE}", service="mlflow-backup-exporter"}`)).toBe(1);
  });

  test('without its labels, the operator does not select it: what docs/monitoring.md says first', async () => {
    await platform.upgrade('staging', values('operator'));
    await eventually(() => prometheus.services(NAMESPACE), {});
    const [selectors] = await typed(cluster, {
      document: 'docs/monitoring.md',
      heading: 'Who reads it',
      here: (text) => text,
      namespace: MONITORING,
    });
    expect(selectors).toBe(`{"matchLabels":${JSON.stringify(LABELS)}}{}\n`);
  });

  test('by annotations, as Prometheus’ own example and the community chart read them', async () => {
    await platform.upgrade('staging', values('annotations'));
    const plain = await installPlainPrometheus(cluster, MONITORING, { 'prometheus.yml': BY_ANNOTATIONS });
    await eventually(() => plain.services(NAMESPACE).catch(() => ({})), {
      'mlflow-metrics': true,
      'mlflow-database-exporter-metrics': true,
      'mlflow-minio-metrics': true,
      'mlflow-backup-exporter': true,
    });
  });

  test('whoever is not in networkPolicy.monitoring reads nothing', async () => {
    const [exporter] = await platform.pods('database-exporter');
    const command = [
      'python',
      '-c',
      `import urllib.request; urllib.request.urlopen("http://${exporter?.status.podIP ?? ''}:9187/metrics", timeout=5)`,
    ];
    const [pod] = await platform.pods('backup-exporter');
    if (pod === undefined) throw new Error('no pod to ask from');
    const { code, stderr } = await cluster.exec(pod.metadata, 'exporter', command);
    expect(code).toBe(1);
    expect(stderr).toMatch(/timed out|refused/);
  });
});
