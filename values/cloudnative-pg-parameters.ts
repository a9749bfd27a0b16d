/** Which settings of PostgreSQL are not for `database.cnpg.parameters`: its admission webhook refuses them, or somebody else sets them. */
import { and, find, greater, matches, not, notEmpty, toJson } from '../lib/expr/function';
import { named, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { runsCnpg } from './cloudnative-pg';
import type { Values } from './schema';

/**
 * FixedConfigurationParameters of CloudNativePG 1.30, and ssl_ecdh_curve, which is one from 1.25 to 1.29:
 * https://github.com/cloudnative-pg/cloudnative-pg/blob/a95a534dbe0854495b863bbc1b7651f74d310916/pkg/postgres/configuration.go
 */
const FIXED = `
  allow_system_table_mods archive_cleanup_command archive_command archive_mode bonjour bonjour_name cluster_name
  config_file data_directory data_sync_retry event_source external_pid_file hba_file hot_standby ident_file
  jit_provider listen_addresses log_destination log_directory log_file_mode log_filename log_rotation_age
  log_rotation_size log_truncate_on_rotation logging_collector pg_failover_slots.primary_dsn
  pg_failover_slots.standby_slot_names port primary_conninfo primary_slot_name promote_trigger_file
  recovery_end_command recovery_min_apply_delay recovery_target recovery_target_action recovery_target_inclusive
  recovery_target_lsn recovery_target_name recovery_target_time recovery_target_timeline recovery_target_xid
  restart_after_crash restore_command shared_preload_libraries ssl ssl_ca_file ssl_cert_file ssl_crl_file
  ssl_dh_params_file ssl_ecdh_curve ssl_key_file ssl_passphrase_command ssl_passphrase_command_supports_reload
  ssl_prefer_server_ciphers stats_temp_directory synchronized_standby_slots synchronous_standby_names syslog_facility
  syslog_ident syslog_sequence_numbers syslog_split_messages temp_tablespaces unix_socket_directories
  unix_socket_group unix_socket_permissions
`
  .trim()
  .split(/\s+/);
/** What the chart sets there itself, which wins. */
const OURS = ['max_connections', 'shared_buffers'];
/** Its own words for false: ParsePostgresConfigBoolean, there. */
const OFF = 'off|of|false|fals|fal|fa|f|no|n|0';

/** In the JSON of a map of texts, a quote begins a key only after one of these. */
const keyOf = (names: string) => `[{,]"(${names})":`;

export function cnpgParameterRules(values: Values): readonly Rule[] {
  const { parameters, instances } = values.database.cnpg;
  const runs = runsCnpg(values);
  const json = named('cnpg.parameters', toJson(parameters));
  const nameIn = (names: readonly string[]) =>
    find(find(json, keyOf(names.map((name) => name.replace('.', '[.]')).join('|'))), '[a-z][a-z_.]*');
  const fixed = named('cnpg.fixedParameter', nameIn(FIXED));
  const ours = named('cnpg.ownParameter', nameIn(OURS));
  return [
    {
      path: 'database.cnpg.parameters',
      violated: and(runs, notEmpty(fixed)),
      problem: text`sets ${fixed}, which CloudNativePG keeps for itself, as it does all of ${FIXED.join(', ')}`,
      remedy: 'Remove it',
    },
    {
      path: 'database.cnpg.parameters',
      violated: and(runs, not(matches(json, '^[{]("[A-Za-z_][A-Za-z0-9_$]*([.][A-Za-z_][A-Za-z0-9_$]*)?":"([^"\\\\]|\\\\[^\\n])*",?)*[}]$'))), // prettier-ignore
      problem: 'has a name that is none of a setting of PostgreSQL',
      remedy: 'Name settings as work_mem, or as auto_explain.log_min_duration',
    },
    {
      path: 'database.cnpg.parameters',
      violated: and(runs, matches(json, keyOf('wal_level')), not(matches(json, `${keyOf('wal_level')}"(replica|logical)"`))), // prettier-ignore
      problem: 'sets wal_level to something else than replica or logical: there would be no standbys, and no backups',
      remedy: 'Remove it, or set it to one of these',
    },
    {
      path: 'database.cnpg.parameters',
      violated: and(runs, greater(instances, 1), matches(json, `${keyOf('wal_log_hints')}"(${OFF})"`)),
      problem: 'turns wal_log_hints off, without which no old primary follows a new one',
      remedy: 'Remove it',
    },
    {
      level: 'warned',
      path: 'database.cnpg.parameters',
      violated: and(runs, notEmpty(ours)),
      problem: text`sets ${ours}, but the chart’s own wins`,
      remedy: 'Remove it: database.cnpg.maxConnections and database.cnpg.resources.requests.memory say what it is',
    },
  ];
}
