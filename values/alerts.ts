/** What alerts ask for, and where they lead. */
import type { Value } from '../lib/expr/expr';
import { add, and, matches, multiply, not, toJson } from '../lib/expr/function';
import type { Rule } from '../lib/values/rule';
import { boolean, map, record, string, stringMap } from '../lib/values/schema';
import { longestGap } from './schedule';
import type { Values } from './schema';

const percent = { regex: '^[0-9]{1,2}([.][0-9]{1,3})?$', expected: 'a percentage below 100 such as 99.5' };

/** Bounds of the proxy's histogram (charts/access/proxy/metrics.njs) that somebody may want. */
const BOUNDS = ['0.25', '0.5', '1', '2.5', '5', '10', '30'] as const;

export const alerts = record('Alerts, as a PrometheusRule with mode operator, otherwise as a file in a ConfigMap.', {
  enabled: boolean({ default: true, description: 'Have them, with monitoring.enabled.' }),
  labels: stringMap('More labels on each alert, by which Alertmanager routes it, such as team: ml.'),
  runbookUrl: string({
    default: '',
    description:
      'Where docs/runbooks.md can be read: each alert links to its section there. Empty puts the text of it into the alert.',
    pattern: {
      regex: '^(https?://[A-Za-z0-9./_~:?=%-]+)?$',
      expected: 'a URL without # such as https://wiki.example.com/runbooks',
    },
    maxLength: 512,
  }),
  availability: string({
    default: '99.5',
    description: 'Of 100 requests of a kind, how many are to be answered without an error of the server, over 30 days.',
    pattern: percent,
  }),
  latency: string({
    default: '99',
    description: 'Of 100 requests of the API and of pages, how many are to be answered within latencySeconds.',
    pattern: percent,
  }),
  latencySeconds: string({ default: '2.5', options: BOUNDS, description: 'How fast.' }),
});

export const dashboard = record('A dashboard for Grafana: see docs/monitoring.md.', {
  enabled: boolean({
    default: true,
    description: 'A ConfigMap with it, with monitoring.enabled, for Grafana’s sidecar.',
  }),
  labels: map(string({ description: 'Its value.' }), {
    default: { grafana_dashboard: '1' },
    description: 'By which the sidecar finds it.',
  }),
});

type Monitored = Pick<Values, 'monitoring'>;

export function hasAlerts({ monitoring }: Monitored): Value<boolean> {
  return and(monitoring.enabled, monitoring.alerts.enabled);
}

/** Seconds after its start when the newest of a schedule is too old: one later is missing, though it took as long as it may. */
export function oldestAllowed(schedule: Value<string>, timeoutSeconds: Value<number>): Value<number> {
  return add(multiply(add(longestGap(schedule), 1), 3600), timeoutSeconds);
}

/** Names of labels that Prometheus takes and the alerts do not set themselves, with texts of any kind. */
const LABELS = '^[{]("[a-zA-Z_][a-zA-Z0-9_]*":"([^"\\\\]|\\\\[^\n])*",?)*[}]$';
const OWN_LABELS = '[{,]"(severity|namespace|release|alertname)":';

export function alertRules({ monitoring: { alerts: settings } }: Values): readonly Rule[] {
  const labels = toJson(settings.labels);
  return [
    {
      path: 'monitoring.alerts.labels',
      violated: not(matches(labels, LABELS)),
      problem: 'has a name that Prometheus does not take',
      remedy: 'Take letters, digits and _, and no digit first, such as team',
    },
    {
      path: 'monitoring.alerts.labels',
      violated: matches(labels, OWN_LABELS),
      problem: 'has severity, namespace, release or alertname, which each alert sets itself',
      remedy: 'Call it otherwise',
    },
    {
      path: 'monitoring.alerts.labels',
      violated: matches(labels, '[{][{]'),
      problem: 'has {{ in it, which Prometheus takes for a template',
      remedy: 'Take plain texts',
    },
  ];
}
