/** Metrics, and who reads them. */
import type { Value } from '../lib/expr/expr';
import { and, choose, contains, equal, matches, not, notEmpty, or, toJson } from '../lib/expr/function';
import { text } from '../lib/expr/vocabulary';
import type { Rule } from '../lib/values/rule';
import { boolean, record, string, stringMap } from '../lib/values/schema';
import { alerts, dashboard } from './alerts';
import { runsCnpg } from './cloudnative-pg';
import { setsVariable } from './conditions';
import { hasDatabase } from './engines';
import { imageFields, podFields, resources, RESTRICTED_CONTAINER, RESTRICTED_POD } from './fields';
import { defaultImages } from './images';
import type { Values } from './schema';

const duration = { regex: '^([1-9][0-9]{0,4}(s|m|h))$', expected: 'a time such as 30s or 1m' };

export const monitoring = record('Metrics for Prometheus: see docs/monitoring.md.', {
  enabled: boolean({ default: false, description: 'Say how everything does, and tell Prometheus where.' }),
  mode: string({
    default: 'annotations',
    options: ['operator', 'annotations', 'none'],
    description:
      'How Prometheus finds it: ServiceMonitors of the Prometheus operator, annotations (prometheus.io/scrape) on Services, or neither.',
  }),
  interval: string({ default: '30s', description: 'How often, with mode operator.', pattern: duration }),
  labels: stringMap(
    'On what the operator selects by labels, such as release: kube-prometheus-stack; see docs/monitoring.md.',
  ),
  server: record('What looks after each pod of the server, in a container beside it.', {
    resources: resources({ requests: { cpu: '20m', memory: '96Mi' }, limits: { memory: '192Mi' } }),
  }),
  databaseExporter: record('PostgreSQL’s exporter: connections, locks, sizes, dead rows.', {
    enabled: boolean({ default: true, description: 'Run it, beside whatever holds the database.' }),
    image: record('Exporter image.', imageFields(defaultImages.databaseExporter)),
    ...podFields({
      resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { memory: '128Mi' } },
      podSecurityContext: { ...RESTRICTED_POD, runAsUser: 65534, runAsGroup: 65534 },
      securityContext: RESTRICTED_CONTAINER,
      gracePeriod: 10,
    }),
  }),
  alerts,
  dashboard,
});

type Monitored = Pick<Values, 'monitoring'>;

/** Whether the operator is told. */
export function monitorsByOperator({ monitoring: { enabled, mode } }: Monitored): Value<boolean> {
  return and(enabled, equal(mode, 'operator'));
}

/** Whether Services say it of themselves. */
export function monitorsByAnnotations({ monitoring: { enabled, mode } }: Monitored): Value<boolean> {
  return and(enabled, equal(mode, 'annotations'));
}

/** Whether the values name a database, which somebody may ask. */
function namesDatabase(values: Values): Value<boolean> {
  return or(hasDatabase(values, 'bundled'), runsCnpg(values), notEmpty(values.externalDatabase.host));
}

export function exportsDatabase(values: Values): Value<boolean> {
  const { enabled, databaseExporter } = values.monitoring;
  return and(enabled, databaseExporter.enabled, namesDatabase(values));
}

export function monitoringRules(values: Values): readonly Rule[] {
  const { monitoring: settings, networkPolicy, mlflow, externalDatabase } = values;
  const { enabled, databaseExporter } = settings;
  return [
    {
      path: 'networkPolicy.monitoring',
      violated: and(enabled, networkPolicy.enabled, not(notEmpty(networkPolicy.monitoring))),
      problem: 'is empty although monitoring.enabled is true: Prometheus would get to nothing',
      remedy: 'Name the namespace of Prometheus',
    },
    {
      level: 'warned',
      path: 'monitoring.databaseExporter.enabled',
      violated: and(enabled, databaseExporter.enabled, not(namesDatabase(values))),
      problem: 'is true, but the values name no database: there are no metrics of it',
      remedy: 'Name it in externalDatabase, or set it to false',
    },
    ...(
      [
        ['mlflow.extraArgs', contains(toJson(mlflow.extraArgs), '--expose-prometheus')],
        ['mlflow.env', setsVariable(values, 'MLFLOW_EXPOSE_PROMETHEUS')],
      ] as const
    ).map(([path, exposes]): Rule => ({
      level: 'warned',
      path,
      violated: and(enabled, exposes),
      problem:
        'names a folder for MLflow’s own metrics: with monitoring.enabled they are in the chart’s, and on port 9113 alone',
      remedy: 'Remove it, and have Prometheus read port 9113',
    })),
    {
      level: 'warned',
      path: 'externalDatabase.sslMode',
      violated: and(
        exportsDatabase(values),
        hasDatabase(values, 'external'),
        matches(externalDatabase.sslMode, '^(allow|prefer)$'),
      ),
      problem: text`is ${externalDatabase.sslMode}, which the exporter of the database does not know: it asks ${choose<string>(equal(externalDatabase.sslMode, 'allow'), 'without TLS', 'by TLS')} only`,
      remedy: 'Set it to what the database does, disable or require; best to verify-full',
    },
    {
      level: 'warned',
      path: 'monitoring.labels',
      violated: and(notEmpty(settings.labels), not(monitorsByOperator(values))),
      problem: 'is for the Prometheus operator: without monitoring.mode operator nothing has them',
      remedy: 'Set monitoring.mode to operator, or remove them',
    },
  ];
}
