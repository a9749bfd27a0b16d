import type { RuleRow } from './row';

const on = (more = '', rest = '') =>
  `{autoscaling: {enabled: true${more && `, ${more}`}}, postgresql: {resources: {requests: {memory: 64Gi}}}${rest && `, ${rest}`}}`;
const MONITORED = 'monitoring: {enabled: true}';

const NOTHING_SAYS =
  'autoscaling.targetCPUUtilizationPercentage: is 0, and so is autoscaling.targetRequestsInFlight: nothing says how many pods there should be. Set one of them.';
const NO_REQUEST =
  'autoscaling.targetCPUUtilizationPercentage: goes by what MLflow’s container requests, which is nothing: no pod would ever be added. Set mlflow.resources.requests.cpu, or this to 0 and autoscaling.targetRequestsInFlight instead.';
const UNREAD =
  'autoscaling.targetRequestsInFlight: goes by what Prometheus reads of the proxy, but monitoring.enabled is false. Set monitoring.enabled to true, or this to 0.';
const NO_ADDRESS =
  'autoscaling.keda.serverAddress: is empty, but autoscaling.targetRequestsInFlight has KEDA ask Prometheus. Name it, such as http://prometheus-operated.monitoring:9090.';

export const autoscaling: readonly RuleRow[] = [
  [on()],
  [
    on('minReplicas: 6'),
    'autoscaling.maxReplicas: is 5, less than autoscaling.minReplicas, 6. Raise it, or lower the other.',
  ],
  [on('minReplicas: 5')],
  ['autoscaling: {minReplicas: 6}'],
  [on('targetCPUUtilizationPercentage: 0'), NOTHING_SAYS],
  ['autoscaling: {targetCPUUtilizationPercentage: 0}'],
  [on('targetCPUUtilizationPercentage: 0, targetRequestsInFlight: 20', MONITORED)],
  [on('', 'mlflow: {resources: {requests: {cpu: null}}}'), NO_REQUEST],
  [on('', 'mlflow: {resources: {requests: {cpu: null}, limits: {cpu: 2}}}')],
  [
    on(
      'targetCPUUtilizationPercentage: 0, targetRequestsInFlight: 1',
      `mlflow: {resources: {requests: {cpu: null}}}, ${MONITORED}`,
    ),
  ],
  [on('targetRequestsInFlight: 1'), UNREAD],
  [on('engine: keda, targetRequestsInFlight: 1', MONITORED), NO_ADDRESS],
  [on('engine: keda, targetRequestsInFlight: 1, keda: {serverAddress: "http://p:9090"}', MONITORED)],
  // Its own metrics KEDA takes from Kubernetes.
  [on('engine: keda')],
  [
    on('scaleDown: {stabilizationSeconds: 59}'),
    'warning: autoscaling.scaleDown.stabilizationSeconds: is 59: pods would go whenever users take a breath, and come back a minute later. Set it to 300 or more.',
  ],
  [on('scaleDown: {stabilizationSeconds: 60}')],
  ['autoscaling: {scaleDown: {stabilizationSeconds: 0}}'],
  [
    'autoscaling: {targetRequestsInFlight: 1}',
    'warning: autoscaling.enabled: is false, though autoscaling.targetRequestsInFlight is set: there are as many pods as mlflow.replicaCount says. Set it to true, or the other to 0.',
  ],
  // What counts pods counts the most that there can be, or the fewest.
  [
    on('', 'mlflow: {jobExecution: true}'),
    'mlflow.jobExecution: is true with 5 replicas, but each pod has a queue of its own: periodic jobs would run in each, and a pod that starts would run again what others are running. Set it to false, and jobs.enabled to true; or mlflow.replicaCount to 1 without autoscaling.',
  ],
  [on('minReplicas: 1, maxReplicas: 1', 'mlflow: {jobExecution: true, replicaCount: 3}')],
  [
    on('minReplicas: 1', 'mlflow: {replicaCount: 3, podDisruptionBudget: {enabled: true}}'),
    'mlflow.podDisruptionBudget.minAvailable: is 1 of 1 replicas, so no node could ever be drained. Raise mlflow.replicaCount (autoscaling.minReplicas, if that is on), or disable the budget.',
  ],
  [on('minReplicas: 2', 'mlflow: {replicaCount: 1, podDisruptionBudget: {enabled: true}}')],
  [
    '{autoscaling: {enabled: true, maxReplicas: 40}, postgresql: {resources: {requests: {memory: 1Ti}}}}',
    'postgresql.maxConnections: can follow from who connects up to 5000, but 5012 connections can be open: 5002 from 41 pods of 4 workers (2 pools of 5 + 10 in each, 2 beside them), one of the pods only during an update, and 10 from administration. Lower mlflow.databasePool, mlflow.workers or mlflow.replicaCount (autoscaling.maxReplicas, if that is on).',
  ],
  ['{autoscaling: {enabled: true, maxReplicas: 39}, postgresql: {resources: {requests: {memory: 67Gi}}}}'],
];
