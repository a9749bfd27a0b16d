/** The database: whether MLflow gets to it, and what its exporter sees coming. */
import { and } from '../../../lib/expr/function';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { exportsDatabase } from '../../../values/monitoring';
import { BY_SERVICE, from, isGone, kubectl, podsOf, serverLogs, type Scope, type Subject } from './alert';

const CONNECTIONS = '0.9';
const LONGEST_TRANSACTION = 3600;
const WAITING = 5;
const DEADLOCKS = 5;
/** Of 2^31, at which PostgreSQL takes no more writes; autovacuum begins at 0.2 of it. */
const OLDEST_TRANSACTION = '1e9';

export function database(scope: Scope): Subject {
  const { values } = scope;
  const matchers = from(scope, 'metrics');
  return {
    name: 'database',
    title: 'The database',
    enabled: hasAlerts(values),
    alerts: [
      {
        name: 'MlflowDatabaseUnreachable',
        expr: text`max ${BY_SERVICE} (mlflow_database_up{${matchers}}) == 0`,
        for: '2m',
        severity: 'page',
        summary: 'MLflow does not get to its database',
        description:
          'No pod of MLflow can log in to the database. Everything but what is loaded already fails: pages, logging, models.',
        runbook: {
          look: [
            serverLogs(scope, 'monitor'),
            podsOf(scope, 'postgresql'),
            kubectl(scope, 'get events --sort-by=.lastTimestamp'),
          ],
          remedy: [
            'The log says which step fails. No address or a time-out: DNS, the network, or `networkPolicy.externalCidrs.database`. Refused: PostgreSQL does not run, see its pod and its volume (MlflowVolumeFull). A wrong password: who changed the Secret? Too many connections: see MlflowDatabaseConnections.',
            'A certificate that is not believed: docs/tls.md says how authorities are named, and when certificates are read again.',
            'A database of others: `psql -h <host> -U <user> -d <database> -c "SELECT 1"` from a pod of the same namespace tells whether it is MLflow alone.',
          ],
        },
      },
    ],
  };
}

