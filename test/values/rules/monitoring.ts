import type { RuleRow } from './row';

const on = (more = '', rest = '') => `{monitoring: {enabled: true${more && `, ${more}`}}${rest && `, ${rest}`}}`;
const ISOLATED = 'networkPolicy: {enabled: true, ingressControllers: [{namespace: a}]';
const NO_DATABASE =
  "postgresql: {enabled: false, auth: {password: ''}}, mlflow: {env: [{name: MLFLOW_BACKEND_STORE_URI, value: a}]}";

const NOBODY =
  'networkPolicy.monitoring: is empty although monitoring.enabled is true: Prometheus would get to nothing. Name the namespace of Prometheus.';
const NOTHING =
  'warning: monitoring.databaseExporter.enabled: is true, but the values name no database: there are no metrics of it. Name it in externalDatabase, or set it to false.';
const LABELS =
  'warning: monitoring.labels: is for the Prometheus operator: without monitoring.mode operator nothing has them. Set monitoring.mode to operator, or remove them.';

const exposes = (where: string) =>
  `warning: mlflow.${where}: names a folder for MLflow’s own metrics: with monitoring.enabled they are in the chart’s, and on port 9113 alone. Remove it, and have Prometheus read port 9113.`;
const ARGUMENT = 'mlflow: {extraArgs: [--expose-prometheus, /mine]}';
const VARIABLE = 'mlflow: {env: [{name: MLFLOW_EXPOSE_PROMETHEUS, value: /mine}]}';

const theirs = (mode: string) =>
  `postgresql: {enabled: false, auth: {password: ''}}, externalDatabase: {host: db, password: a, sslMode: ${mode}}`;
const sslMode = (mode: string, how: string) =>
  `warning: externalDatabase.sslMode: is ${mode}, which the exporter of the database does not know: it asks ${how} only. Set it to what the database does, disable or require; best to verify-full.`;

export const monitoring: readonly RuleRow[] = [
  [on()],
  [on('mode: none')],
  [on('mode: operator, labels: {release: a}')],
  [on('labels: {release: a}'), LABELS],
  ['monitoring: {mode: operator, labels: {release: a}}', LABELS],
  [on('', `${ISOLATED}}`), NOBODY],
  [on('', `${ISOLATED}, monitoring: [{namespace: monitoring}]}`)],
  [`{${ISOLATED}}}`],
  [on('', ARGUMENT), exposes('extraArgs')],
  [on('', 'mlflow: {extraArgs: [--expose-prometheus=/mine]}'), exposes('extraArgs')],
  [on('', VARIABLE), exposes('env')],
  [ARGUMENT],
  [VARIABLE],
  [on('', 'mlflow: {extraArgs: [--workers=3], env: [{name: EXPOSE, value: a}]}')],
  [on('', NO_DATABASE), NOTHING],
  [on('databaseExporter: {enabled: false}', NO_DATABASE)],
  [`{${NO_DATABASE}}`],
  [on('', theirs('prefer')), sslMode('prefer', 'by TLS')],
  [on('', theirs('allow')), sslMode('allow', 'without TLS')],
  ...['disable', 'require', 'verify-ca', 'verify-full'].map((mode): RuleRow => [on('', theirs(mode))]),
  [on('databaseExporter: {enabled: false}', theirs('prefer'))],
  [`{${theirs('prefer')}}`],
  [on('', 'externalDatabase: {sslMode: prefer}')],
];
