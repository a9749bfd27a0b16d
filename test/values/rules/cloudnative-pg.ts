import type { RuleRow } from './row';

/** With backups of its own, so that nothing is said of that. */
const on = (more = '', rest = '') =>
  `{database: {engine: cloudnative-pg, cnpg: {backup: {plugin: {objectStore: store}}${more && `, ${more}`}}}${rest && `, ${rest}`}}`;
/** Without. */
const bare = (cnpg: string, rest = '') =>
  `{database: {engine: cloudnative-pg, cnpg: {${cnpg}}}, backup: {enabled: true, ${TO}}${rest && `, ${rest}`}}`;
const TO = "destination: {bucket: backups, endpoint: 'https://s3.example.com', existingSecret: a}";
const BARMAN = "destinationPath: 's3://bucket/mlflow', endpointURL: 'https://s3.example.com', existingSecret: keys";

const TAG =
  'database.cnpg.image.tag: does not begin with the major version of PostgreSQL, by which CloudNativePG knows it, with a digest, too. Take a tag such as 17.11-system-trixie.';
const OWNER =
  'database.cnpg.owner: is a user that CloudNativePG or PostgreSQL has for itself. Name another, such as mlflow.';
const DATABASE = 'database.cnpg.database: is a database that PostgreSQL has for itself. Name another, such as mlflow.';
const SYNCHRONOUS = (number: number, instances: number) =>
  `database.cnpg.synchronous.number: is ${String(number)}, but database.cnpg.instances is ${String(instances)}, of which one is no standby. Lower it, or take more instances.`;
const ONE_AWAY = (number: number, instances: number) =>
  `warning: database.cnpg.synchronous.number: is ${String(number)} of database.cnpg.instances ${String(instances)}: as soon as one standby is away, nothing is written. Take one instance more, or set dataDurability to preferred.`;
const ALONE = 'warning: database.cnpg.instances: is 1: nobody takes over when its node is gone. Take 3, or 2.';
const POOL = (size: number, pods: number, kept: number) =>
  `database.cnpg.pooler.poolSize: is ${String(size)} in each of ${String(pods)} pods, but the servers keep ${String(kept)} connections open for good: the rest would wait for ever. Raise it, or lower mlflow.databasePool.size, or mlflow.workers.`;
const DIRECT =
  '254 connections can be open: 244 from 2 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration';
const UNEVEN = (size: number) =>
  `warning: database.cnpg.pooler.poolSize: is ${String(size)} in each of 2 pods: with one of them away, or connections unevenly spread, some of the 84 that the servers keep open would wait for ever. Raise it, so that one pod less has room for all of them.`;
const FORGOTTEN =
  'warning: database.engine: is not cloudnative-pg, but database.cnpg says how that is to be: nothing of it is done. Set it to cloudnative-pg, or remove what is below database.cnpg.';
const LOWER = 'lower mlflow.databasePool or mlflow.workers, or the pooler’s poolSize';
const NOTHING =
  'warning: database.cnpg.backup: names no store, and backup.enabled is false: NOTHING IS BACKED UP. Name one in barmanObjectStore or plugin, or set backup.enabled: docs/database.md says what each is for.';
const NO_PROGRAMS = (tag: string) =>
  `warning: database.cnpg.image.tag: is ${tag}, whose image has not the programs for barmanObjectStore. Take one with system in the tag, or the plugin.`;
const BOTH = (what: string) =>
  `database.cnpg.${what}.plugin.objectStore: is set beside database.cnpg.${what}.barmanObjectStore.destinationPath. Remove one of them.`;
const SAME = (name: string) =>
  `database.cnpg.backup.serverName: is ${name}, but the new PostgreSQL would write where the old one, old, is read from. Give it a new name, such as mlflow-2.`;
const MAJOR = (tag: string, theirs: string) =>
  `backup.image.tag: is ${tag}, as postgresql.image.tag is where it is empty, but database.cnpg.image.tag is ${theirs}: pg_dump has to be of the server’s major version. Name a tag of the postgres image of that version.`;

