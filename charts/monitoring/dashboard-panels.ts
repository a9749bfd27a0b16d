/** What the dashboard shows, in rows: titles, units, and what is asked of Prometheus. */

/** One line, or one for each of its labels. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** As Grafana calls it. */
  readonly unit: string;
  readonly kind?: 'timeseries' | 'stat';
  readonly queries: readonly Query[];
  /** Of the scale, where it is known. */
  readonly max?: number;
  /** Columns of 24; 8 unless given. */
  readonly width?: number;
  readonly description?: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const RATE = '$__rate_interval';
const ROUTES = 'route=~"ui|api|artefacts|traces|gateway"';

const of =
  (service: string) =>
  (name: string, more = '') =>
    `${name}{namespace="$namespace",service="$release-${service}"${more && `,${more}`}}`;
const server = of('metrics');
const postgresql = of('database-exporter-metrics');
const minio = of('minio-metrics');
const garage = of('garage-metrics');
const backup = of('backup-exporter');

const one = (expr: string, legend: string): readonly Query[] => [{ expr, legend }];

const requests = (more = '') =>
  `sum by (route) (rate(${server('mlflow_proxy_requests_total', ROUTES + more)}[${RATE}]))`;
const quantile = (part: string) =>
  `histogram_quantile(${part}, sum by (le, route) (rate(${server('mlflow_proxy_request_duration_seconds_bucket', ROUTES)}[${RATE}])))`;
const burn = (window: string) =>
  `${server(`mlflow:failed_requests:rate${window}`)} / ${server(`mlflow:requests:rate${window}`)} / on (namespace, service) group_left () ${server('mlflow:failed_requests:allowed')}`;
const latest = (expr: string) => `max(${expr})`;

