/** What Prometheus reads, and what tells it where: ServiceMonitors, or annotations on Services. */
import type { Construct } from 'constructs';
import type { ServiceMonitor } from '../../imports/crds/prometheus-operator';
import type { Service } from '../../imports/kubernetes/types';
import { and } from '../../lib/expr/function';
import { when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { monitorsByAnnotations, monitorsByOperator } from '../../values/monitoring';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';
import { METRICS_PATH, scrapeAnnotations, type Source } from '../parts/scraped';

export interface MonitoringProps {
  readonly instance: Instance;
  readonly values: Values;
  readonly sources: readonly Source[];
}

export class Monitoring extends Component {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: MonitoringProps,
  ) {
    super(scope, id, props.values.monitoring.enabled);
    for (const source of props.sources) {
      if (source.hasService !== true) this.service(source);
      this.serviceMonitor(source);
    }
  }

  /** Headless: there is something to read in each pod. */
  private service({ component, enabled, port, path = METRICS_PATH, certificate }: Source): void {
    const { instance, values } = this.props;
    const says = monitorsByAnnotations(values);
    new Manifest<Service>(
      this,
      `${component}-service`,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          ...instance.metadata(component, nameOf(component)),
          annotations: scrapeAnnotations({ port, path, says, ...(certificate && { tls: certificate.enabled }) }),
        },
        spec: {
          type: 'ClusterIP',
          clusterIP: 'None',
          selector: instance.selector(component),
          ports: [{ name: 'metrics', port, targetPort: port, protocol: 'TCP' }],
        },
      },
      enabled,
    );
  }

  private serviceMonitor({ component, enabled, path = METRICS_PATH, certificate, host }: Source): void {
    const { instance, values } = this.props;
    const { interval, labels } = values.monitoring;
    new Manifest<ServiceMonitor>(
      this,
      `${component}-servicemonitor`,
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { ...instance.metadata(component), labels: instance.podLabels(component, labels) },
        spec: {
          selector: { matchLabels: instance.selector(component) },
          namespaceSelector: { matchNames: [instance.namespace] },
          endpoints: [
            {
              port: 'metrics',
              path,
              interval,
              scheme: certificate && when(certificate.enabled, 'https' as const),
              tlsConfig:
                certificate &&
                when(certificate.enabled, {
                  ca: { secret: { name: certificate.secretName, key: 'ca.crt' } },
                  serverName: host,
                }),
            },
          ],
        },
      },
      and(enabled, monitorsByOperator(values)),
    );
  }
}

function nameOf(component: string): string {
  return `${component}-metrics`;
}
