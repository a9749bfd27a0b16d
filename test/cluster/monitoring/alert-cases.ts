/**
 * For each alert, series as Prometheus has them, and when it fires: on both sides of each edge. Series are written as promtool
 * reads them, a value each minute: `1x9` is ten times 1, `0+2x9` grows by 2. Time begins at 0.
 */
export interface AlertCase {
  readonly title: string;
  readonly series: Readonly<Record<string, string>>;
  /** Minutes. */
  readonly at: number;
  /** Minutes between two values; 1 unless given: what goes back for days takes long otherwise. */
  readonly step?: number;
  readonly fires: boolean;
}

export const RELEASE = { name: 'ml', namespace: 'team' };

type Series = AlertCase['series'];

function of(service: string) {
  return (name: string, labels = '') =>
    `${name}{namespace="team",service="ml-${service}",instance="10.0.0.1"${labels && `,${labels}`}}`;
}
const server = of('metrics');
const jobs = of('jobs-metrics');
const artifacts = of('artifacts-metrics');
const postgresql = of('database-exporter-metrics');
const minio = of('minio-metrics');
const garage = of('garage-metrics');
const backup = of('backup-exporter');

const fires = (title: string, at: number, series: Series): AlertCase => ({ title, at, series, fires: true });
const quiet = (title: string, at: number, series: Series): AlertCase => ({ title, at, series, fires: false });

/** A gauge that is so from the beginning: it fires after some minutes, and not one before; with another value it does not. */
function held(series: string, bad: string, good: string, minutes: number, more: Series = {}): readonly AlertCase[] {
  const long = `x${String(minutes + 10)}`;
  return [
    fires(`${bad}, for long enough`, minutes, { [series]: bad + long, ...more }),
    quiet(`${bad}, a minute less`, minutes - 1, { [series]: bad + long, ...more }),
    quiet(good, minutes + 5, { [series]: good + long, ...more }),
  ];
}

/** Of another pod, or told by another node. */
const second = (series: string) => series.replace('10.0.0.1', '10.0.0.2').replace('node="a"', 'node="b"');
/** Two pods, of which each says something else. */
const two = (series: string, first: string, other: string): Series => ({
  [series]: `${first}x99`,
  [second(series)]: `${other}x99`,
});

function gone(of: (name: string) => string, minutes: number): readonly AlertCase[] {
  return [
    ...held(of('up'), '0', '1', minutes),
    quiet('one of two', minutes + 5, { ...two(of('up'), '0', '1') }),
    fires('absent', minutes, { 'up{namespace="other",service="ml-metrics"}': '1x99' }),
  ];
}

const requests = (route: string, status: string) =>
  server('mlflow_proxy_requests_total', `route="${route}",method="GET",status="${status}"`);
const bucketOf = (route: string, le: string) =>
  server('mlflow_proxy_request_duration_seconds_bucket', `route="${route}",le="${le}"`);

/** Requests a minute, of which some fail. */
const failing = (good: number, bad: number, minutes: number, route = 'api'): Series => ({
  [requests(route, '200')]: `0+${String(good)}x${String(minutes)}`,
  [requests(route, '502')]: `0+${String(bad)}x${String(minutes)}`,
});
const slow = (quick: number, late: number, minutes: number, route = 'ui'): Series => ({
  [requests(route, '200')]: `0+${String(quick + late)}x${String(minutes)}`,
  [bucketOf(route, '2.5')]: `0+${String(quick)}x${String(minutes)}`,
  [bucketOf(route, '+Inf')]: `0+${String(quick + late)}x${String(minutes)}`,
});

/** One after the other at the end of an hour without any. */
const burst = (count: number): Series => ({
  [requests('artefacts', '500')]:
    `0x55 ${Array.from({ length: count }, (_, index) => index + 1).join(' ')} ${String(count)}x9`,
});

/** In thousands, of those: the part that is allowed, times the burn. */
function burning(
  series: typeof failing,
  edge: number,
  minutes: number,
  short: keyof typeof LONG,
  step = 1,
): readonly AlertCase[] {
  const steps = minutes / step;
  const cases = [
    fires('a little more', minutes, series(1000 - edge - 1, edge + 1, steps)),
    quiet('a little less', minutes, series(1000 - edge + 1, edge - 1, steps)),
    quiet('no longer', minutes + short + 2 * step, stopped(series(0, 1000, steps), steps, short / step)),
    ...lately(series, edge, minutes, short, step),
  ];
  return cases.map((one) => ({ ...one, step }));
}

