/** How many pods of the server there are: by a HorizontalPodAutoscaler, or by KEDA, which makes one. */
import type { Construct } from 'constructs';
import type { ScaledObject } from '../../imports/crds/keda';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior } from '../../imports/kubernetes/types';
import type { Deferred } from '../../lib/expr/expr';
import { equal, notEmpty } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { scalesByCpu, scalesByRequests } from '../../values/autoscaling';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { AT_LAST } from '../parts/waves';

export interface AutoscalerProps {
  readonly instance: Instance;
  readonly values: Values;
}

const NAME = 'tracking';
/** The server's own: those beside it take little, and would water its share down. */
const CONTAINER = 'mlflow';
/** The proxy's Service, by which Prometheus knows whose metrics they are. */
const METRICS = 'metrics';
/** Of the proxy: charts/access/proxy/metrics.njs. */
const IN_FLIGHT = 'mlflow_proxy_requests_in_flight';

export class Autoscaler extends Component {
  constructor(scope: Construct, id: string, props: AutoscalerProps) {
    const { instance, values } = props;
    const { autoscaling: settings } = values;
    const { enabled, engine, minReplicas, maxReplicas, keda } = settings;
    super(scope, id, enabled);
    const [byCpu, byRequests] = [scalesByCpu(values), scalesByRequests(values)];
    const metadata = { ...instance.metadata(NAME), annotations: AT_LAST };
    new Manifest<HorizontalPodAutoscaler>(
      this,
      'horizontalpodautoscaler',
      {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata,
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: metadata.name },
          minReplicas,
          maxReplicas,
          metrics: [
            when(byCpu, {
              type: 'ContainerResource',
              containerResource: {
                name: 'cpu',
                container: CONTAINER,
                target: { type: 'Utilization', averageUtilization: settings.targetCPUUtilizationPercentage },
              },
            }),
            when(byRequests, {
              type: 'Pods',
              pods: {
                metric: { name: IN_FLIGHT },
                target: { type: 'AverageValue', averageValue: text`${settings.targetRequestsInFlight}` },
              },
            }),
          ],
          behavior: behaviour(settings),
        },
      },
      equal(engine, 'hpa'),
    );
    new Manifest<ScaledObject>(
      this,
      'scaledobject',
      {
        apiVersion: 'keda.sh/v1alpha1',
        kind: 'ScaledObject',
        metadata,
        spec: {
          scaleTargetRef: { name: metadata.name },
          minReplicaCount: minReplicas,
          maxReplicaCount: maxReplicas,
          advanced: { horizontalPodAutoscalerConfig: { behavior: behaviour(settings) } },
          triggers: [
            when(byCpu, {
              type: 'cpu',
              metricType: 'Utilization',
              metadata: { value: text`${settings.targetCPUUtilizationPercentage}`, containerName: CONTAINER },
            }),
            when(byRequests, {
              type: 'prometheus',
              metricType: 'AverageValue',
              metadata: {
                serverAddress: keda.serverAddress,
                query: text`sum(${IN_FLIGHT}{namespace="${instance.namespace}",service="${instance.name(METRICS)}"})`,
                threshold: text`${settings.targetRequestsInFlight}`,
              },
              authenticationRef: when(notEmpty(keda.authenticationRef), { name: keda.authenticationRef }),
            }),
          ],
        },
      },
      equal(engine, 'keda'),
    );
  }
}

function behaviour({ scaleUp, scaleDown }: Values['autoscaling']): Deferred<HorizontalPodAutoscalerBehavior> {
  const policy = (settings: typeof scaleUp) => ({
    stabilizationWindowSeconds: settings.stabilizationSeconds,
    selectPolicy: 'Max',
    policies: [{ type: 'Pods', value: settings.podsPerMinute, periodSeconds: 60 }],
  });
  return { scaleUp: policy(scaleUp), scaleDown: policy(scaleDown) };
}
