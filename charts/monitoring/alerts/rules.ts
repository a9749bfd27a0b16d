/** Alerts as Prometheus reads them. */
import type { RuleGroup } from '../../../imports/crds/prometheus-operator';
import type { Deferred, Value } from '../../../lib/expr/expr';
import { notEmpty } from '../../../lib/expr/function';
import { concatenate, extend, text, when } from '../../../lib/expr/vocabulary';
import type { Alert, Runbook, Scope, Subject } from './alert';

/** As the field calls them. */
const SEVERITIES = { page: 'critical', ticket: 'warning' } as const;

/** A group each: its recordings are evaluated before its alerts, which ask for them. */
export function groupOf(subject: Subject, scope: Scope): Deferred<RuleGroup> {
  return {
    name: text`mlflow-${subject.name}.${scope.instance.namespace}.${scope.instance.base}`,
    rules: [
      ...(subject.records ?? []).map(({ record, expr }) => ({ record, expr })),
      ...subject.alerts.map((alert) => ruleOf(alert, scope)),
    ],
  };
}

function ruleOf(alert: Alert, { values, instance }: Scope) {
  const { labels, runbookUrl } = values.monitoring.alerts;
  const own = { severity: SEVERITIES[alert.severity], namespace: instance.namespace, release: instance.base };
  return {
    alert: alert.name,
    expr: alert.expr,
    for: alert.for,
    labels: extend(own, labels),
    annotations: {
      summary: text`${alert.summary}: MLflow ${instance.base} in ${instance.namespace}`,
      description: alert.description,
      runbook_url: when(notEmpty(runbookUrl), text`${runbookUrl}#${alert.name.toLowerCase()}`),
      runbook: when(notEmpty(runbookUrl), undefined, textOf(alert.runbook)),
    },
  };
}

/** For an alert that links nowhere. Braces would be a template of Prometheus. */
function textOf({ look, remedy }: Runbook): Value<string> {
  const lines = [...look.map((command) => text`$ ${command}`), ...remedy];
  return concatenate(lines.flatMap((line, index) => (index === 0 ? [line] : ['\n', line])));
}
