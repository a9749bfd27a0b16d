/** What users feel: how many requests fail, and how many are slow, of each kind, against what is promised for 30 days. */
import type { Value } from '../../../lib/expr/expr';
import { text } from '../../../lib/expr/vocabulary';
import { hasAlerts } from '../../../values/alerts';
import { BY_SERVICE, from, serverLogs, podsOf, type Alert, type Recording, type Scope, type Subject } from './alert';

/** Of the proxy; probes are none of users. */
const ROUTES = 'ui|api|artefacts|traces';
/** Artefacts take as long as they are large, and exporters of traces do not wait. */
const QUICK_ROUTES = 'ui|api';

/** https://sre.google/workbook/alerting-on-slos/: how fast what is allowed in 30 days is used up, in both windows. */
const BURNS = [
  { name: 'Fast', burn: '14.4', long: '1h', short: '5m', severity: 'page', for: '2m' },
  { name: 'High', burn: '6', long: '6h', short: '30m', severity: 'page', for: '5m' },
  { name: 'Steady', burn: '3', long: '1d', short: '2h', severity: 'ticket', for: '15m' },
  { name: 'Slow', burn: '1', long: '3d', short: '6h', severity: 'ticket', for: '30m' },
] as const;

type Burn = (typeof BURNS)[number];

/** In the long window: with hardly any requests, one that fails is a large part of all. */
const FEWEST = 5;

const SECONDS = { '5m': 300, '30m': 1800, '1h': 3600, '2h': 7200, '6h': 21_600, '1d': 86_400, '3d': 259_200 } as const;
type Window = keyof typeof SECONDS;
const WINDOWS = Object.keys(SECONDS) as Window[];

export function users(scope: Scope): Subject {
  const { availability, latency } = scope.values.monitoring.alerts;
  return {
    name: 'users',
    title: 'What users feel',
    enabled: hasAlerts(scope.values),
    records: [...WINDOWS.flatMap((window) => records(scope, window)), promised(scope)],
    alerts: BURNS.flatMap((burn) => [
      errors(scope, burn, allowed(availability)),
      slowness(scope, burn, allowed(latency)),
    ]),
  };
}

/** The part that may fail. */
function allowed(percent: Value<string>): Value<string> {
  return text`(1 - ${percent} / 100)`;
}

/** For the dashboard, which knows no values: the part that may fail. */
function promised(scope: Scope): Recording {
  const requests = text`mlflow:requests:rate1h{${from(scope, 'metrics')}}`;
  const { availability } = scope.values.monitoring.alerts;
  return {
    record: 'mlflow:failed_requests:allowed',
    expr: text`group ${BY_SERVICE} (${requests}) * ${allowed(availability)}`,
  };
}

function records(scope: Scope, window: Window): readonly Recording[] {
  const matchers = from(scope, 'metrics');
  const rate = (series: Value<string>) => text`sum by (namespace, service, route) (rate(${series}[${window}]))`;
  const { latencySeconds } = scope.values.monitoring.alerts;
  const [counter, buckets] = ['mlflow_proxy_requests_total', 'mlflow_proxy_request_duration_seconds_bucket'];
  const quick = text`${matchers},route=~"${QUICK_ROUTES}"`;
  return [
    { record: `mlflow:requests:rate${window}`, expr: rate(text`${counter}{${matchers},route=~"${ROUTES}"}`) },
    {
      record: `mlflow:failed_requests:rate${window}`,
      expr: rate(text`${counter}{${matchers},route=~"${ROUTES}",status=~"5.."}`),
    },
    {
      // Prometheus 3 writes the bound 1 as 1.0.
      record: `mlflow:slow_requests:rate${window}`,
      expr: text`${rate(text`${buckets}{${quick},le="+Inf"}`)} - ${rate(text`${buckets}{${quick},le=~"${latencySeconds}([.]0)?"}`)}`,
    },
  ];
}

