/** How a person reads it. */
import { visible } from '../../lib/text/visible';
import { sizeOf } from '../backups/report';
import type { Answer, Collected, Database, Experiment, Other, Tidied, Uploads, Volume, Written } from './answer';
import { begun, databaseGrowth, forecast, PERIODS, sum } from './growth';
import type { Asked } from './programs';

export interface About {
  readonly release: string;
  readonly namespace: string;
  /** How many experiments are shown. */
  readonly top: number;
  readonly asked: Asked;
  /** Whether nothing goes that the newest backup has not. */
  readonly byBackups: boolean;
}

const NAME_WIDTH = 24;
const TABLES = 5;
const UNKNOWN = '?';
/** Of a longer time, nobody says anything. */
const TEN_YEARS = 3650;

export function page(answer: Answer, volumes: readonly Volume[], about: About): string {
  const { mlflow, now, problems } = answer;
  const sections = [
    [
      `MLflow ${visible(mlflow ?? UNKNOWN)}, release ${about.release} of namespace ${about.namespace}, at ${visible(now)}`,
    ],
    experimentLines(answer, about.top),
    bucketLines(answer),
    databaseLines(answer.database),
    growthLines(answer),
    volumeLines(answer, volumes),
    freeLines(answer, about),
    problems.map(({ what, reason }) => `NOT KNOWN: ${visible(what)}: ${visible(reason)}`),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const HEAD = ['id', 'experiment', 'runs', 'deleted', 'models', 'traces', 'objects', 'artefacts', '30 days', 'database'];
const OTHERS: Readonly<Record<Other['what'], string>> = {
  registry: 'registered models apart',
  gone: 'of experiments that are gone',
  chart: 'of this chart',
  other: 'of nobody known',
};

function experimentLines({ experiments, others }: Answer, top: number): readonly string[] {
  const sorted = [...experiments].sort((a, b) => sizeOfAll(b) - sizeOfAll(a) || Number(a.id) - Number(b.id));
  const [shown, rest] = [sorted.slice(0, top), sorted.slice(top)];
  const rows = [
    HEAD,
    ...shown.map((experiment) => [
      ...numbersOf([experiment], experiment.id, nameOf(experiment)),
      experiment.state === 'deleted' ? 'deleted' : '',
    ]),
    ...(rest.length === 0 ? [] : [numbersOf(rest, '', `${number(rest.length)} more`)]),
    ...[...others].sort((a, b) => b.bytes - a.bytes).map((other) => otherRow(other)),
    totalRow(experiments, others),
  ];
  const [head = '', ...lines] = aligned(rows, [1, HEAD.length]);
  return [
    'Experiments, the largest first; the database’s part is an estimate:',
    '',
    `  ${head}`,
    ...lines.flatMap((line, at) => [`  ${line}`, ...notesOf(shown[at])]),
  ];
}

function sizeOfAll({ artifacts, databaseBytes }: Experiment): number {
  return (artifacts?.bytes ?? 0) + (databaseBytes ?? 0);
}

function nameOf({ name }: Experiment): string {
  if (name === null) return UNKNOWN;
  const shown = charactersOf(visible(name));
  return shown.length <= NAME_WIDTH ? shown.join('') : `${shown.slice(0, NAME_WIDTH - 1).join('')}…`;
}

/** Why its objects are not where one looks for them. */
function notesOf(experiment: Experiment | undefined): readonly string[] {
  if (experiment === undefined) return [];
  const { isHere, location, sharedWith } = experiment;
  return [
    ...(isHere ? [] : [`elsewhere: ${visible(location ?? UNKNOWN)}`]),
    ...(sharedWith === null ? [] : [`in the folder of experiment ${visible(sharedWith)}, and counted there`]),
  ].map((note) => `${' '.repeat(8)}${note}`);
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
  row.splice(
    6,
    3,
    known(
      of(({ objects }) => objects),
      number,
    ),
    known(
      of(({ bytes }) => bytes),
      sizeOf,
    ),
    known(
      of(({ written }) => written.month),
      grown,
    ),
  );
  return row;
}

function bucketLines({ bucket }: Answer): readonly string[] {
  if (bucket === null) return [];
  const { name, prefix, objects, bytes, complete, versioning, noncurrent, uploads } = bucket;
  return [
    `Bucket s3://${visible(name)}/${visible(prefix)}: ${sizeOf(bytes)} in ${many(objects, 'object')}${complete ? '' : ', AND MORE: there was no time to list all (--minutes)'}`,
    ...(noncurrent !== null && noncurrent.objects > 0
      ? [`  and ${sizeOf(noncurrent.bytes)} in ${many(noncurrent.objects, 'older version')}, which versioning keeps`]
      : []),
    ...(noncurrent === null
      ? [`  Versioning is ${versioning}: what older versions take, nobody may say (s3:ListBucketVersions).`]
      : []),
    ...(uploads !== null && uploads.count > 0 ? [`  and ${uploadWords(uploads)} that nobody has completed`] : []),
  ];
}

function uploadWords({ count, bytes, complete = true }: Uploads & { readonly complete?: boolean }): string {
  return `${complete ? '' : 'at least '}${sizeOf(bytes)} in ${many(count, 'upload')}`;
}

function databaseLines(database: Database | null): readonly string[] {
  if (database === null) return [];
  const { bytes, logBytes, tables } = database;
  const rest = tables.slice(TABLES);
  const rows = [
    ...tables
      .slice(0, TABLES)
      .map(({ name, bytes: size, rows: estimate }) => [
        visible(name),
        sizeOf(size),
        estimate === null ? '' : `some ${many(estimate, 'row')}`,
      ]),
    ...(rest.length === 0
      ? []
      : [[`${number(rest.length)} more`, sizeOf(rest.reduce((total, table) => total + table.bytes, 0)), '']]),
  ];
  return [
    `Database: ${sizeOf(bytes)}${logBytes === null ? '' : `, and ${sizeOf(logBytes)} of the server’s write-ahead log`}; its tables, with indexes:`,
    '',
    ...aligned(rows, [0, 2]).map((line) => `  ${line}`),
  ];
}

function growthLines(answer: Answer): readonly string[] {
  const { bucket, experiments } = answer;
  const row = (title: string, of: (period: (typeof PERIODS)[number][0]) => string) => [
    title,
    ...PERIODS.map(([period]) => of(period)),
  ];
  const rows = [
    row('artefacts', (period) => known(bucket?.written[period] ?? null, sizeOf)),
    row('runs', (period) => known(begun(experiments, 'runs', period), number)),
    row('traces', (period) => known(begun(experiments, 'traces', period), number)),
    row('database (some)', (period) => known(databaseGrowth(answer, period), sizeOf)),
  ].filter(([, ...cells]) => cells.some((cell) => cell !== ''));
  if (rows.length === 0) return [];
  return [
    'Written, and still there:',
    '',
    ...aligned([['', ...PERIODS.map(([, days]) => `${String(days)} d`)], ...rows], [0]).map((line) => `  ${line}`),
  ];
}

function volumeLines(answer: Answer, volumes: readonly Volume[]): readonly string[] {
  if (volumes.length === 0) return [];
  const rows = volumes.map((volume) => {
    const { claim, holds, capacityBytes, sizeBytes, usedBytes, availableBytes } = volume;
    const isLarger = capacityBytes !== null && sizeBytes !== null && sizeBytes > capacityBytes * 1.1;
    return [
      claim,
      holds,
      known(capacityBytes, sizeOf),
      usedBytes === null || availableBytes === null
        ? ''
        : `${sizeOf(usedBytes)} used, ${sizeOf(availableBytes)} left${isLarger ? ` of the node’s ${sizeOf(sizeBytes)}` : ''}`,
    ];
  });
  const further = volumes.map((volume) => forecastWords(answer, volume));
  const lines = aligned(rows, [0, 1, 3]).flatMap((line, at) => {
    const words = further[at] ?? '';
    return [`  ${line}`, ...(words === '' ? [] : [`    ${words}`])];
  });
  return ['Volumes:', '', ...lines];
}

function forecastWords(answer: Answer, volume: Volume): string {
  if (volume.problem !== null) return visible(volume.problem);
  const found = forecast(answer, volume);
  if (found === null) return '';
  const { bytesPerDay, ofDays, days } = found;
  if (days === null) return `nothing was written in ${String(ofDays)} days`;
  if (days > TEN_YEARS)
    return `at ${sizeOf(bytesPerDay)} a day, as in the last ${String(ofDays)}, not full within ten years`;
  const when = days === 0 ? 'within a day' : `in some ${many(days, 'day')}`;
  return `at ${sizeOf(bytesPerDay)} a day, as in the last ${String(ofDays)}, full ${when}`;
}

function freeLines({ free }: Answer, about: About): readonly string[] {
  const lines = [...gcLines(free.gc, about), ...lifecycleLines(free.lifecycle, about)];
  return lines.length === 0 ? [] : ['Would be freed:', '', ...lines.map((line) => `  ${line}`)];
}

function gcLines(gc: Collected | null, { asked, byBackups }: About): readonly string[] {
  if (gc === null) return [];
  const { runs, models, experiments, jobs, objects, bytes, stay, failed, reason, unseen } = gc;
  const things = [
    [experiments, 'experiment'],
    [runs, 'run'],
    [models, 'logged model'],
    [jobs, 'job'],
  ] as const;
  const words = things.flatMap(([count, what]) => (count === 0 ? [] : [many(count, what)]));
  const amount = objects === null || bytes === null ? '' : `: ${sizeOf(bytes)} in ${many(objects, 'object')}`;
  return [
    `retention.gc, what was deleted more than ${asked.olderThan} ago: ${words.length === 0 ? 'nothing' : `${words.join(', ')}${amount}`}`,
    ...(byBackups ? ['  at most: what the newest backup has not stays'] : []),
    ...(stay > 0 ? [`  ${number(stay)} more stay: something needs them, or their folder is not theirs alone`] : []),
    ...(failed > 0 ? [`  ${number(failed)} more cannot go, the first: ${visible(reason ?? UNKNOWN)}`] : []),
    ...(unseen > 0 ? [`  and ${number(unseen)} more that are deleted, which there was no time to look at`] : []),
  ];
}

function lifecycleLines(tidied: Tidied | null, { asked }: About): readonly string[] {
  if (tidied === null) return [];
  const { uploads, noncurrent } = tidied;
  return [
    ...(uploads === null
      ? []
      : [
          `retention.lifecycle, uploads that began more than ${many(asked.uploadDays, 'day')} ago: ${uploads.count === 0 ? 'nothing' : uploadWords(uploads)}`,
        ]),
    ...(noncurrent === null
      ? []
      : [
          `retention.lifecycle, versions that were replaced more than ${many(asked.noncurrentDays, 'day')} ago: ${sizeOf(noncurrent.bytes)} in ${many(noncurrent.objects, 'version')}`,
        ]),
  ];
}

/** Empty for what nobody knows. */
function known(value: number | null, print: (value: number) => string): string {
  return value === null ? '' : print(value);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}

function many(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? '' : 's'}`;
}

function grown(bytes: number): string {
  return bytes === 0 ? '' : `+${sizeOf(bytes)}`;
}

const SEGMENTS = new Intl.Segmenter();

/** As a person counts them. */
function charactersOf(text: string): readonly string[] {
  return Array.from(SEGMENTS.segment(text), ({ segment }) => segment);
}

/** Columns, two blanks between them; these begin on the left, the others are numbers. */
function aligned(rows: readonly (readonly string[])[], left: readonly number[]): readonly string[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...rows.map((row) => charactersOf(row[at] ?? '').length)),
  );
  const pad = (cell: string, at: number) => {
    const blanks = ' '.repeat((widths[at] ?? 0) - charactersOf(cell).length);
    return left.includes(at) ? cell + blanks : blanks + cell;
  };
  return rows.map((row) =>
    Array.from({ length: count }, (_, at) => pad(row[at] ?? '', at))
      .join('  ')
      .trimEnd(),
  );
}
