/** docs/runbooks.md: every alert, from its declaration, for a release called mlflow in a namespace of that name. */
import { Instance } from '../charts/parts/instance';
import { mlflowChart } from '../charts/mlflow';
import type { Alert, Subject } from '../charts/monitoring/alerts/alert';
import { subjects } from '../charts/monitoring/alerts/subjects';
import { evaluate } from '../lib/expr/evaluate';
import type { Tree, Value } from '../lib/expr/expr';
import { symbolicModel } from '../lib/synth/model';
import { defaultsOf } from '../lib/values/schema';
import { MLFLOW_VERSION } from '../values/images';
import { FIRED_LOCALLY, FIRED_ON_NODES, PROVED_WITH } from './fired-alerts';

const RELEASE = { name: 'mlflow', namespace: 'mlflow' };

/** As the rules have them. */
export function declared(): readonly Subject[] {
  const { values, release, definition } = symbolicModel(mlflowChart('0.0.0'));
  const instance = new Instance({ release, version: MLFLOW_VERSION, commonLabels: {} });
  const all = subjects({ values, instance, database: 'mlflow' });
  const context = { values: defaultsOf(definition.schema) as Readonly<Record<string, unknown>>, release: RELEASE };
  return evaluate(all as unknown as Tree, context) as readonly Subject[];
}

/** As Prettier has yet to lay it out. */
export function runbooksPage(): string {
  const all = declared();
  return [
    '# Runbooks',
    '',
    '<!-- Generated from charts/monitoring/alerts/ by `npm run runbooks`; do not edit. -->',
    '',
    'What to do when an alert fires: what it means, what to look at, what helps. Commands are for a release `mlflow` in the namespace `mlflow`, and the thresholds are those of the default values. `psql` is whatever gets you into the database as an administrator, such as `kubectl -n mlflow exec -it mlflow-postgresql-0 -- psql -U mlflow mlflow`.',
    '',
    `A page (\`severity: critical\`) wakes somebody up; a ticket (\`severity: warning\`) waits until the morning. How they get to somebody: [monitoring.md](monitoring.md#alerts). Each was proved by promtool on both sides of its edge; those with “fired” fired for real, too, and cleared (but for those that look at the last hour or longer), beside the programs that they are about, and those with “on nodes” in a cluster, of a release and the kubelets as [prometheus.yml](prometheus.yml) reads them: ${PROVED_WITH}.`,
    '',
    '| alert | | fires when, for how long | proved |',
    '| --- | --- | --- | --- |',
    ...all.flatMap(({ alerts }) => alerts.map(row)),
    '',
    ...all.flatMap(({ title, alerts }) => [`## ${title}`, '', ...alerts.flatMap(section)]),
  ].join('\n');
}

function row({ name, severity, summary, ...alert }: Alert): string {
  return `| [${name}](#${name.toLowerCase()}) | ${severity} | ${summary}, ${inWords(alert.for)} | ${provedBy(name).join(', ')} |`;
}

function provedBy(name: string): readonly string[] {
  return [
    'promtool',
    ...(FIRED_LOCALLY.includes(name) ? ['fired'] : []),
    ...(FIRED_ON_NODES.includes(name) ? ['on nodes'] : []),
  ];
}

/** Prometheus takes seconds; people read hours. */
function inWords(time: Value<string>): string {
  const [, hours] = /^(\d+)00s$/.exec(String(time)) ?? [];
  return hours !== undefined && Number(hours) % 36 === 0 ? `${String(Number(hours) / 36)}h` : String(time);
}

function section({ name, severity, summary, description, runbook, expr, ...alert }: Alert): readonly string[] {
  return [
    `### ${name}`,
    '',
    `**${summary}** (${severity}, after ${inWords(alert.for)}). ${String(description).replaceAll(/\{\{ \$(labels\.)?(\w+)[^}]*\}\}/g, '⟨$2⟩')}`,
    '',
    ...runbook.look.map((command) => `    ${String(command)}`),
    '',
    ...runbook.remedy.map((sentence) => `- ${sentence}`),
    '',
    '<details><summary>Expression</summary>',
    '',
    '```promql',
    String(expr),
    '```',
    '',
    '</details>',
    '',
  ];
}
