/** What NOTES.txt says of monitoring: how Prometheus finds it, and where alerts are. */
import type { Tree } from '../../lib/expr/expr';
import { and, choose, not } from '../../lib/expr/function';
import { text, when } from '../../lib/expr/vocabulary';
import type { Release } from '../../lib/synth/chart';
import { hasAlerts } from '../../values/alerts';
import { monitorsByAnnotations, monitorsByOperator } from '../../values/monitoring';
import type { Values } from '../../values/schema';
import type { Instance } from '../parts/instance';

export function monitoringNotes(values: Values, { namespace }: Release, instance: Instance): readonly Tree[] {
  const operator = monitorsByOperator(values);
  const how = choose<string>(
    monitorsByAnnotations(values),
    'annotations of Services (prometheus.io/scrape)',
    'nothing of the release (docs/monitoring.md)',
  );
  return [
    when(
      values.monitoring.enabled,
      text`  Prometheus finds its metrics by ${choose<string>(operator, 'ServiceMonitors, and loads its alerts by a PrometheusRule', how)}.`,
    ),
    when<Tree>(and(hasAlerts(values), not(operator)), [
      '  ITS ALERTS ARE A FILE THAT YOUR PROMETHEUS HAS TO LOAD (rule_files, docs/monitoring.md):',
      text`    kubectl -n ${namespace} get configmap ${instance.name('alerts')} -o jsonpath='{.data.mlflow\\.rules\\.yaml}'`,
    ]),
  ];
}