/** What CloudNativePG’s webhook refuses: FixedConfigurationParameters, of 1.25 to 1.30. */
const FIXED =
  'allow_system_table_mods, archive_cleanup_command, archive_command, archive_mode, bonjour, bonjour_name, cluster_name, config_file, data_directory, data_sync_retry, event_source, external_pid_file, hba_file, hot_standby, ident_file, jit_provider, listen_addresses, log_destination, log_directory, log_file_mode, log_filename, log_rotation_age, log_rotation_size, log_truncate_on_rotation, logging_collector, pg_failover_slots.primary_dsn, pg_failover_slots.standby_slot_names, port, primary_conninfo, primary_slot_name, promote_trigger_file, recovery_end_command, recovery_min_apply_delay, recovery_target, recovery_target_action, recovery_target_inclusive, recovery_target_lsn, recovery_target_name, recovery_target_time, recovery_target_timeline, recovery_target_xid, restart_after_crash, restore_command, shared_preload_libraries, ssl, ssl_ca_file, ssl_cert_file, ssl_crl_file, ssl_dh_params_file, ssl_ecdh_curve, ssl_key_file, ssl_passphrase_command, ssl_passphrase_command_supports_reload, ssl_prefer_server_ciphers, stats_temp_directory, synchronized_standby_slots, synchronous_standby_names, syslog_facility, syslog_ident, syslog_sequence_numbers, syslog_split_messages, temp_tablespaces, unix_socket_directories, unix_socket_group, unix_socket_permissions';

