/** As many pods of the server as there is to do. */
import type { Value } from '../lib/expr/expr';
import { and, choose, equal, greater, not, notEmpty } from '../lib/expr/function';
import { namedNumber, text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, integer, record, string } from '../lib/values/schema';
import { empty } from './conditions';
import { objectName } from './fields';
import { amountOf } from './quantity';
import type { Values } from './schema';

export const autoscaling = record(
  'As many pods of the server as there is to do, in the place of mlflow.replicaCount. See docs/scaling.md before you turn it on.',
  {
    enabled: boolean({ default: false, description: 'Let the number of pods follow what they have to do.' }),
    engine: string({
      default: 'hpa',
      options: ['hpa', 'keda'],
      description:
        'A HorizontalPodAutoscaler of Kubernetes, or a ScaledObject of KEDA, whose operator has to be there.',
    }),
    minReplicas: integer({ default: 2, minimum: 1, maximum: 50, description: 'Pods that there are at least.' }),
    maxReplicas: integer({
      default: 5,
      minimum: 1,
      maximum: 50,
      description: 'Pods that there are at most: the database has to take the connections of all of them.',
    }),
    targetCPUUtilizationPercentage: integer({
      default: 70,
      minimum: 0,
      maximum: 1000,
      description: 'How much of what MLflow’s container requests it should take, on average; 0 does not go by it.',
    }),
    targetRequestsInFlight: integer({
      default: 0,
      minimum: 0,
      maximum: 10_000,
      description:
        'How many requests a pod should have under way, on average; 0 does not go by it. With hpa, prometheus-adapter or another server of custom metrics has to say it.',
    }),
    keda: record('What KEDA asks.', {
      serverAddress: string({
        default: '',
        description: 'URL of Prometheus, for requests in flight.',
        pattern: {
          regex: '^(https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?)?$',
          expected: 'a URL such as http://prometheus-operated.monitoring:9090',
        },
      }),
      authenticationRef: objectName('TriggerAuthentication for Prometheus, if it wants a login.'),
    }),
    scaleUp: record('When there is more to do.', {
      stabilizationSeconds: integer({
        default: 60,
        minimum: 0,
        maximum: 3600,
        description: 'How long that has to last: a pod that starts takes a processor for half a minute itself.',
      }),
      podsPerMinute: integer({ default: 2, minimum: 1, maximum: 50, description: 'How many pods come at most.' }),
    }),
    scaleDown: record('When there is less to do.', {
      stabilizationSeconds: integer({
        default: 600,
        minimum: 0,
        maximum: 3600,
        description: 'For how long fewer pods have to be enough.',
      }),
      podsPerMinute: integer({ default: 1, minimum: 1, maximum: 50, description: 'How many pods go at most.' }),
    }),
  },
);

type Scaled = Pick<Values, 'autoscaling' | 'mlflow'>;

/** How many pods of the server there can be. */
export function mostServers({ autoscaling: { enabled, maxReplicas }, mlflow }: Scaled): Value<number> {
  return namedNumber('tracking.mostPods', choose(enabled, maxReplicas, mlflow.replicaCount));
}

/** How many there are when nobody does anything. */
export function fewestServers({ autoscaling: { enabled, minReplicas }, mlflow }: Scaled): Value<number> {
  return namedNumber('tracking.fewestPods', choose(enabled, minReplicas, mlflow.replicaCount));
}

export function scalesByCpu({ autoscaling: { targetCPUUtilizationPercentage } }: Scaled): Value<boolean> {
  return greater(targetCPUUtilizationPercentage, 0);
}

export function scalesByRequests({ autoscaling: { targetRequestsInFlight } }: Scaled): Value<boolean> {
  return greater(targetRequestsInFlight, 0);
}

export function autoscalingRules(values: Values): readonly Rule[] {
  const { autoscaling: settings, mlflow, monitoring } = values;
  const { enabled, engine, minReplicas, maxReplicas, keda } = settings;
  const byRequests = and(enabled, scalesByRequests(values));
  const byKeda = equal(engine, 'keda');
  // Kubernetes takes a limit for a request that is not there.
  const asks = (kind: 'requests' | 'limits') => notEmpty(amountOf(mlflow.resources, kind, 'cpu'));
  return [
    {
      path: 'autoscaling.maxReplicas',
      violated: and(enabled, greater(minReplicas, maxReplicas)),
      problem: text`is ${maxReplicas}, less than autoscaling.minReplicas, ${minReplicas}`,
      remedy: 'Raise it, or lower the other',
    },
    {
      path: 'autoscaling.targetCPUUtilizationPercentage',
      violated: and(enabled, not(scalesByCpu(values)), not(scalesByRequests(values))),
      problem: 'is 0, and so is autoscaling.targetRequestsInFlight: nothing says how many pods there should be',
      remedy: 'Set one of them',
    },
    {
      path: 'autoscaling.targetCPUUtilizationPercentage',
      violated: and(enabled, scalesByCpu(values), not(asks('requests')), not(asks('limits'))),
      problem: 'goes by what MLflow’s container requests, which is nothing: no pod would ever be added',
      remedy: 'Set mlflow.resources.requests.cpu, or this to 0 and autoscaling.targetRequestsInFlight instead',
    },
    {
      path: 'autoscaling.targetRequestsInFlight',
      violated: and(byRequests, not(monitoring.enabled)),
      problem: 'goes by what Prometheus reads of the proxy, but monitoring.enabled is false',
      remedy: 'Set monitoring.enabled to true, or this to 0',
    },
    {
      path: 'autoscaling.keda.serverAddress',
      violated: and(byRequests, byKeda, empty(keda.serverAddress)),
      problem: 'is empty, but autoscaling.targetRequestsInFlight has KEDA ask Prometheus',
      remedy: 'Name it, such as http://prometheus-operated.monitoring:9090',
    },
    {
      level: 'warned',
      path: 'autoscaling.scaleDown.stabilizationSeconds',
      violated: and(enabled, greater(60, settings.scaleDown.stabilizationSeconds)),
      problem: text`is ${settings.scaleDown.stabilizationSeconds}: pods would go whenever users take a breath, and come back a minute later`,
      remedy: 'Set it to 300 or more',
    },
    {
      level: 'warned',
      path: 'autoscaling.enabled',
      violated: and(not(enabled), greater(settings.targetRequestsInFlight, 0)),
      problem:
        'is false, though autoscaling.targetRequestsInFlight is set: there are as many pods as mlflow.replicaCount says',
      remedy: 'Set it to true, or the other to 0',
    },
  ];
}
