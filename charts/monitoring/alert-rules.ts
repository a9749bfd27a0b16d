/** Alerts for whoever reads them: the Prometheus operator by a PrometheusRule, others by a file in a ConfigMap. */
import type { Construct } from 'constructs';
import type { PrometheusRule } from '../../imports/crds/prometheus-operator';
import type { ConfigMap } from '../../imports/kubernetes/types';
import { not } from '../../lib/expr/function';
import { jsonOf, shared, text, when } from '../../lib/expr/vocabulary';
import { Component } from '../../lib/synth/component';
import { Manifest } from '../../lib/synth/manifest';
import { hasAlerts } from '../../values/alerts';
import { monitorsByOperator } from '../../values/monitoring';
import type { Scope } from './alerts/alert';
import { groupOf } from './alerts/rules';
import { subjects } from './alerts/subjects';

const COMPONENT = 'alerts';
export const RULES_FILE = 'mlflow.rules.yaml';

export class AlertRules extends Component {
  constructor(scope: Construct, id: string, of: Scope) {
    const { values, instance } = of;
    super(scope, id, hasAlerts(values));
    const groups = shared(
      'alerts',
      subjects(of).map((subject) => when(subject.enabled, groupOf(subject, of))),
    );
    const operator = monitorsByOperator(values);
    new Manifest<PrometheusRule>(
      this,
      'prometheusrule',
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: {
          ...instance.metadata(COMPONENT),
          labels: instance.podLabels(COMPONENT, values.monitoring.labels),
        },
        spec: { groups },
      },
      operator,
    );
    new Manifest<ConfigMap>(
      this,
      'configmap',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: instance.metadata(COMPONENT),
        // JSON is YAML, too.
        data: { [RULES_FILE]: text`{"groups":${jsonOf(groups)}}` },
      },
      not(operator),
    );
  }
}