export const cloudnativePg: readonly RuleRow[] = [
  [on()],
  // A set engine wins, and is no contradiction.
  [on('', 'postgresql: {enabled: true, auth: {password: a}, maxConnections: 1}')],
  [on('', "postgresql: {enabled: false, auth: {password: ''}}")],
  [
    on('', 'externalDatabase: {host: db, password: a}'),
    'externalDatabase.host: is set, but the database is CloudNativePG’s. Set database.engine to external, or remove the host.',
  ],
  ...['postgres', 'streaming_replica', 'cnpg_pooler_pgbouncer', 'pg_monitor'].map((owner): RuleRow => [
    on(`owner: ${owner}`),
    OWNER,
  ]),
  [on('owner: pgowner')],
  ...['postgres', 'template0', 'template1'].map((name): RuleRow => [on(`database: ${name}`), DATABASE]),
  [on('database: postgres1')],
  [on('image: {tag: trixie-17}'), TAG],
  [on('image: {tag: 170}'), TAG],
  [on(`image: {tag: latest, digest: 'sha256:${'a'.repeat(64)}'}`), TAG],
  ...["'18'", '18.1-system-trixie', '18-minimal', "'17.6'"].map((tag): RuleRow => [on(`image: {tag: ${tag}}`)]),
  [
    on('image: {tag: latest}'),
    TAG,
    'database.cnpg.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [
    on('pooler: {image: {tag: latest}}'),
    'database.cnpg.pooler.image.tag: is latest, which can be another image on every node and after every restart. Name a version, or give a digest.',
  ],
  [on('instances: 1'), ALONE],
  [on('instances: 1, synchronous: {number: 1}'), SYNCHRONOUS(1, 1), ALONE],
  [on('instances: 3, synchronous: {number: 3}'), SYNCHRONOUS(3, 3)],
  [on('instances: 3, synchronous: {number: 2}'), ONE_AWAY(2, 3)],
  [on('instances: 3, synchronous: {number: 2, dataDurability: preferred}')],
  [on('instances: 4, synchronous: {number: 2}')],
  [on('instances: 2, synchronous: {number: 1}'), ONE_AWAY(1, 2)],
  [
    on('instances: 1, readReplica: true'),
    'database.cnpg.readReplica: is true, but database.cnpg.instances is 1: there is no standby to read from. Take more instances, or set it to false.',
    ALONE,
  ],
  [on('instances: 2, readReplica: true')],
  [
    on('readReplica: true', 'mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: x}]}'),
    'database.cnpg.readReplica: is true, but mlflow.env sets MLFLOW_BACKEND_STORE_URI: MLFLOW would read from another database than it writes to. Remove one of them.',
  ],
  [
    on('pooler: {enabled: true, mode: transaction}'),
    'database.cnpg.pooler.mode: is transaction: the lock that keeps two migrations apart is the session’s, and would protect nothing. Set it to session.',
  ],
  [on('pooler: {enabled: true, mode: session}')],
  [on('pooler: {mode: transaction}')],
  // 2 pods × (4 workers × 2 pools × 5 + 2 beside them).
  [on('pooler: {enabled: true, instances: 1, poolSize: 83}'), POOL(83, 1, 84)],
  [on('pooler: {enabled: true, instances: 1, poolSize: 84}')],
  [on('pooler: {enabled: true, instances: 2, poolSize: 41}'), POOL(41, 2, 84), UNEVEN(41)],
  [on('pooler: {enabled: true, instances: 2, poolSize: 42}'), UNEVEN(42)],
  [on('pooler: {enabled: true, instances: 2, poolSize: 84}')],
  ...[
    'pooler: {enabled: true}',
    'readReplica: true',
    'monitoring: {enabled: true}',
    'recovery: {enabled: true}',
    'recovery: {plugin: {objectStore: a}}',
    'backup: {plugin: {objectStore: a}}',
    'backup: {barmanObjectStore: {destinationPath: "s3://backups"}}',
  ].map((forgotten): RuleRow => [`database: {cnpg: {${forgotten}}}`, FORGOTTEN]),
  [on('pooler: {poolSize: 1}')],
  // With jobs, 2 × (4 × 3 × 5 + 2 + 10 × 5).
  [on('pooler: {enabled: true, instances: 1, poolSize: 223}', 'mlflow: {jobExecution: true}'), POOL(223, 1, 224)],
  [on('pooler: {enabled: true, instances: 1, poolSize: 224}', 'mlflow: {jobExecution: true}')],
  [on('maxConnections: 253'), `database.cnpg.maxConnections: is 253, but ${DIRECT}. Remove it, so that it follows from them, or ${LOWER}.`], // prettier-ignore
  [on('maxConnections: 254')],
  [
    on('maxConnections: 209, pooler: {enabled: true}'),
    `database.cnpg.maxConnections: is 209, but 210 connections can be open: 100 from each of 2 pods of the pooler, and 10 from administration. Remove it, so that it follows from them, or ${LOWER}.`,
  ],
  [on('maxConnections: 210, pooler: {enabled: true}')],
  // Standbys are read from past the pooler.
  [
    on('maxConnections: 253, pooler: {enabled: true}, readReplica: true'),
    `database.cnpg.maxConnections: is 253, but ${DIRECT}. Remove it, so that it follows from them, or ${LOWER}.`,
  ],
  [
    on('pooler: {enabled: true, instances: 1, poolSize: 4991}, resources: {requests: {memory: 1Ti}, limits: null}'),
    'database.cnpg.maxConnections: can follow from who connects up to 5000, but 5001 connections can be open: 4991 from each of 1 pod of the pooler, and 10 from administration. Lower mlflow.databasePool, mlflow.workers or mlflow.replicaCount (autoscaling.maxReplicas, if that is on), or the pooler’s poolSize.',
  ],
  [on('pooler: {enabled: true, instances: 1, poolSize: 4990}, resources: {requests: {memory: 1Ti}, limits: null}')],
  [
    on('resources: {requests: {memory: 3373Mi}}'),
    `warning: database.cnpg.resources.requests.memory: is enough for 252 connections of 10 MiB beside the shared buffers, but ${DIRECT}. Raise it, lower mlflow.databasePool or mlflow.workers, or set database.cnpg.pooler.enabled.`,
  ],
  [on('resources: {requests: {memory: 3387Mi}}')],
  // Backups.
  ['{database: {engine: cloudnative-pg}}', NOTHING],
  [bare('')],
  [bare(`backup: {barmanObjectStore: {${BARMAN}}}`)],
  [bare(`backup: {barmanObjectStore: {${BARMAN}}, plugin: {objectStore: a}}`), BOTH('backup')],
  [
    bare(`recovery: {enabled: true, serverName: old, barmanObjectStore: {${BARMAN}}, plugin: {objectStore: a}}`),
    BOTH('recovery'),
  ],
  [bare("backup: {barmanObjectStore: {destinationPath: 's3://bucket'}}")],
  [
    bare("backup: {barmanObjectStore: {destinationPath: 's3://bucket', endpointURL: 'https://s3.example.com'}}"),
    'database.cnpg.backup.barmanObjectStore.existingSecret: is empty although database.cnpg.backup.barmanObjectStore.endpointURL is set: only AWS has roles instead of keys. Name a Secret with the keys of the bucket.',
  ],
  [
    bare(
      "recovery: {enabled: true, serverName: old, barmanObjectStore: {destinationPath: 's3://bucket', endpointURL: 'https://s3.example.com'}}",
    ),
    'database.cnpg.recovery.barmanObjectStore.existingSecret: is empty although database.cnpg.recovery.barmanObjectStore.endpointURL is set: only AWS has roles instead of keys. Name a Secret with the keys of the bucket.',
  ],
  [
    on('recovery: {enabled: false, plugin: {objectStore: a}}'),
    'warning: database.cnpg.recovery: says where a backup is, but recovery.enabled is false: a new PostgreSQL would be empty. Set database.cnpg.recovery.enabled to true, or remove it.',
  ],
  ...['existingSecret: keys', "endpointURL: 'https://s3.example.com'"].map((more): RuleRow => [
    bare(`backup: {barmanObjectStore: {${more}}}`),
    'database.cnpg.backup.barmanObjectStore.destinationPath: is empty although database.cnpg.backup.barmanObjectStore says more of a store. Name the folder in it, or remove the rest.',
  ]),
  [
    on(
      'recovery: {enabled: true, serverName: old, barmanObjectStore: {existingSecret: keys}, plugin: {objectStore: a}}',
    ),
    'database.cnpg.recovery.barmanObjectStore.destinationPath: is empty although database.cnpg.recovery.barmanObjectStore says more of a store. Name the folder in it, or remove the rest.',
  ],
  [on('recovery: {barmanObjectStore: {existingSecret: keys}}')],
  [bare(`backup: {barmanObjectStore: {${BARMAN}}}, image: {tag: 17.6-minimal-trixie}`), NO_PROGRAMS('17.6-minimal-trixie')], // prettier-ignore
  [
    on(
      `image: {tag: 17.6-standard-trixie}, recovery: {enabled: true, serverName: old, barmanObjectStore: {${BARMAN}}}`,
    ),
    NO_PROGRAMS('17.6-standard-trixie'),
  ],
  [on('image: {tag: 17.6-standard-trixie}')],
  // Recovery.
  [
    on('recovery: {enabled: true, serverName: old}'),
    'database.cnpg.recovery.enabled: is true, but nothing says where the backup is. Name database.cnpg.recovery.barmanObjectStore.destinationPath, or database.cnpg.recovery.plugin.objectStore.',
  ],
  [
    on('recovery: {enabled: true, plugin: {objectStore: other}}'),
    'database.cnpg.recovery.serverName: is empty: there is a folder for each PostgreSQL. Name the folder of the one that comes back.',
  ],
  [on('recovery: {enabled: true, serverName: old, plugin: {objectStore: other}}')],
  [on('recovery: {enabled: true, serverName: old, plugin: {objectStore: store}}'), SAME('empty')],
  [bare('backup: {serverName: old, plugin: {objectStore: a}}, recovery: {enabled: true, serverName: old, plugin: {objectStore: a}}'), SAME('old')], // prettier-ignore
  [bare('backup: {serverName: new, plugin: {objectStore: a}}, recovery: {enabled: true, serverName: old, plugin: {objectStore: a}}')], // prettier-ignore
  [
    bare(
      `backup: {barmanObjectStore: {${BARMAN}}}, recovery: {enabled: true, serverName: old, barmanObjectStore: {${BARMAN}}}`,
    ),
    SAME('empty'),
  ],
  [
    bare(
      `backup: {barmanObjectStore: {${BARMAN}}}, recovery: {enabled: true, serverName: old, barmanObjectStore: {destinationPath: 's3://bucket/mlflow'}}`,
    ),
  ],
  [
    bare(
      `backup: {barmanObjectStore: {${BARMAN}}}, recovery: {enabled: true, serverName: old, barmanObjectStore: {destinationPath: 's3://bucket/other', existingSecret: keys, endpointURL: 'https://s3.example.com'}}`,
    ),
  ],
  [
    on(
      'recovery: {enabled: true, serverName: old, plugin: {objectStore: other}}',
      `restore: {enabled: true}, backup: {${TO}}`,
    ),
    'database.cnpg.recovery.enabled: is true, and restore.enabled too: both would fill the database. Set one of them to false.',
  ],
  // The chart's own backups of it.
  [on('', `backup: {enabled: true, ${TO}}`)],
  [on('image: {tag: 18.1-system-trixie}', `backup: {enabled: true, ${TO}}`), MAJOR('17.7', '18.1-system-trixie')],
  [on('image: {tag: 18.1-system-trixie}', `backup: {enabled: true, image: {tag: '18.1'}, ${TO}}`)],
  [on('', `backup: {enabled: true, image: {tag: '16.4'}, ${TO}}`), MAJOR('16.4', '17.11-system-trixie')],
  [on('', `postgresql: {image: {tag: '16.4'}}, backup: {enabled: true, ${TO}}`), MAJOR('16.4', '17.11-system-trixie')],
  // Of a digest alone, nobody knows.
  [on('', `backup: {enabled: true, image: {tag: '', digest: 'sha256:${'a'.repeat(64)}'}, ${TO}}`)],
  [
    on('', `backup: {enabled: true, ${TO}, pointInTime: {enabled: true}}`),
    'backup.pointInTime.enabled: is true, but the database is CloudNativePG’s, which keeps every change itself. Name a store in database.cnpg.backup, and set it to false.',
  ],
  [
    on('', `restore: {enabled: true, from: '2026-11-28T14:04:00Z'}, backup: {${TO}}`),
    'restore.from: is a time, but the database is CloudNativePG’s, which goes back by itself. Name a backup, or set database.cnpg.recovery.targetTime.',
  ],
  ...FIXED.split(', ').map((name): RuleRow => [
    on(`parameters: {"${name}": x}`),
    `database.cnpg.parameters: sets ${name}, which CloudNativePG keeps for itself, as it does all of ${FIXED}. Remove it.`,
  ]),
  [
    on('parameters: {work_mem: 8MB, port: "5433"}'),
    `database.cnpg.parameters: sets port, which CloudNativePG keeps for itself, as it does all of ${FIXED}. Remove it.`,
  ],
  // Nobody runs it.
  ['database: {cnpg: {parameters: {port: "5433"}}}'],
  // Others that only look so.
  [
    on(
      'parameters: {ssl_min_protocol_version: TLSv1.2, log_min_duration_statement: 1s, auto_explain.log_min_duration: 1s, work_mem: "{\\"port\\":1", DateStyle: ISO}',
    ),
  ],
  ...['work-mem', 'work_mem\\nport', 'a.b.c', '1st', ''].map((name): RuleRow => [
    on(`parameters: {"${name}": x}`),
    'database.cnpg.parameters: has a name that is none of a setting of PostgreSQL. Name settings as work_mem, or as auto_explain.log_min_duration.',
  ]),
  ...['minimal', 'Replica', ''].map((level): RuleRow => [
    on(`parameters: {wal_level: "${level}"}`),
    'database.cnpg.parameters: sets wal_level to something else than replica or logical: there would be no standbys, and no backups. Remove it, or set it to one of these.',
  ]),
  ...['replica', 'logical'].map((level): RuleRow => [on(`parameters: {wal_level: ${level}}`)]),
  ...['off', 'no', 'f', '0'].map((off): RuleRow => [
    on(`parameters: {wal_log_hints: "${off}"}`),
    'database.cnpg.parameters: turns wal_log_hints off, without which no old primary follows a new one. Remove it.',
  ]),
  [on('parameters: {wal_log_hints: "on"}')],
  ...['max_connections', 'shared_buffers'].map((name): RuleRow => [
    on(`parameters: {${name}: "100"}`),
    `warning: database.cnpg.parameters: sets ${name}, but the chart’s own wins. Remove it: database.cnpg.maxConnections and database.cnpg.resources.requests.memory say what it is.`,
  ]),
];
