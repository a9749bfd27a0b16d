/** As many pods as there is to do: what says how many, and that the Deployment itself does not. */
import { expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/values/merge';
import { evaluateModel } from '../../../lib/synth/model';
import { complete, model, SMALLEST } from '../../support/platform';

const release = { name: 'mlflow', namespace: 'team' };
const objects = (autoscaling: JsonObject) => {
  const values = complete(SMALLEST, { monitoring: { enabled: true }, mlflow: { replicaCount: 3 }, autoscaling });
  return evaluateModel(model, { values, release });
};
const replicas = (autoscaling: JsonObject) =>
  (objects(autoscaling).get('tracking-deployment') as { readonly spec?: JsonObject } | undefined)?.spec?.['replicas'];

const BEHAVIOUR = {
  scaleUp: {
    stabilizationWindowSeconds: 60,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
  },
  scaleDown: {
    stabilizationWindowSeconds: 600,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
  },
};
const BY_CPU = {
  type: 'ContainerResource',
  containerResource: {
    name: 'cpu',
    container: 'mlflow',
    target: { type: 'Utilization', averageUtilization: 70 },
  },
};
const BY_REQUESTS = {
  type: 'Pods',
  pods: {
    metric: { name: 'mlflow_proxy_requests_in_flight' },
    target: { type: 'AverageValue', averageValue: '20' },
  },
};

test('without it, the Deployment says how many, and nothing else is there', () => {
  expect(replicas({})).toBe(3);
  expect([...objects({}).keys()].filter((name) => name.startsWith('autoscaling'))).toEqual([]);
});

test.each(['hpa', 'keda'])('with %s, the Deployment leaves it alone', (engine) => {
  expect(replicas({ enabled: true, engine })).toBeUndefined();
});

test.each([
  [{}, [BY_CPU]],
  [{ targetRequestsInFlight: 20 }, [BY_CPU, BY_REQUESTS]],
  [{ targetRequestsInFlight: 20, targetCPUUtilizationPercentage: 0 }, [BY_REQUESTS]],
])('a HorizontalPodAutoscaler, by %j', (more, metrics) => {
  const all = objects({ enabled: true, ...more });
  expect(all.get('autoscaling-scaledobject')).toBeUndefined();
  expect(all.get('autoscaling-horizontalpodautoscaler')).toMatchObject({
    metadata: { name: 'mlflow-tracking', namespace: 'team' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'mlflow-tracking' },
      minReplicas: 2,
      maxReplicas: 5,
      metrics,
      behavior: BEHAVIOUR,
    },
  });
});

const CPU_TRIGGER = { type: 'cpu', metricType: 'Utilization', metadata: { value: '70', containerName: 'mlflow' } };
const PROMETHEUS_TRIGGER = {
  type: 'prometheus',
  metricType: 'AverageValue',
  metadata: {
    serverAddress: 'http://p:9090',
    query: 'sum(mlflow_proxy_requests_in_flight{namespace="team",service="mlflow-metrics"})',
    threshold: '20',
  },
};

test.each([
  [{}, [CPU_TRIGGER]],
  [{ targetRequestsInFlight: 20 }, [CPU_TRIGGER, PROMETHEUS_TRIGGER]],
  [{ targetRequestsInFlight: 20, targetCPUUtilizationPercentage: 0 }, [PROMETHEUS_TRIGGER]],
])('a ScaledObject of KEDA, by %j', (more, triggers) => {
  const all = objects({ enabled: true, engine: 'keda', keda: { serverAddress: 'http://p:9090' }, ...more });
  expect(all.get('autoscaling-horizontalpodautoscaler')).toBeUndefined();
  expect(all.get('autoscaling-scaledobject')).toMatchObject({
    metadata: { name: 'mlflow-tracking', namespace: 'team' },
    spec: {
      scaleTargetRef: { name: 'mlflow-tracking' },
      minReplicaCount: 2,
      maxReplicaCount: 5,
      advanced: { horizontalPodAutoscalerConfig: { behavior: BEHAVIOUR } },
      triggers,
    },
  });
});

test('KEDA logs in to Prometheus as somebody says', () => {
  const keda = { serverAddress: 'http://p:9090', authenticationRef: 'prometheus' };
  const values = { enabled: true, engine: 'keda', targetRequestsInFlight: 20, targetCPUUtilizationPercentage: 0, keda };
  expect(objects(values).get('autoscaling-scaledobject')).toMatchObject({
    spec: { triggers: [{ ...PROMETHEUS_TRIGGER, authenticationRef: { name: 'prometheus' } }] },
  });
});
