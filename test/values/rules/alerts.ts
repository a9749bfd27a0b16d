import type { RuleRow } from './row';

const labels = (of: string) => `{monitoring: {enabled: true, alerts: {labels: {${of}}}}}`;
const NAME =
  'monitoring.alerts.labels: has a name that Prometheus does not take. Take letters, digits and _, and no digit first, such as team.';
const OWN =
  'monitoring.alerts.labels: has severity, namespace, release or alertname, which each alert sets itself. Call it otherwise.';
const TEMPLATE = 'monitoring.alerts.labels: has {{ in it, which Prometheus takes for a template. Take plain texts.';

export const alerts: readonly RuleRow[] = [
  [labels('')],
  [labels('team: ml, _a1: "a \\"b\\\\ { c"')],
  [labels('a.b: c'), NAME],
  [labels('1a: c'), NAME],
  [labels("'': c"), NAME],
  [labels('a: b, c-d: e'), NAME],
  ...['severity', 'namespace', 'release', 'alertname'].map((name): RuleRow => [labels(`a: b, ${name}: c`), OWN]),
  [labels('my_severity: c, severity2: d')],
  [labels("a: '{{ $value }}'"), TEMPLATE],
];
