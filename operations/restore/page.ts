/** What a person reads before a restore: what comes back, what is lost, what happens, and what is in the way. */
import { visible } from '../../lib/text/visible';
import { wrap } from '../../lib/text/wrap';
import { ageOf, runsOf, sizeOf } from '../backups/report';
import type { Chosen, Obstacle } from './choice';
import type { Written } from './installation';

export interface Plan {
  readonly release: string;
  readonly namespace: string;
  readonly bucket: string;
  /** By the clock of the cluster. */
  readonly now: string;
  /** A backup, or the time to which the database goes back. */
  readonly from: Chosen | string;
  readonly written: Written | string;
  /** Into an empty place. */
  readonly isNew: boolean;
  readonly obstacles: readonly Obstacle[];
}

const WIDTH = 80;

export function planPage(plan: Plan): string {
  const { release, namespace, bucket, obstacles } = plan;
  const sections = [
    [`Restore of ${release} in ${namespace}, from bucket ${visible(bucket)}`],
    typeof plan.from === 'string' ? timeLines(plan.from) : backupLines(plan.from, plan.now),
    ['What is lost', ...items(lostIn(plan))],
    ['What happens', ...items(happensIn(plan))],
    ...(obstacles.length === 0
      ? []
      : [['In the way', ...items(obstacles.map(({ problem, remedy }) => `${problem}. ${remedy}.`))]]),
  ];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function backupLines({ name, manifest, because }: Chosen, now: string): readonly string[] {
  const { started, mlflow, database, artifacts, kind } = manifest;
  return [
    `  backup     ${visible(name)}, ${because}${kind === 'scheduled' ? '' : ', made before a migration'}`,
    `  begun      ${visible(started)}, ${ageOf(started, now)} ago`,
    `  has        ${String(runsOf(manifest))} runs, a dump of ${sizeOf(database.bytes)}, ${String(artifacts.objects)} artefacts of ${sizeOf(artifacts.bytes)}`,
    `  of         MLflow ${visible(mlflow)}`,
  ];
}

const timeLines = (time: string) => [`  to         ${time}: the database as it was then`];

function lostIn({ from, written, isNew }: Plan): readonly string[] {
  const since = typeof from === 'string' ? from : from.manifest.started;
  const began =
    typeof written === 'string'
      ? isNew
        ? []
        : [`How many runs that are, nobody could say: ${visible(written)}.`]
      : [
          `${many(written.since, 'run was', 'runs were')} begun since then, of the ${String(written.runs)} that are there now.`,
        ];
  const kept =
    typeof from === 'string'
      ? 'The database that is there is kept on its volume, as pgdata.replaced, until the next such restore.'
      : 'The database that is there is kept beside the restored one, as mlflow_replaced_<time>, until the next restore. Artefacts that are replaced are kept in their bucket, below .mlflow-chart/replaced/.';
  return [
    `Whatever was written after ${since}, and what servers write until the database is swapped.`,
    ...began,
    isNew ? 'Nothing is replaced: a database with something in it is left as it is, and the restore refused.' : kept,
  ];
}

function happensIn({ from }: Plan): readonly string[] {
  if (typeof from === 'string') {
    return [
      'PostgreSQL’s pod stops, fetches the newest base backup from before and the changes after it, and repeats them; the database is away meanwhile.',
      'A time that it cannot reach is refused, and the database is as it was.',
      'Artefacts are not touched.',
    ];
  }
  return [
    'A Job looks first, and touches nothing: every object of the backup, the keys, whether this MLflow knows its schema.',
    'It loads the dump into a database beside the real one, and brings artefacts back; servers go on meanwhile.',
    'Then the databases are swapped, at once. Ended anywhere before that, nothing is lost.',
  ];
}

const many = (count: number, one: string, more: string) => `${String(count)} ${count === 1 ? one : more}`;

function items(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => wrap(text, WIDTH - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`));
}