/** Of the requests in both windows, more of a kind than the burn allows. */
function burning(scope: Scope, kind: 'failed' | 'slow', { burn, long, short }: Burn, budget: Value<string>) {
  const matchers = from(scope, 'metrics');
  const series = (name: string, window: Window) => text`mlflow:${name}:rate${window}{${matchers}}`;
  const ratio = (window: Window) => text`${series(`${kind}_requests`, window)} / ${series('requests', window)}`;
  return text`(${ratio(long)} > ${burn} * ${budget}) and (${ratio(short)} > ${burn} * ${budget}) and (${series(`${kind}_requests`, long)} * ${SECONDS[long]} >= ${FEWEST})`;
}

function errors(scope: Scope, burn: Burn, budget: Value<string>): Alert {
  const { availability } = scope.values.monitoring.alerts;
  return {
    name: `MlflowErrors${burn.name}`,
    expr: burning(scope, 'failed', burn, budget),
    for: burn.for,
    severity: burn.severity,
    summary: `Requests fail, ${words(burn)}`,
    description: text`{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} got an error of the server within ${burn.long}, and it goes on. Over 30 days, ${availability} % are to be answered without: at this rate that is used up ${pace(burn)} as allowed. Runs that log may lose what they log.`,
    runbook: {
      look: [podsOf(scope, 'tracking'), serverLogs(scope, 'proxy'), serverLogs(scope, 'mlflow')],
      remedy: [
        'The proxy’s log has a line of JSON for each request: `status` 502 or 504 means that MLflow did not answer, 500 and 503 that it answered so, and then its log says why.',
        'An alert of the database, the bucket or a volume at the same time is the cause: see there first.',
        'If it began with an upgrade, look at what `helm history` says, and at docs/upgrading.md before you roll back: a database that was migrated is not migrated back.',
        'If MLflow runs out of memory or workers, raise `mlflow.resources`, `mlflow.workers` or `mlflow.replicaCount`.',
      ],
    },
  };
}

function slowness(scope: Scope, burn: Burn, budget: Value<string>): Alert {
  const { latency, latencySeconds } = scope.values.monitoring.alerts;
  return {
    name: `MlflowLatency${burn.name}`,
    expr: burning(scope, 'slow', burn, budget),
    for: burn.for,
    severity: burn.severity,
    summary: `Requests are slow, ${words(burn)}`,
    description: text`{{ $value | humanizePercentage }} of the requests of the kind {{ $labels.route }} took longer than ${latencySeconds} s within ${burn.long}, and it goes on. Over 30 days, ${latency} % are to be quicker: at this rate that is used up ${pace(burn)} as allowed. Pages load slowly, and training waits for its logging.`,
    runbook: {
      look: [serverLogs(scope, 'proxy'), podsOf(scope, 'tracking'), kubectlTop(scope)],
      remedy: [
        'In the proxy’s log, `seconds` is the whole time and `firstByte` how long MLflow took: a large difference between them is the network or a slow client.',
        'If the same paths are slow all the time, the database is asked for much: look at the alerts of the database, and let `retention.database` keep its tables in order; many metrics in one run, and searches over many runs, are slow by themselves.',
        'If everything is slow, the workers are busy: raise `mlflow.workers` or `mlflow.replicaCount`, and its CPU in `mlflow.resources`.',
      ],
    },
  };
}

function kubectlTop({ instance }: Scope): Value<string> {
  const release = instance.selectorOfAll()['app.kubernetes.io/instance'];
  return text`kubectl -n ${instance.namespace} top pods -l app.kubernetes.io/instance=${release} --containers`;
}

/** How fast, in words. */
function pace({ burn }: Burn): string {
  return burn === '1' ? 'as fast' : `${burn} times as fast`;
}

function words({ burn, severity }: Burn): string {
  const many = burn === '1' ? 'as many as allowed' : `${burn} times as many as allowed`;
  return severity === 'page' ? many : `${many}, for long`;
}