export const ROWS: readonly Row[] = [
  {
    title: 'Users',
    panels: [
      { title: 'Requests', unit: 'reqps', queries: one(requests(), '{{route}}') },
      {
        title: 'Requests with an error of the server',
        unit: 'percentunit',
        queries: one(`${requests(',status=~"5.."')} / ${requests()}`, '{{route}}'),
      },
      {
        title: 'Burn of what may fail',
        unit: 'none',
        description: '1 uses up in 30 days what monitoring.alerts.availability allows; 14.4 is a page.',
        queries: [
          { expr: burn('1h'), legend: '{{route}}, 1 h' },
          { expr: burn('6h'), legend: '{{route}}, 6 h' },
        ],
      },
      { title: 'Half are quicker than', unit: 's', queries: one(quantile('0.5'), '{{route}}') },
      { title: '95 of 100 are quicker than', unit: 's', queries: one(quantile('0.95'), '{{route}}') },
      { title: '99 of 100 are quicker than', unit: 's', queries: one(quantile('0.99'), '{{route}}') },
    ],
  },
  {
    title: 'Server',
    panels: [
      {
        title: 'Parts that are well',
        unit: 'bool_yes_no',
        kind: 'stat',
        queries: one(`min by (part) (${server('mlflow_deep_health')})`, '{{part}}'),
      },
      {
        title: 'MLflow’s own routes, by status',
        unit: 'reqps',
        queries: one(`sum by (status) (rate(${server('mlflow_http_request_total')}[${RATE}]))`, '{{status}}'),
      },
      {
        title: 'Spans',
        unit: 'cps',
        queries: one(`sum(rate(${server('mlflow_spans_ingested_total')}[${RATE}]))`, 'spans'),
      },
      {
        title: 'Memory',
        unit: 'bytes',
        queries: one(
          'sum by (pod) (container_memory_working_set_bytes{namespace="$namespace",pod=~"$release-tracking-.+",container!=""})',
          '{{pod}}',
        ),
      },
      {
        title: 'Processors',
        unit: 'none',
        queries: one(
          `sum by (pod) (rate(container_cpu_usage_seconds_total{namespace="$namespace",pod=~"$release-tracking-.+",container!=""}[${RATE}]))`,
          '{{pod}}',
        ),
      },
      {
        title: 'How long the database and the bucket take',
        unit: 's',
        queries: [
          { expr: `max(${server('mlflow_database_connect_seconds')})`, legend: 'database' },
          { expr: `max(${server('mlflow_bucket_seconds')})`, legend: 'bucket' },
        ],
      },
    ],
  },
  {
    title: 'Database',
    panels: [
      {
        title: 'Connections',
        unit: 'none',
        queries: [
          {
            expr: `sum by (state) (${postgresql('pg_stat_activity_count', 'state!="disabled"')}) > 0`,
            legend: '{{state}}',
          },
          {
            expr: `max(${postgresql('pg_settings_max_connections')}) - max(${postgresql('pg_settings_superuser_reserved_connections')})`,
            legend: 'limit',
          },
        ],
      },
      {
        title: 'Longest transaction',
        unit: 's',
        queries: one(
          `max by (datname) (${postgresql('pg_stat_activity_max_tx_duration', 'state!="disabled",datname!~"template.*"')})`,
          '{{datname}}',
        ),
      },
      {
        title: 'Size',
        unit: 'bytes',
        queries: one(
          `max by (datname) (${postgresql('pg_database_size_bytes', 'datname!~"template.*"')})`,
          '{{datname}}',
        ),
      },
      {
        title: 'Transactions',
        unit: 'cps',
        queries: [
          { expr: `sum(rate(${postgresql('pg_stat_database_xact_commit')}[${RATE}]))`, legend: 'committed' },
          { expr: `sum(rate(${postgresql('pg_stat_database_xact_rollback')}[${RATE}]))`, legend: 'rolled back' },
        ],
      },
      {
        title: 'Locks',
        unit: 'none',
        queries: one(`sum by (mode) (${postgresql('pg_locks_count')}) > 0`, '{{mode}}'),
      },
      {
        title: 'Read from memory',
        unit: 'percentunit',
        queries: one(
          `sum(rate(${postgresql('pg_stat_database_blks_hit')}[${RATE}])) / (sum(rate(${postgresql('pg_stat_database_blks_hit')}[${RATE}])) + sum(rate(${postgresql('pg_stat_database_blks_read')}[${RATE}])))`,
          'of all blocks',
        ),
      },
    ],
  },
  {
    title: 'Store',
    panels: [
      {
        title: 'Space that is left',
        unit: 'bytes',
        queries: [
          { expr: latest(minio('minio_cluster_capacity_usable_free_bytes')), legend: 'MinIO' },
          { expr: latest(garage('garage_local_disk_avail', 'volume="data"')), legend: 'Garage' },
        ],
      },
      {
        title: 'Space in use',
        unit: 'percentunit',
        max: 1,
        queries: [
          {
            expr: `1 - ${latest(minio('minio_cluster_capacity_usable_free_bytes'))} / ${latest(minio('minio_cluster_capacity_usable_total_bytes'))}`,
            legend: 'MinIO',
          },
          {
            expr: `1 - ${latest(garage('garage_local_disk_avail', 'volume="data"'))} / ${latest(garage('garage_local_disk_total', 'volume="data"'))}`,
            legend: 'Garage',
          },
        ],
      },
      {
        title: 'The bucket',
        unit: 'bool_yes_no',
        kind: 'stat',
        queries: [
          { expr: latest(server('mlflow_bucket_up')), legend: 'can be listed' },
          { expr: latest(server('mlflow_bucket_writable')), legend: 'can be written' },
        ],
      },
    ],
  },
  {
    title: 'Volumes',
    panels: [
      {
        title: 'Space in use',
        unit: 'percentunit',
        max: 1,
        width: 24,
        queries: one(
          '1 - max by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{namespace="$namespace",persistentvolumeclaim=~"(data-)?$release-.+"}) / max by (persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{namespace="$namespace",persistentvolumeclaim=~"(data-)?$release-.+"})',
          '{{persistentvolumeclaim}}',
        ),
      },
    ],
  },
  {
    title: 'Backups',
    panels: [
      {
        title: 'Age of the newest',
        unit: 's',
        queries: one(`time() - ${latest(backup('mlflow_backup_newest_started_timestamp_seconds'))}`, 'backup'),
      },
      {
        title: 'What is in it',
        unit: 'bytes',
        queries: [
          { expr: latest(backup('mlflow_backup_newest_database_bytes')), legend: 'database' },
          { expr: latest(backup('mlflow_backup_newest_artifact_bytes')), legend: 'artefacts' },
        ],
      },
      {
        title: 'Runs and artefacts in it',
        unit: 'none',
        queries: [
          { expr: latest(backup('mlflow_backup_newest_runs')), legend: 'runs' },
          { expr: latest(backup('mlflow_backup_newest_artifact_objects')), legend: 'artefacts' },
        ],
      },
      {
        title: 'How long it took',
        unit: 's',
        queries: one(latest(backup('mlflow_backup_newest_duration_seconds')), 'backup'),
      },
      {
        title: 'How far behind going back to a second is',
        unit: 's',
        queries: one(`time() - ${latest(backup('mlflow_backup_point_in_time_until_timestamp_seconds'))}`, 'changes'),
      },
      {
        title: 'The last rehearsal brought everything back',
        unit: 'bool_yes_no',
        kind: 'stat',
        queries: one(latest(backup('mlflow_backup_rehearsal_success')), 'rehearsal'),
      },
    ],
  },
  {
    title: 'Certificates',
    panels: [
      {
        title: 'Time that is left',
        unit: 's',
        kind: 'stat',
        width: 24,
        queries: one(`min by (for) (${server('mlflow_certificate_expiry_timestamp_seconds')}) - time()`, '{{for}}'),
      },
    ],
  },
];
