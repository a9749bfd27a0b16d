/** The server's pods: whether there are any, what they find of their own, migrations, keys and traces. */
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { BY_SERVICE, from, isGone, kubectl, podsOf, serverLogs, type Scope, type Subject } from './alert';

/** Of the traces of an hour. */
const REFUSED = { part: '0.05', fewest: 20 };

export function server(scope: Scope): Subject {
  const { instance, values } = scope;
  const matchers = from(scope, 'metrics');
  const deployment = text`deployment/${instance.name('tracking')}`;
  const { timeoutSeconds } = values.mlflow.migration;
  const migrate = serverLogs(scope, 'prepare');
  return {
    name: 'server',
    title: 'MLflow',
    enabled: hasAlerts(values),
    alerts: [
      {
        name: 'MlflowDown',
        expr: isGone(scope, 'metrics'),
        for: '5m',
        severity: 'page',
        summary: 'No pod of MLflow answers',
        description:
          'Prometheus gets an answer from no pod of MLflow. Nobody gets to it: pages, training jobs and models alike.',
        runbook: {
          look: [
            podsOf(scope, 'tracking'),
            kubectl(scope, text`describe ${deployment}`),
            kubectl(scope, 'get events --sort-by=.lastTimestamp'),
          ],
          remedy: [
            'Pods that are `Pending`: the events say what the cluster lacks.',
            'Pods in `Init`: they wait for the database, a migration or a restore; the log of that container says which.',
            'Pods that restart: see MlflowRestartLoop.',
            'Pods that run and are ready: Prometheus does not get to them. With `networkPolicy.enabled`, its namespace has to stand in `networkPolicy.monitoring`; docs/monitoring.md says how it finds them.',
          ],
        },
      },
      {
        name: 'MlflowMonitorAway',
        expr: text`max ${BY_SERVICE} (mlflow_monitor_up{${matchers}}) == 0 or (absent(mlflow_monitor_up{${matchers}}) and on () max(up{${matchers}}) == 1)`,
        for: '15m',
        severity: 'ticket',
        summary: 'Nobody looks after MLflow’s database, bucket and certificates',
        description:
          'MLflow’s pods answer, but the container monitor in them does not: no other alert would fire because of the database, the bucket, keys or certificates.',
        runbook: {
          look: [podsOf(scope, 'tracking'), serverLogs(scope, 'monitor')],
          remedy: [
            'Its log says what it failed at. It is no part of serving: restarting the pods one by one (`kubectl rollout restart`) is safe.',
            'If it was killed for its memory, raise `monitoring.server.resources`.',
          ],
        },
      },
      {
        name: 'MlflowMigrationStuck',
        expr: text`max ${BY_SERVICE} (mlflow_migration_running_seconds{${matchers}}) > ${timeoutSeconds}`,
        for: '1m',
        severity: 'page',
        summary: 'A migration of the database does not end',
        description: text`Somebody has held the lock of the migration for {{ $value | humanizeDuration }}; mlflow.migration.timeoutSeconds is ${timeoutSeconds}. New pods of MLflow wait for it, and give up.`,
        runbook: {
          look: [migrate, podsOf(scope, 'tracking')],
          remedy: [
            'A large table takes its time: as long as the migration works, leave it, and raise `mlflow.migration.timeoutSeconds` so that the pods that wait do not give up.',
            'In the database, `SELECT pid, state, wait_event_type, query FROM pg_stat_activity` says who holds it and whether that session waits for another one’s lock; end that other one (`pg_terminate_backend`).',
            'If its pod is gone and its session is not, end the session: what it had not committed is as it was.',
          ],
        },
      },
      {
        name: 'MlflowMigrationFailed',
        expr: text`max ${BY_SERVICE} (mlflow_database_schema_current{${matchers}}) == 0 and max ${BY_SERVICE} (mlflow_migration_running_seconds{${matchers}}) == 0`,
        for: '15m',
        severity: 'page',
        summary: 'The database’s tables are not those of this MLflow',
        description:
          'No running pod has the tables that its MLflow wants, and nobody migrates them. What runs goes on as long as it runs; a pod that restarts does not come back.',
        runbook: {
          look: [migrate, kubectl(scope, text`rollout history ${deployment}`)],
          remedy: [
            'The log of the container prepare says what failed. Put that right, and delete the pod: its successor tries again.',
            'If an older MLflow runs on newer tables, somebody rolled the chart back: roll forward again, or restore the backup that was made before the migration (docs/recovery.md).',
          ],
        },
      },
      {
        name: 'MlflowKeysInconsistent',
        expr: text`min ${BY_SERVICE} (mlflow_keys_consistent{${matchers}}) == 0`,
        for: '10m',
        severity: 'page',
        summary: 'What is encrypted in the database cannot be read with MLflow’s keys',
        description:
          'A pod has other keys than those with which the gateway’s credentials or secrets of webhooks were encrypted: calls of models and webhooks fail, and what is written now is encrypted with the wrong key.',
        runbook: {
          look: [
            serverLogs(scope, 'monitor'),
            kubectl(scope, text`get pods -o wide -l app.kubernetes.io/component=tracking`),
          ],
          remedy: [
            'Look who changed the Secret in `mlflow.encryption.existingSecret`, and put back what was in it; then restart the pods.',
            'If pods differ, some were not restarted after a change: restart them.',
            'After a restore, the keys have to be those of the backup: its manifest has their fingerprints (docs/recovery.md).',
          ],
        },
      },
      {
        name: 'MlflowTracesRefused',
        expr: text`sum ${BY_SERVICE} (increase(mlflow_proxy_requests_total{${matchers},route="traces",status=~"4..",status!="499"}[1h])) > ${REFUSED.fewest} and sum ${BY_SERVICE} (rate(mlflow_proxy_requests_total{${matchers},route="traces",status=~"4..",status!="499"}[1h])) / sum ${BY_SERVICE} (rate(mlflow_proxy_requests_total{${matchers},route="traces"}[1h])) > ${REFUSED.part}`,
        for: '15m',
        severity: 'ticket',
        summary: 'Traces are refused',
        description:
          'MLflow refused {{ $value | humanize }} requests with traces within an hour. Exporters of traces mostly drop what is refused, and nobody else is told.',
        runbook: {
          look: [serverLogs(scope, 'proxy'), serverLogs(scope, 'mlflow')],
          remedy: [
            'In the proxy’s log, lines with `"route":"traces"`: 401 and 403 are clients without a login or a right, 413 are too large, 400 and 415 are no traces, or name no experiment (header x-mlflow-experiment-id).',
            '`client` and `user` in the same line say who sends them: tell them, their application does not.',
          ],
        },
      },
    ],
  };
}