/** What the exporter says. */
export function databaseExporter(scope: Scope): Subject {
  const { values, instance } = scope;
  const matchers = from(scope, 'database-exporter-metrics');
  const ofMlflow = text`${matchers},datname="${scope.database}"`;
  const logs = kubectl(scope, text`logs deployment/${instance.name('database-exporter')} --tail=50`);
  const sessions =
    'psql -c "SELECT pid, usename, application_name, state, wait_event_type, now() - xact_start AS since, left(query, 80) FROM pg_stat_activity ORDER BY xact_start"';
  return {
    name: 'database-exporter',
    title: 'What PostgreSQL says',
    enabled: and(hasAlerts(values), exportsDatabase(values)),
    alerts: [
      {
        name: 'MlflowDatabaseExporterBlind',
        expr: text`${isGone(scope, 'database-exporter-metrics')} or max ${BY_SERVICE} (pg_up{${matchers}}) == 0`,
        for: '15m',
        severity: 'ticket',
        summary: 'Nobody looks after PostgreSQL',
        description:
          'PostgreSQL’s exporter is away, or does not get to the database: alerts about connections, locks and old transactions would not fire.',
        runbook: {
          look: [podsOf(scope, 'database-exporter'), logs],
          remedy: [
            'If MLflow does not get to the database either, see MlflowDatabaseUnreachable.',
            'Otherwise its log says why: it logs in as MLflow does, and needs a connection of its own.',
          ],
        },
      },
      {
        name: 'MlflowDatabaseConnections',
        expr: text`sum ${BY_SERVICE} (pg_stat_activity_count{${matchers}}) / (max ${BY_SERVICE} (pg_settings_max_connections{${matchers}}) - max ${BY_SERVICE} (pg_settings_superuser_reserved_connections{${matchers}})) > ${CONNECTIONS}`,
        for: '5m',
        severity: 'page',
        summary: 'PostgreSQL is near its limit of connections',
        description:
          '{{ $value | humanizePercentage }} of the connections that PostgreSQL accepts are open. Past the limit, requests fail with errors, and migrations and backups do not start.',
        runbook: {
          look: [
            sessions,
            'psql -c "SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC"',
          ],
          remedy: [
            'Others on the same server: who they are, the second command says. The bundled PostgreSQL accepts what `postgresql.maxConnections` says, or what follows from the pods of MLflow.',
            'MLflow’s own: lower `mlflow.databasePool` or `mlflow.workers`, or put a pooler before it (`externalDatabase.pooler`, docs/database.md).',
            'Sessions that are `idle in transaction` for long are somebody’s mistake: end them (`SELECT pg_terminate_backend(<pid>)`).',
          ],
        },
      },
      {
        name: 'MlflowDatabaseLongTransaction',
        expr: text`max by (namespace, service, usename, application_name) (pg_stat_activity_max_tx_duration{${ofMlflow},state=~"active|idle in transaction.*",application_name!="pg_dump"}) > ${LONGEST_TRANSACTION}`,
        for: '5m',
        severity: 'ticket',
        summary: 'A transaction has been open for long',
        description:
          '{{ $labels.usename }} ({{ $labels.application_name }}) has had a transaction open for {{ $value | humanizeDuration }}. As long as it is, PostgreSQL tidies up nothing that is younger: tables grow, and queries become slow.',
        runbook: {
          look: [sessions],
          remedy: [
            'A migration or maintenance may take as long: leave it.',
            'A session of somebody who went home, `idle in transaction`: `SELECT pg_terminate_backend(<pid>)`.',
            'A dump by hand takes as long as it takes; pg_dump by its own name is left out here.',
          ],
        },
      },
      {
        name: 'MlflowDatabaseLocks',
        expr: text`sum ${BY_SERVICE} (pg_stat_activity_count{${ofMlflow},wait_event_type="Lock"}) > ${WAITING}`,
        for: '10m',
        severity: 'ticket',
        summary: 'Sessions wait for each other’s locks',
        description:
          '{{ $value }} sessions of PostgreSQL have been waiting for locks for ten minutes: the requests behind them hang.',
        runbook: {
          look: [
            'psql -c "SELECT pid, pg_blocking_pids(pid), left(query, 80) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"',
          ],
          remedy: [
            'Who blocks and waits for nobody is the cause: a migration (wait), or a session that forgot its transaction (`pg_terminate_backend`).',
          ],
        },
      },
      {
        name: 'MlflowDatabaseDeadlocks',
        expr: text`sum ${BY_SERVICE} (increase(pg_stat_database_deadlocks{${ofMlflow}}[1h])) > ${DEADLOCKS}`,
        for: '0s',
        severity: 'ticket',
        summary: 'Transactions fail by deadlocks',
        description:
          'PostgreSQL ended {{ $value | humanize }} transactions within an hour, because they waited for each other in a circle: as many requests failed, and clients tried again.',
        runbook: {
          look: [kubectl(scope, text`logs statefulset/${instance.name('postgresql')} --tail=200`)],
          remedy: [
            'PostgreSQL’s log has both statements of each. Clients that log the same run from many processes are the usual cause: let one process log, or log in batches.',
          ],
        },
      },
      {
        name: 'MlflowDatabaseWraparound',
        expr: text`max ${BY_SERVICE} (pg_database_wraparound_age_datfrozenxid_seconds{${matchers}}) > ${OLDEST_TRANSACTION}`,
        for: '1h',
        severity: 'ticket',
        summary: 'PostgreSQL’s oldest transaction number is old',
        description:
          'The oldest transaction that is not frozen is {{ $value | humanize }} transactions back. At 2.1 billion PostgreSQL takes no more writes, until somebody has vacuumed for hours.',
        runbook: {
          look: [
            'psql -c "SELECT datname, age(datfrozenxid) FROM pg_database ORDER BY 2 DESC"',
            "psql -c \"SELECT oid::regclass, age(relfrozenxid) FROM pg_class WHERE relkind IN ('r', 't', 'm') ORDER BY 2 DESC LIMIT 10\"",
          ],
          remedy: [
            'Something keeps autovacuum from it: a long transaction (MlflowDatabaseLongTransaction), a forgotten replication slot (`SELECT * FROM pg_replication_slots`), or a prepared transaction (`pg_prepared_xacts`). End that, then `VACUUM (FREEZE, VERBOSE)` the tables with the highest ages.',
          ],
        },
      },
    ],
  };
}
