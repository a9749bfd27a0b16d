/** Alerts that test/cluster/monitoring/fires.test.ts makes fire and clear with real programs, and with which. */
export const FIRED_LOCALLY: readonly string[] = [
  'MlflowDatabaseExporterBlind',
  'MlflowDatabaseConnections',
  'MlflowDatabaseLocks',
  'MlflowDatabaseDeadlocks',
  'MlflowDatabaseLongTransaction',
  'MlflowMinioDown',
  'MlflowGarageDown',
  'MlflowGarageFilling',
  'MlflowGarageFull',
  'MlflowBackupsUnread',
  'MlflowBackupMissing',
  'MlflowBackupOld',
  'MlflowBackupShrunk',
  'MlflowRehearsalFailed',
  'MlflowRehearsalOld',
  'MlflowPointInTimeBehind',
];

/** The same, by test/cluster/platform/alerts.test.ts, of a release in a cluster with nodes. */
export const FIRED_ON_NODES: readonly string[] = [
  'MlflowBucketNotWritable',
  'MlflowBucketUnreachable',
  'MlflowCertificateExpiresSoon',
  'MlflowCertificateExpiring',
  'MlflowDatabaseExporterBlind',
  'MlflowDatabaseUnreachable',
  'MlflowDown',
  'MlflowErrorsFast',
  'MlflowErrorsHigh',
  'MlflowErrorsSlow',
  'MlflowErrorsSteady',
  'MlflowJobsDown',
  'MlflowKeysInconsistent',
  'MlflowLatencyFast',
  'MlflowLatencyHigh',
  'MlflowLatencySlow',
  'MlflowLatencySteady',
  'MlflowMemoryNearLimit',
  'MlflowMigrationFailed',
  'MlflowMigrationStuck',
  'MlflowMinioDown',
  'MlflowMinioFilling',
  'MlflowMinioFull',
  'MlflowMonitorAway',
  'MlflowTracesRefused',
  'MlflowVolumeFilling',
  'MlflowVolumeFull',
];

export const PROVED_WITH =
  'on 2026-11-29, on Kubernetes 1.37.2, with Prometheus 3.16.0, Alertmanager 0.28.1, postgres_exporter 0.17.1, PostgreSQL 15, MinIO RELEASE.2025-09-07T16-13-09Z and Garage 2.5.0, and with seconds instead of the minutes that a state has to last, and of the age that a backup, a rehearsal or a transaction may have';
