/** How a person reads it. */
import { withoutCommand } from '../../lib/text/visible';
import { sizeOf } from '../backups/report';
import type { Answer, Database, Volume } from './answer';
import { experimentLines } from './experiments-table';
import { freedLines, uploadWords } from './freed-lines';
import { begun, databaseGrowth, forecast, PERIODS } from './growth';
import { aligned, layoutOf, type Layout } from './layout';
import type { Asked } from './programs';
import { AT_LEAST, known, many, MORE, number, shown, sizeIn, UNKNOWN } from './words';

export interface About {
  readonly release: string;
  readonly namespace: string;
  /** How many experiments are largest. */
  readonly top: number;
  readonly asked: Asked;
  /** Whether nothing goes that the newest backup has not. */
  readonly byBackups: boolean;
  /** Of the terminal; undefined where it goes elsewhere. */
  readonly width?: number | undefined;
}

const TABLES = 5;
/** Of a longer time, nobody says anything. */
const TEN_YEARS = 3650;

export function page(answer: Answer, volumes: readonly Volume[], about: About): string {
  const { mlflow, now, problems } = answer;
  const layout = layoutOf(about.width);
  const version = `MLflow ${shown(mlflow ?? UNKNOWN)}`;
  const sections = [
    layout.prose(0, `${version}, release ${about.release} of namespace ${about.namespace}, at ${shown(now)}`),
    experimentLines(answer, about.top, layout),
    bucketLines(answer, layout),
    databaseLines(answer.database, layout),
    growthLines(answer),
    volumeLines(answer, volumes, layout),
    freedLines(answer, about, layout),
    problems.flatMap(({ what, reason }) => layout.prose(0, `NOT KNOWN: ${shown(what)}: ${shown(reason)}`)),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map(withoutCommand).join('\n')}\n`)
    .join('\n');
}

function bucketLines({ bucket }: Answer, layout: Layout): readonly string[] {
  if (bucket === null) return [];
  const { name, prefix, objects, bytes, complete, versioning, noncurrent, uploads } = bucket;
  const most = complete ? '' : AT_LEAST;
  return [
    ...layout.prose(
      0,
      `Bucket s3://${shown(name)}/${shown(prefix)}: ${most}${sizeIn(bytes, objects)}${complete ? '' : ': it was not listed to its end'}`,
    ),
    ...(noncurrent !== null && noncurrent.objects > 0
      ? layout.prose(
          2,
          `and ${most}${sizeIn(noncurrent.bytes, noncurrent.objects, 'older version')}, which versioning keeps`,
        )
      : []),
    ...(noncurrent === null
      ? layout.prose(2, `Versioning is ${shown(versioning)}; what older versions take is not known`)
      : []),
    ...(uploads !== null && uploads.count > 0
      ? layout.prose(2, `and ${uploadWords(uploads, uploads.complete)} that nobody has completed`)
      : []),
  ];
}

function databaseLines(database: Database | null, layout: Layout): readonly string[] {
  if (database === null) return [];
  const { bytes, logBytes, tables } = database;
  const rest = tables.slice(TABLES);
  const rows = [
    ...tables
      .slice(0, TABLES)
      .map(({ name, bytes: size, rows: estimate }) => [
        shown(name),
        sizeOf(size),
        estimate === null ? '' : `some ${many(estimate, 'row')}`,
      ]),
    ...(rest.length === 0
      ? []
      : [[`${number(rest.length)} more`, sizeOf(rest.reduce((total, table) => total + table.bytes, 0)), '']]),
  ];
  const log =
    logBytes === null
      ? ' (of the server’s write-ahead log MLflow’s user may not ask)'
      : `, and ${sizeOf(logBytes)} of the server’s write-ahead log`;
  return [
    ...layout.prose(0, `Database: ${sizeOf(bytes)}${log}; its tables, with indexes:`),
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
  const most = bucket?.complete === false ? MORE : '';
  const rows = [
    row('artefacts', (period) => known(bucket?.written[period] ?? null, (bytes) => most + sizeOf(bytes))),
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

const HOLDS: Readonly<Record<Volume['holds'], string>> = {
  database: 'database',
  log: 'write-ahead log',
  artefacts: 'artefacts',
};

function volumeLines(answer: Answer, volumes: readonly Volume[], layout: Layout): readonly string[] {
  if (volumes.length === 0) return [];
  const rows = volumes.map(({ claim, holds, capacityBytes }) => [
    shown(claim),
    HOLDS[holds],
    known(capacityBytes, sizeOf),
  ]);
  const lines = aligned(rows, [0, 1]).flatMap((line, at) => {
    const volume = volumes[at];
    const words = volume === undefined ? [] : [...roomWords(volume), ...forecastWords(answer, volume)];
    return [`  ${line}`, ...words.flatMap((text) => layout.prose(4, text))];
  });
  return ['Volumes:', '', ...lines];
}

function roomWords({ capacityBytes, sizeBytes, usedBytes, availableBytes }: Volume): readonly string[] {
  if (usedBytes === null || availableBytes === null) return [];
  const isLarger = capacityBytes !== null && sizeBytes !== null && sizeBytes > capacityBytes * 1.1;
  return [
    `${sizeOf(usedBytes)} used, ${sizeOf(availableBytes)} left${isLarger ? ` of the node’s ${sizeOf(sizeBytes)}` : ''}`,
  ];
}

function forecastWords(answer: Answer, volume: Volume): readonly string[] {
  const found = forecast(answer, volume);
  if (found === null) return [];
  const { bytesPerDay, ofDays, days } = found;
  if (days === null) return [`nothing was written in ${String(ofDays)} days`];
  const rate = `at ${sizeOf(bytesPerDay)} a day, as in the last ${String(ofDays)}`;
  if (days > TEN_YEARS) return [`${rate}, not full within ten years`];
  return [`${rate}, full ${days === 0 ? 'within a day' : `in some ${many(days, 'day')}`}`];
}
