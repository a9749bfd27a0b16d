/**
 * Series that the sources have, and their labels. test/fixtures/series.json is what real exporters said: test/cluster/monitoring
 * compares it with them. What is not to be had there stands here, with where it is from.
 */
import exporters from '../fixtures/series.json';

type Series = Readonly<Record<string, readonly string[]>>;

/** The proxy's, as charts/access/proxy/metrics.njs writes them, and the monitor's of charts/monitoring. */
const server: Series = {
  mlflow_proxy_requests_total: ['route', 'method', 'status'],
  mlflow_proxy_request_duration_seconds_bucket: ['route', 'le'],
  mlflow_proxy_request_duration_seconds_count: ['route'],
  mlflow_proxy_request_duration_seconds_sum: ['route'],
  ...Object.fromEntries(
    [
      'monitor_up',
      'database_up',
      'database_connect_seconds',
      'database_schema_current',
      'migration_running_seconds',
      'bucket_up',
      'bucket_writable',
      'bucket_seconds',
      'keys_consistent',
    ].map((name) => [`mlflow_${name}`, []]),
  ),
  mlflow_certificate_expiry_timestamp_seconds: ['for'],
  mlflow_deep_health: ['part'],
  mlflow_http_request_total: ['method', 'status'],
  mlflow_spans_ingested_total: [],
};

/** charts/backup/exporter.py; test/cluster/backup asks the real one. */
const backups: Series = Object.fromEntries(
  [
    'read_success',
    'complete',
    'incomplete',
    'newest_started_timestamp_seconds',
    'newest_finished_timestamp_seconds',
    'newest_duration_seconds',
    'newest_database_bytes',
    'newest_runs',
    'newest_artifact_bytes',
    'newest_artifact_objects',
    'rehearsal_timestamp_seconds',
    'rehearsal_success',
    'point_in_time_from_timestamp_seconds',
    'point_in_time_until_timestamp_seconds',
  ].map((name) => [`mlflow_backup_${name}`, []]),
);

/** https://garagehq.deuxfleurs.fr/documentation/reference-manual/monitoring/; the one that is built here is without metrics. */
const garage: Series = {
  garage_local_disk_avail: ['volume'],
  garage_local_disk_total: ['volume'],
  cluster_healthy: [],
  cluster_available: [],
};

/** https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/pod-metrics.md, and of the kubelets. */
const cluster: Series = {
  kube_pod_container_status_restarts_total: ['namespace', 'pod', 'container'],
  kube_pod_container_status_waiting_reason: ['namespace', 'pod', 'container', 'reason'],
  kube_pod_init_container_status_waiting_reason: ['namespace', 'pod', 'container', 'reason'],
  // https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/cronjob-metrics.md
  kube_cronjob_status_last_schedule_time: ['namespace', 'cronjob'],
  kube_cronjob_status_last_successful_time: ['namespace', 'cronjob'],
  kubelet_volume_stats_available_bytes: ['namespace', 'persistentvolumeclaim'],
  kubelet_volume_stats_capacity_bytes: ['namespace', 'persistentvolumeclaim'],
  container_memory_working_set_bytes: ['namespace', 'pod', 'container'],
  container_spec_memory_limit_bytes: ['namespace', 'pod', 'container'],
  container_cpu_usage_seconds_total: ['namespace', 'pod', 'container'],
};

/** By the end of the name of the Service that says them; `` for what is of no Service of the release. */
export const SERIES: Readonly<Record<string, Series>> = {
  metrics: server,
  'database-exporter-metrics': exporters['database-exporter-metrics'],
  'minio-metrics': exporters['minio-metrics'],
  'garage-metrics': garage,
  'backup-exporter': backups,
  '': cluster,
};

/** What a query asks for that no source has: `series`, `series{label}`, or a series of another Service. */
export function unknownIn(expression: string, release: string, recorded: readonly string[]): readonly string[] {
  const selectors = [...expression.matchAll(/([a-zA-Z_:][\w:]*)\{([^}]*)\}/g)];
  return selectors.flatMap(([, name = '', matchers = '']) => {
    const labels = [...matchers.matchAll(/(\w+)(?:=~|!=|=|!~)"/g)].map(([, label = '']) => label);
    if (name === 'up' || recorded.includes(name)) return [];
    const service = new RegExp(`service="${release}-([\\w-]+)"`).exec(matchers)?.[1] ?? '';
    const known = SERIES[service]?.[name];
    if (known === undefined) return [`${name} of ${service || 'the cluster'}`];
    return labels
      .filter((label) => !['namespace', 'service', 'instance', ...known].includes(label))
      .map((label) => `${name}{${label}}`);
  });
}