/** Of each short window: the long one, and how long it has to be so. */
const LONG = { 5: [60, 2], 30: [360, 5], 120: [1440, 15], 360: [4320, 30] } as const;

/** Lately far more than may be; in the long window, which had none before, just as many as may be, or more, for long enough. */
function lately(
  series: typeof failing,
  edge: number,
  minutes: number,
  short: keyof typeof LONG,
  step: number,
): readonly AlertCase[] {
  const [long, held] = LONG[short];
  const end = 3 * short;
  const so = (bad: number) => followed(series(1000, 0, (minutes - end) / step), series(1000 - bad, bad, end / step));
  return [
    fires('lately, and a little more of all', minutes, so((1.06 * edge * long) / (end - held))),
    quiet('lately, and a little less of all', minutes, so((0.94 * edge * long) / end)),
  ];
}

/** One after the other, of the same series. */
function followed(first: Series, then: Series): Series {
  return Object.fromEntries(
    Object.entries(first).map(([name, values]) => {
      const [, grows = '', count = ''] = /\+([\d.]+)x([\d.]+)/.exec(values) ?? [];
      const [, more = '', times = ''] = /\+([\d.]+)x([\d.]+)/.exec(then[name] ?? '') ?? [];
      const last = Number(grows) * Number(count);
      return [name, `${values} ${String(last + Number(more))}+${more}x${String(Number(times) + 5)}`];
    }),
  );
}

/** Nothing fails any more: requests go on, and counters of errors stand still. */
function stopped(series: Series, steps: number, short: number): Series {
  return Object.fromEntries(
    Object.entries(series).map(([name, values]) => {
      const last = Number(/\+(\d+)x/.exec(values)?.[1]) * steps;
      const grows = /status="200"|le="/.test(name) ? 1000 : 0;
      return [name, `${values} ${String(last + grows)}+${String(grows)}x${String(short + 5)}`];
    }),
  );
}

const claim = (name: string) => `namespace="team",persistentvolumeclaim="${name}",node="a"`;
const volume = (what: string, name = 'data-ml-postgresql-0') => `kubelet_volume_stats_${what}_bytes{${claim(name)}}`;
const cronjob = (name: string, of: string) => `kube_cronjob_status_${name}{namespace="team",cronjob="${of}"}`;
const container = (name: string, labels = '', pod = 'ml-tracking-7f9-abcde') =>
  `${name}{namespace="team",pod="${pod}",container="mlflow"${labels && `,${labels}`}}`;

/** One for each component that keeps running, as pods are called. */
const PODS = [
  ...['ml-tracking-7f9-abcde', 'ml-postgresql-0', 'ml-cnpg-1', 'ml-pooler-7f9-abcde', 'ml-cnpg-pooler-7f9-abcde'],
  ...[
    'ml-minio-0',
    'ml-garage-0',
    'ml-backup-exporter-7f9-abcde',
    'ml-database-exporter-7f9-abcde',
    'ml-wal-archive-0',
  ],
];
/** For a moment, again and again. */
const every = (minutes: number) => Array.from({ length: 99 }, (_, at) => (at % minutes === 0 ? '1' : '0')).join(' ');

const full = (free: string, total: string): readonly AlertCase[] => [
  ...held(free, '4.9', '5', 5, { [total]: '100x99' }),
  quiet('another says that there is room', 9, { [free]: '4x99', [second(free)]: '50x99', [total]: '100x99' }),
  fires('of the larger size that is said', 5, { [free]: '4x99', [total]: '100x99', [second(total)]: '50x99' }),
];
/** Twelve hours of which each minute takes as much; at their end, so much is left. */
const filling = (free: string, total: string): readonly AlertCase[] => [
  fires('none in four days', 800, { [free]: '40-0.0063x900', [total]: '100x900' }),
  quiet('some in four days', 800, { [free]: '40-0.0058x900', [total]: '100x900' }),
  quiet('enough until then', 800, { [free]: '60-0.02x900', [total]: '100x900' }),
  fires('below two fifths for an hour', 783, { [free]: '45.2-0.0072x900', [total]: '100x900' }),
  quiet('below two fifths, a minute less', 782, { [free]: '45.2-0.0072x900', [total]: '100x900' }),
  quiet('next to nothing in four days', 800, { [free]: '40-0.00605x900', [total]: '100x900' }),
  quiet('a rush in the last hours', 800, { [free]: '39x600 38.98-0.02x250', [total]: '100x900' }),
  fires('still before that half a day', 1440, { [free]: '39x720 38.9925-0.0075x750', [total]: '100x1500' }),
  quiet('no hour yet', 59, { [free]: '39-0.0063x900', [total]: '100x900' }),
  quiet('another says that more is left', 800, {
    [free]: '40-0.0063x900',
    [second(free)]: '60-0.02x900',
    [total]: '100x900',
  }),
  quiet('another says that it stays', 800, { [free]: '40-0.0063x900', [second(free)]: '39x900', [total]: '100x900' }),
  // Whose series ends, and is in the last half day all the same.
  fires('a pod that was replaced said that all is well', 800, {
    [free]: '90x100 _x800',
    [second(free)]: '_x101 40-0.0063x800',
    [total]: '100x900',
  }),
  fires('of the larger size that is said', 800, {
    [free]: '40-0.0063x900',
    [total]: '100x900',
    [second(total)]: '50x900',
  }),
];

