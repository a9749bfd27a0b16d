/** Pods of the release, as kube-state-metrics and the kubelets see them: where nobody reads those, these never fire. */
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { alternatives, kubectl, type Scope, type Subject } from './alert';

/** Those that keep running: a Job that fails is an alert of what it does. */
const COMPONENTS = [
  'tracking',
  'jobs',
  'artifacts',
  'postgresql',
  'cnpg',
  'pooler',
  'cnpg-pooler',
  'minio',
  'garage',
  'backup-exporter',
  'database-exporter',
  'wal-archive',
];
const RESTARTS = 3;
const MEMORY = '0.9';

export function pods(scope: Scope): Subject {
  const { instance } = scope;
  // By whole names: that of another release may begin alike.
  const names = COMPONENTS.map((component) => instance.name(component));
  const matchers = text`namespace="${instance.namespace}",pod=~"(${alternatives(names)})-.+"`;

  const waiting = (of: string) =>
    text`max by (namespace, pod, container) (max_over_time(kube_pod_${of}container_status_waiting_reason{${matchers},reason="CrashLoopBackOff"}[5m])) == 1`;
  const look = [
    kubectl(
      scope,
      text`get pods -l app.kubernetes.io/instance=${instance.selectorOfAll()['app.kubernetes.io/instance']}`,
    ),
    kubectl(scope, 'describe pod <pod>'),
    kubectl(scope, 'logs <pod> -c <container> --previous --tail=100'),
  ];
  return {
    name: 'pods',
    title: 'Pods',
    enabled: hasAlerts(scope.values),
    alerts: [
      {
        name: 'MlflowRestartLoop',
        expr: text`sum by (namespace, pod, container) (increase(kube_pod_container_status_restarts_total{${matchers}}[1h])) > ${RESTARTS} or ${waiting('')} or ${waiting('init_')}`,
        for: '10m',
        severity: 'ticket',
        summary: 'A container restarts again and again',
        description:
          'The container {{ $labels.container }} of {{ $labels.pod }} restarts again and again. Each time, requests that it served are lost; if it never becomes ready, others serve for it, or nobody.',
        runbook: {
          look,
          remedy: [
            'In `describe`, `Last State` has the reason. `OOMKilled`: it needs more memory (see MlflowMemoryNearLimit). `Error`: the log of its last life says why.',
            'Killed by a probe: the events name it. A server that is slow to start wants a longer `probes.startup`.',
            'A container of `Init`: it waits for what it names in its log, a database, a migration, a restore.',
          ],
        },
      },
      {
        name: 'MlflowMemoryNearLimit',
        expr: text`max by (namespace, pod, container) (container_memory_working_set_bytes{${matchers},container!=""}) / max by (namespace, pod, container) (container_spec_memory_limit_bytes{${matchers},container!=""} > 0) > ${MEMORY}`,
        for: '15m',
        severity: 'ticket',
        summary: 'A container is near its limit of memory',
        description:
          'The container {{ $labels.container }} of {{ $labels.pod }} has {{ $value | humanizePercentage }} of the memory that it may have. Past that it is killed, and requests that it serves are lost.',
        runbook: {
          look: [kubectl(scope, 'top pod <pod> --containers'), ...look],
          remedy: [
            'Raise its limit in the values (`resources`): MLflow’s grows with `mlflow.workers`, and with artefacts that are downloaded through it.',
            'If it grows without end, restart it, and look what is asked of it meanwhile (the proxy’s log).',
          ],
        },
      },
    ],
  };
}
