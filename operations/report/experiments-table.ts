/** What each experiment has, the largest first; what belongs to none; and all of it. */
import { sizeOf } from '../backups/report';
import type { Answer, Experiment, Other, Written } from './answer';
import { sum } from './growth';
import { aligned, fitting, type Layout } from './layout';
import { grown, known, MORE, number, shown, UNKNOWN } from './words';

const HEAD = ['id', 'experiment', 'runs', 'deleted', 'models', 'traces', 'objects', 'artefacts', '30 days', 'database'];
/** Where there is no room, the first of these goes first. */
const EXPENDABLE = ['models', 'deleted', 'objects', '30 days', 'traces', 'runs'];
const NAME = { name: HEAD.indexOf('experiment'), shortest: 19, longest: 60 };
/** Of what the bucket says. */
const OF_BUCKET = ['objects', 'artefacts', '30 days'].map((title) => HEAD.indexOf(title));
const OTHERS: Readonly<Record<Other['what'], string>> = {
  registry: 'registered models apart',
  gone: 'of gone experiments',
  chart: 'of this chart',
  other: 'of nobody known',
};

export function experimentLines(answer: Answer, top: number, layout: Layout): readonly string[] {
  const { experiments, others } = answer;
  const isPart = answer.bucket?.complete === false;
  const sorted = [...experiments].sort((a, b) => sizeOfAll(b) - sizeOfAll(a) || Number(a.id) - Number(b.id));
  const [largest, rest] = [sorted.slice(0, top), sorted.slice(top)];
  const rows = [
    ...largest.map((experiment) => [
      ...numbersOf([experiment], shown(experiment.id), nameOf(experiment)),
      experiment.state === 'deleted' ? 'deleted' : '',
    ]),
    ...(rest.length === 0 ? [] : [numbersOf(rest, '', `${number(rest.length)} more`)]),
    ...[...others].sort((a, b) => b.bytes - a.bytes).map((other) => otherRow(other)),
    totalRow(experiments, others),
  ];
  const marked = isPart ? rows.map((row) => row.map(atLeast)) : rows;
  const fits = fitting([HEAD, ...marked], layout.columns - 2, NAME, EXPENDABLE);
  const [head = '', ...lines] = aligned(fits.rows, [NAME.name, HEAD.length - fits.leftOut.length]);
  return [
    ...layout.prose(
      0,
      `Experiments, the largest first; the database’s part is an estimate${isPart ? `; ${MORE} is at least that, for the bucket was not listed to its end` : ''}:`,
    ),
    '',
    `  ${head}`,
    ...lines.flatMap((line, at) => [`  ${line}`, ...notesOf(largest[at], layout)]),
    ...(fits.leftOut.length === 0
      ? []
      : layout.prose(2, `(no room for ${fits.leftOut.join(', ')}: a wider terminal shows them, and --json)`)),
  ];
}

function atLeast(cell: string, at: number): string {
  return cell !== '' && OF_BUCKET.includes(at) ? MORE + cell : cell;
}

function sizeOfAll({ artifacts, databaseBytes }: Experiment): number {
  return (artifacts?.bytes ?? 0) + (databaseBytes ?? 0);
}

function nameOf({ name }: Experiment): string {
  return name === null ? UNKNOWN : shown(name);
}

/** Why its objects are not where one looks for them. */
function notesOf(experiment: Experiment | undefined, layout: Layout): readonly string[] {
  if (experiment === undefined) return [];
  const { isHere, location, sharedWith } = experiment;
  return [
    ...(isHere ? [] : [`elsewhere: ${shown(location ?? UNKNOWN)}`]),
    ...(sharedWith === null ? [] : [`in the folder of experiment ${shown(sharedWith)}, and counted there`]),
  ].flatMap((note) => layout.prose(8, note));
}

function numbersOf(experiments: readonly Experiment[], id: string, name: string): readonly string[] {
  const of = (read: (experiment: Experiment) => number | null | undefined, print = number) =>
    known(sum(experiments.map((experiment) => read(experiment) ?? null)), print);
  return [
    id,
    name,
    of(({ runs }) => runs?.active),
    of(({ runs }) => runs?.deleted),
    of(({ models }) => models && models.active + models.deleted),
    of(({ traces }) => traces?.count),
    of(({ artifacts }) => artifacts?.objects),
    of(({ artifacts }) => artifacts?.bytes, sizeOf),
    of(({ artifacts }) => artifacts?.written.month, grown),
    of(({ databaseBytes }) => databaseBytes, sizeOf),
  ];
}

function otherRow({ what, objects, bytes, written }: Other): readonly string[] {
  return ['', OTHERS[what], '', '', '', '', number(objects), sizeOf(bytes), grown(written.month), ''];
}

function totalRow(experiments: readonly Experiment[], others: readonly Other[]): readonly string[] {
  const row = [...numbersOf(experiments, '', 'all')];
  const all: readonly (Written | null)[] = [...experiments.map(({ artifacts }) => artifacts), ...others];
  const of = (read: (written: Written) => number) => sum(all.map((one) => one && read(one)));
  const [objects, bytes, written] = [
    of((one) => one.objects),
    of((one) => one.bytes),
    of((one) => one.written.month),
  ] as const;
  row.splice(OF_BUCKET[0] ?? 0, OF_BUCKET.length, known(objects, number), known(bytes, sizeOf), known(written, grown));
  return row;
}