const ofGarage = (what: string, of = 'data') => garage(`garage_local_disk_${what}`, `volume="${of}"`);
const METADATA = { [ofGarage('avail', 'metadata')]: '99x900', [ofGarage('total', 'metadata')]: '100x900' };

const reads = { [backup('mlflow_backup_read_success')]: '1x20000' };
const DAILY = 31 * 60;
/** Six hours, which one may take, and another. */
const RETAINED = (6 + 1) * 60;
const WEEKLY = (168 + 1 + 6) * 60;

export const ALERT_CASES: Readonly<Record<string, readonly AlertCase[]>> = {
  MlflowErrorsFast: [
    ...burning(failing, 72, 75, 5),
    ...['ui', 'artefacts', 'traces'].map((route) => fires(`of ${route}`, 75, failing(900, 100, 80, route))),
    fires('of two pods, each of which answers as much', 75, {
      ...two(requests('api', '200'), '0+500', '0+500'),
      ...two(requests('api', '502'), '0+40', '0+40'),
    }),
    quiet('of one of two pods, too few for both', 75, {
      ...two(requests('api', '200'), '0+1000', '0'),
      ...two(requests('api', '502'), '0', '0+76'),
    }),
    fires('five in an hour', 62, burst(5)),
    quiet('four in an hour', 62, burst(4)),
    quiet('no traffic', 75, failing(0, 0, 80)),
    quiet('what clients give up', 75, { [requests('api', '499')]: '0+100x80' }),
    quiet('probes', 75, failing(0, 100, 80, 'health')),
    quiet('another release', 75, {
      'mlflow_proxy_requests_total{namespace="team",service="ml-b-metrics",route="api",status="500"}': '0+100x80',
    }),
  ],
  MlflowErrorsHigh: burning(failing, 30, 400, 30),
  MlflowErrorsSteady: burning(failing, 15, 1500, 120, 5),
  MlflowErrorsSlow: burning(failing, 5, 4400, 360, 10),
  MlflowLatencyFast: [
    ...burning(slow, 144, 75, 5),
    fires('of the API', 75, slow(800, 200, 80, 'api')),
    quiet('artefacts take their time', 75, slow(0, 100, 80, 'artefacts')),
    quiet('no traffic', 75, slow(0, 0, 80)),
  ],
  MlflowLatencyHigh: burning(slow, 60, 400, 30),
  MlflowLatencySteady: burning(slow, 30, 1500, 120, 5),
  MlflowLatencySlow: burning(slow, 10, 4400, 360, 10),
  MlflowDown: gone(server, 5),
  MlflowJobsDown: gone(jobs, 15),
  MlflowArtifactsDown: gone(artifacts, 5),
  MlflowMonitorAway: [
    ...held(server('mlflow_monitor_up'), '0', '1', 15),
    fires('not a word of it', 15, { [server('up')]: '1x99' }),
    quiet('that of one pod of two', 30, two(server('mlflow_monitor_up'), '0', '1')),
    quiet('MLflow is down itself', 30, { [server('up')]: '0x99' }),
  ],
  MlflowMigrationStuck: [
    ...held(server('mlflow_migration_running_seconds'), '601', '600', 1),
    fires('that of one pod of two', 1, two(server('mlflow_migration_running_seconds'), '601', '0')),
    quiet('two, neither of which takes long', 9, two(server('mlflow_migration_running_seconds'), '400', '400')),
  ],
  MlflowMigrationFailed: [
    ...held(server('mlflow_database_schema_current'), '0', '1', 15, {
      [server('mlflow_migration_running_seconds')]: '0x99',
    }),
    quiet('one pod of two sees it done', 30, {
      ...two(server('mlflow_database_schema_current'), '0', '1'),
      [server('mlflow_migration_running_seconds')]: '0x99',
    }),
    quiet('in one pod of two it is running', 30, {
      [server('mlflow_database_schema_current')]: '0x99',
      ...two(server('mlflow_migration_running_seconds'), '0', '5'),
    }),
    quiet('it is running', 30, {
      [server('mlflow_database_schema_current')]: '0x99',
      [server('mlflow_migration_running_seconds')]: '1+60x99',
    }),
  ],
  MlflowKeysInconsistent: [
    ...held(server('mlflow_keys_consistent'), '0', '1', 10),
    fires('one pod of two', 10, {
      [server('mlflow_keys_consistent')]: '1x99',
      [server('mlflow_keys_consistent').replace('10.0.0.1', '10.0.0.2')]: '0x99',
    }),
  ],
  MlflowTracesRefused: [
    fires('more than one of twenty', 90, {
      [requests('traces', '413')]: '0+6x99',
      [requests('traces', '200')]: '0+94x99',
    }),
    quiet('one of twenty', 90, { [requests('traces', '413')]: '0+5x99', [requests('traces', '200')]: '0+95x99' }),
    fires('a little more, among requests of other kinds', 90, {
      [requests('traces', '413')]: '0+51x99',
      [requests('traces', '200')]: '0+949x99',
      [requests('api', '200')]: '0+9999x99',
    }),
    quiet('one of twenty, and many of other kinds', 90, {
      [requests('traces', '413')]: '0+5x99',
      [requests('traces', '200')]: '0+95x99',
      [requests('api', '404')]: '0+999x99',
    }),
    quiet('few, and many that give up', 90, {
      [requests('traces', '413')]: '0+4x99',
      [requests('traces', '499')]: '0+9x99',
      [requests('traces', '200')]: '0+87x99',
    }),
    fires('of one pod of two, enough for both', 90, {
      [requests('traces', '413')]: '0+12x99',
      ...two(requests('traces', '200'), '0+88', '0+90'),
    }),
    fires('of two pods, each of which refuses half', 90, {
      ...two(requests('traces', '413'), '0+6', '0+6'),
      ...two(requests('traces', '200'), '0+94', '0+94'),
    }),
    quiet('of one pod of two, too few for both', 90, {
      [requests('traces', '413')]: '0+8x99',
      ...two(requests('traces', '200'), '0+72', '0+190'),
    }),
    fires('more than twenty in an hour, a quarter of an hour later', 96, { [requests('traces', '400')]: '0x80 21x60' }),
    quiet('more than twenty in an hour, a minute less', 95, { [requests('traces', '400')]: '0x80 21x60' }),
    fires('in two parts of an hour', 136, { [requests('traces', '400')]: '0x80 11x39 21x60' }),
    quiet('in two hours', 150, { [requests('traces', '400')]: '0x40 15x69 30x60' }),
    quiet('twenty in an hour', 110, { [requests('traces', '400')]: '0x80 20x60' }),
    fires('eleven each of two pods', 97, two(requests('traces', '400'), '0x80 11', '0x80 11')),
    quiet('hardly any, among others', 110, {
      [requests('traces', '400')]: '0x80 19x60',
      [requests('traces', '200')]: '0+1x199',
      [requests('traces', '499')]: '0+1x199',
      [requests('api', '404')]: '0+9x199',
    }),
    quiet('clients that give up', 90, { [requests('traces', '499')]: '0+9x99' }),
  ],
  MlflowDatabaseUnreachable: [
    ...held(server('mlflow_database_up'), '0', '1', 2),
    quiet('one pod of two', 9, {
      [server('mlflow_database_up')]: '1x99',
      [server('mlflow_database_up').replace('10.0.0.1', '10.0.0.2')]: '0x99',
    }),
  ],
  MlflowDatabaseExporterBlind: [
    ...gone(postgresql, 15),
    ...held(postgresql('pg_up'), '0', '1', 15, { [postgresql('up')]: '1x99' }),
    quiet('one of two that are blind', 30, { [postgresql('up')]: '1x99', ...two(postgresql('pg_up'), '0', '1') }),
  ],
  MlflowDatabaseConnections: held(
    postgresql('pg_stat_activity_count', 'datname="mlflow",state="idle"'),
    '87',
    '86',
    5,
    {
      [postgresql('pg_stat_activity_count', 'datname="other",state="active"')]: '1.3x99',
      [postgresql('pg_settings_max_connections')]: '100x99',
      [postgresql('pg_settings_superuser_reserved_connections')]: '3x99',
    },
  ),
  MlflowDatabaseLongTransaction: [
    ...held(
      postgresql(
        'pg_stat_activity_max_tx_duration',
        'datname="mlflow",state="idle in transaction",usename="a",application_name=""',
      ),
      '3601',
      '3600',
      5,
    ),
    quiet('who waits to be asked', 9, {
      [postgresql('pg_stat_activity_max_tx_duration', 'datname="mlflow",state="idle",usename="a",application_name=""')]:
        '9999x99',
    }),
    ...(['1999', '3601'] as const).map((seconds) => {
      const of = (state: string, value: string) => ({
        [postgresql(
          'pg_stat_activity_max_tx_duration',
          `datname="mlflow",state="${state}",usename="a",application_name=""`,
        )]: `${value}x99`,
      });
      const series = { ...of('active', '1999'), ...of('idle in transaction (aborted)', seconds) };
      return seconds === '1999' ? quiet('two of half an hour', 9, series) : fires('the longer of two', 9, series);
    }),
    fires('one that is at work', 5, {
      [postgresql(
        'pg_stat_activity_max_tx_duration',
        'datname="mlflow",state="active",usename="a",application_name=""',
      )]: '3601x99',
    }),
    quiet('a backup', 9, {
      [postgresql(
        'pg_stat_activity_max_tx_duration',
        'datname="mlflow",state="active",usename="a",application_name="pg_dump"',
      )]: '9999x99',
    }),
    quiet('another database', 9, {
      [postgresql(
        'pg_stat_activity_max_tx_duration',
        'datname="other",state="active",usename="a",application_name=""',
      )]: '9999x99',
    }),
  ],
  MlflowDatabaseLocks: [
    ...held(
      postgresql('pg_stat_activity_count', 'datname="mlflow",state="active",wait_event_type="Lock"'),
      '6',
      '5',
      10,
    ),
    fires('three of each of two users', 10, {
      [postgresql('pg_stat_activity_count', 'datname="mlflow",usename="a",wait_event_type="Lock"')]: '3x99',
      [postgresql('pg_stat_activity_count', 'datname="mlflow",usename="b",wait_event_type="Lock"')]: '3x99',
    }),
    quiet('of others, and what waits for the disk', 30, {
      [postgresql('pg_stat_activity_count', 'datname="other",state="active",wait_event_type="Lock"')]: '9x99',
      [postgresql('pg_stat_activity_count', 'datname="mlflow",state="active",wait_event_type="IO"')]: '9x99',
    }),
  ],
  MlflowDatabaseDeadlocks: [
    fires('six in an hour', 60, { [postgresql('pg_stat_database_deadlocks', 'datname="mlflow"')]: '0+0.1x99' }),
    fires('a little more than five', 60, {
      [postgresql('pg_stat_database_deadlocks', 'datname="mlflow"')]: '0+0.086x99',
    }),
    quiet('a little less than five', 60, {
      [postgresql('pg_stat_database_deadlocks', 'datname="mlflow"')]: '0+0.082x99',
    }),
    fires('six, at once', 71, { [postgresql('pg_stat_database_deadlocks', 'datname="mlflow"')]: '0x70 6x60' }),
    quiet('five', 90, { [postgresql('pg_stat_database_deadlocks', 'datname="mlflow"')]: '0x70 5x60' }),
    quiet('three in an hour', 160, { [postgresql('pg_stat_database_deadlocks', 'datname="mlflow"')]: '0+0.05x199' }),
    quiet('of others', 60, { [postgresql('pg_stat_database_deadlocks', 'datname="other"')]: '0+9x99' }),
  ],
  MlflowDatabaseWraparound: [
    ...held(
      postgresql('pg_database_wraparound_age_datfrozenxid_seconds', 'datname="mlflow"'),
      '1000000001',
      '1000000000',
      60,
    ),
    fires('another database of the server, which stops with it', 60, {
      [postgresql('pg_database_wraparound_age_datfrozenxid_seconds', 'datname="mlflow"')]: '5x99',
      [postgresql('pg_database_wraparound_age_datfrozenxid_seconds', 'datname="other"')]: '1000000001x99',
    }),
    quiet('two that are half as old', 70, {
      [postgresql('pg_database_wraparound_age_datfrozenxid_seconds', 'datname="mlflow"')]: '600000000x99',
      [postgresql('pg_database_wraparound_age_datfrozenxid_seconds', 'datname="other"')]: '600000000x99',
    }),
  ],
  MlflowBucketUnreachable: [
    ...held(server('mlflow_bucket_up'), '0', '1', 5),
    quiet('one pod of two', 9, two(server('mlflow_bucket_up'), '0', '1')),
  ],
  MlflowBucketNotWritable: [
    ...held(server('mlflow_bucket_writable'), '0', '1', 10),
    quiet('one pod of two', 30, two(server('mlflow_bucket_writable'), '0', '1')),
  ],
  MlflowMinioDown: gone(minio, 5),
  MlflowMinioFull: full(
    minio('minio_cluster_capacity_usable_free_bytes'),
    minio('minio_cluster_capacity_usable_total_bytes'),
  ),
  MlflowMinioFilling: filling(
    minio('minio_cluster_capacity_usable_free_bytes'),
    minio('minio_cluster_capacity_usable_total_bytes'),
  ),
  MlflowGarageDown: gone(garage, 5),
  MlflowGarageFull: [
    ...full(ofGarage('avail'), ofGarage('total')),
    fires('its metadata have room', 5, { [ofGarage('avail')]: '4x99', [ofGarage('total')]: '100x99', ...METADATA }),
    quiet('its metadata are on a larger disk', 9, {
      [ofGarage('avail')]: '50x99',
      [ofGarage('total')]: '100x99',
      ...METADATA,
      [ofGarage('total', 'metadata')]: '10000x99',
    }),
  ],
  MlflowGarageFilling: [
    ...filling(ofGarage('avail'), ofGarage('total')),
    fires('its metadata have room', 800, {
      [ofGarage('avail')]: '40-0.0063x900',
      [ofGarage('total')]: '100x900',
      ...METADATA,
    }),
    quiet('its metadata are on a larger disk', 800, {
      [ofGarage('avail')]: '60-0.02x900',
      [ofGarage('total')]: '100x900',
      ...METADATA,
      [ofGarage('total', 'metadata')]: '10000x900',
    }),
  ],
  MlflowVolumeFull: [
    ...full(volume('available'), volume('capacity')),
    ...['ml-cnpg-1', 'ml-cnpg-1-wal', 'data-ml-minio-0', 'data-ml-garage-0'].flatMap((name) =>
      full(volume('available', name), volume('capacity', name)),
    ),
    quiet('of another release', 9, {
      [volume('available', 'data-ml-b-postgresql-0')]: '1x99',
      [volume('capacity', 'data-ml-b-postgresql-0')]: '100x99',
    }),
  ],
  MlflowVolumeFilling: [
    ...filling(volume('available'), volume('capacity')),
    ...['ml-cnpg-1', 'ml-cnpg-1-wal', 'data-ml-minio-0', 'data-ml-garage-0'].map((name) =>
      fires(name, 800, { [volume('available', name)]: '40-0.0063x900', [volume('capacity', name)]: '100x900' }),
    ),
  ],
  MlflowBackupsUnread: [
    ...gone(backup, 30),
    ...held(backup('mlflow_backup_read_success'), '0', '1', 30, { [backup('up')]: '1x99' }),
    quiet('one of two that cannot', 60, {
      [backup('up')]: '1x99',
      ...two(backup('mlflow_backup_read_success'), '0', '1'),
    }),
  ],
  MlflowBackupMissing: [
    fires('none for longer than a day, an hour and what one may take', DAILY, reads),
    quiet('a minute less', DAILY - 1, reads),
    quiet('one', DAILY + 60, { ...reads, [backup('mlflow_backup_newest_started_timestamp_seconds')]: '1x20000' }),
    quiet('nobody could look', DAILY + 60, { [backup('mlflow_backup_read_success')]: '0x20000' }),
  ],
  MlflowBackupOld: [
    fires('older than a day, an hour and what one may take', DAILY + 6, {
      [backup('mlflow_backup_newest_started_timestamp_seconds')]: '0x20000',
    }),
    quiet('a minute less', DAILY + 5, { [backup('mlflow_backup_newest_started_timestamp_seconds')]: '0x20000' }),
    quiet('one of two has seen a newer one', DAILY + 60, {
      [backup('mlflow_backup_newest_started_timestamp_seconds')]: '0x20000',
      [second(backup('mlflow_backup_newest_started_timestamp_seconds'))]: '9999x20000',
    }),
  ],
  MlflowBackupShrunk: ['runs', 'artifact_objects'].flatMap((what) => {
    const series = backup(`mlflow_backup_newest_${what}`);
    return [
      fires(`fewer than half of the ${what}`, 6, { [series]: '100 49x9' }),
      quiet(`fewer than half of the ${what}, a minute less`, 5, { [series]: '100 49x9' }),
      quiet(`half of the ${what}`, 9, { [series]: '100 50x9' }),
      quiet(`nine of ten ${what}`, 9, { [series]: '10 1x9' }),
      fires(`ten of ten ${what}`, 6, { [series]: '10 0x9' }),
      { ...fires(`a week ago, of ${what}`, 7 * 1440, { [series]: '100x9 49x300' }), step: 60 },
      { ...quiet(`a week and more ago, of ${what}`, 9 * 1440, { [series]: '100x9 49x300' }), step: 60 },
    ];
  }),
  MlflowRehearsalFailed: [
    ...held(backup('mlflow_backup_rehearsal_success'), '0', '1', 5),
    quiet('one of two has seen one that did not', 9, two(backup('mlflow_backup_rehearsal_success'), '0', '1')),
  ],
  MlflowRehearsalOld: [
    fires('older than a week, an hour and what one may take', WEEKLY + 6, {
      [backup('mlflow_backup_rehearsal_timestamp_seconds')]: '0x20000',
    }),
    quiet('a minute less', WEEKLY + 5, { [backup('mlflow_backup_rehearsal_timestamp_seconds')]: '0x20000' }),
    quiet('one of two has seen a newer one', WEEKLY + 60, {
      [backup('mlflow_backup_rehearsal_timestamp_seconds')]: '0x20000',
      [second(backup('mlflow_backup_rehearsal_timestamp_seconds'))]: '9999x20000',
    }),
  ],
  MlflowPointInTimeBehind: [
    fires('five times as late as it may be, and what reading takes', 16 + 15, {
      [backup('mlflow_backup_point_in_time_until_timestamp_seconds')]: '0x99',
    }),
    quiet('a minute less', 15 + 15, { [backup('mlflow_backup_point_in_time_until_timestamp_seconds')]: '0x99' }),
    quiet('one of two has seen it', 60, {
      [backup('mlflow_backup_point_in_time_until_timestamp_seconds')]: '0x99',
      [second(backup('mlflow_backup_point_in_time_until_timestamp_seconds'))]: '0+60x99',
    }),
    fires('no base backup', 15, reads),
    quiet('with one', 60, {
      ...reads,
      [backup('mlflow_backup_point_in_time_from_timestamp_seconds')]: '0x99',
      [backup('mlflow_backup_point_in_time_until_timestamp_seconds')]: '0+60x99',
    }),
  ],
  MlflowRetentionFailed: [
    ...['ml-retention', 'ml-retention-traces', 'ml-retention-lifecycle', 'ml-retention-database'].flatMap((job) => {
      const scheduled = { [cronjob('last_schedule_time', job)]: '60x9999' };
      const succeeded = (at: number) => ({ [cronjob('last_successful_time', job)]: `${String(at)}x9999` });
      return [
        fires(`${job} has never succeeded, since one may take seven hours`, RETAINED, scheduled),
        quiet(`${job} has never succeeded, a minute less`, RETAINED - 1, scheduled),
        fires(`the last of ${job} did not, the one before did`, RETAINED, { ...scheduled, ...succeeded(59) }),
        quiet(`the last of ${job} did`, RETAINED + 60, { ...scheduled, ...succeeded(61) }),
        quiet(`the last of ${job} did, at once`, RETAINED + 60, { ...scheduled, ...succeeded(60) }),
      ];
    }),
    quiet('of another release', RETAINED + 60, {
      [cronjob('last_schedule_time', 'of-ml-retention')]: '60x9999',
      [cronjob('last_schedule_time', 'ml-retention-of')]: '60x9999',
    }),
    quiet('a backup is not', RETAINED + 60, { [cronjob('last_schedule_time', 'ml-backup')]: '60x9999' }),
  ],
  MlflowCertificateExpiring: [
    ...held(server('mlflow_certificate_expiry_timestamp_seconds', 'for="tracking"'), '1209599', '9999999', 60),
    fires('less than fourteen days for an hour', 121, {
      [server('mlflow_certificate_expiry_timestamp_seconds', 'for="minio"')]: '1213200x199',
    }),
    quiet('less than fourteen days, a minute less', 120, {
      [server('mlflow_certificate_expiry_timestamp_seconds', 'for="minio"')]: '1213200x199',
    }),
    fires(
      'one pod of two shows an old one',
      60,
      two(server('mlflow_certificate_expiry_timestamp_seconds', 'for="tracking"'), '1209599', '99999999'),
    ),
    quiet('fourteen days at the end', 59, {
      [server('mlflow_certificate_expiry_timestamp_seconds', 'for="minio"')]: '1209600x99',
    }),
  ],
  MlflowCertificateExpiresSoon: [
    ...held(server('mlflow_certificate_expiry_timestamp_seconds', 'for="tracking"'), '259199', '999999', 60),
    fires('less than three days for an hour', 121, {
      [server('mlflow_certificate_expiry_timestamp_seconds', 'for="minio"')]: '262800x199',
    }),
    quiet('less than three days, a minute less', 120, {
      [server('mlflow_certificate_expiry_timestamp_seconds', 'for="minio"')]: '262800x199',
    }),
    fires(
      'one pod of two shows an old one',
      60,
      two(server('mlflow_certificate_expiry_timestamp_seconds', 'for="tracking"'), '259199', '99999999'),
    ),
    quiet('three days at the end', 59, {
      [server('mlflow_certificate_expiry_timestamp_seconds', 'for="minio"')]: '259200x99',
    }),
  ],
  MlflowRestartLoop: [
    ...PODS.flatMap((pod) => [
      fires(`${pod}: four in an hour`, 81, {
        [container('kube_pod_container_status_restarts_total', '', pod)]: '0x70 4x60',
      }),
      quiet(`${pod}: three`, 99, { [container('kube_pod_container_status_restarts_total', '', pod)]: '0x70 3x60' }),
      ...['', 'init_'].map((of) =>
        fires(`${pod}: ${of}waiting`, 10, {
          [container(`kube_pod_${of}container_status_waiting_reason`, 'reason="CrashLoopBackOff"', pod)]: '1x99',
        }),
      ),
    ]),
    quiet('four in two hours', 160, { [container('kube_pod_container_status_restarts_total')]: '0x40 2x69 4x90' }),
    quiet('two in each of two containers, and of two pods', 99, {
      [container('kube_pod_container_status_restarts_total')]: '0x70 2x60',
      [container('kube_pod_container_status_restarts_total').replace('"mlflow"', '"proxy"')]: '0x70 2x60',
      [container('kube_pod_container_status_restarts_total', '', 'ml-tracking-7f9-other')]: '0x70 2x60',
    }),
    ...['', 'init_'].flatMap((of) => {
      const waiting = (reason: string) =>
        container(`kube_pod_${of}container_status_waiting_reason`, `reason="${reason}"`);
      return [
        fires(`${of}every five minutes`, 40, { [waiting('CrashLoopBackOff')]: every(5) }),
        quiet(`${of}every seven minutes`, 40, { [waiting('CrashLoopBackOff')]: every(7) }),
        quiet(`${of}for another reason`, 40, { [waiting('PodInitializing')]: '1x99' }),
      ];
    }),
    fires('four in an hour, one after the other', 75, {
      [container('kube_pod_container_status_restarts_total')]: '0+0.07x99',
    }),
    quiet('two in an hour', 75, { [container('kube_pod_container_status_restarts_total')]: '0+0.04x99' }),
    ...held(container('kube_pod_container_status_waiting_reason', 'reason="CrashLoopBackOff"'), '1', '0', 10),
    fires('a container of Init', 10, {
      [container('kube_pod_init_container_status_waiting_reason', 'reason="CrashLoopBackOff"')]: '1x99',
    }),
    quiet('it pulls an image', 30, {
      [container('kube_pod_container_status_waiting_reason', 'reason="ContainerCreating"')]: '1x99',
    }),
    quiet('of another release', 30, {
      [container('kube_pod_container_status_waiting_reason', 'reason="CrashLoopBackOff"', 'ml-b-tracking-1-a')]: '1x99',
    }),
  ],
  MlflowMemoryNearLimit: [
    ...held(container('container_memory_working_set_bytes'), '91', '90', 15, {
      [container('container_spec_memory_limit_bytes')]: '100x99',
    }),
    ...PODS.map((pod) =>
      fires(pod, 15, {
        [container('container_memory_working_set_bytes', '', pod)]: '91x99',
        [container('container_spec_memory_limit_bytes', '', pod)]: '100x99',
      }),
    ),
    quiet('of a whole pod', 30, {
      [container('container_memory_working_set_bytes').replace('"mlflow"', '""')]: '91x99',
      [container('container_spec_memory_limit_bytes').replace('"mlflow"', '""')]: '100x99',
    }),
    quiet('without a limit', 30, {
      [container('container_memory_working_set_bytes')]: '91x99',
      [container('container_spec_memory_limit_bytes')]: '0x99',
    }),
  ],
};
