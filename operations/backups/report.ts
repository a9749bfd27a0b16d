/** What the exporter says of backups, and how a person reads it. */
import { visible } from '../../lib/text/visible';

export interface Backups {
  readonly bucket: string;
  /** By the clock of the cluster. */
  readonly now: string;
  /** The oldest first. */
  readonly backups: readonly Backup[];
  /** By the names of backups. */
  readonly rehearsals: Readonly<Record<string, Rehearsal | null>>;
  /** The database can go back to any second between; null for what is not there. */
  readonly pointInTime?: { readonly from: string | null; readonly until: string | null };
}

export interface Backup {
  readonly name: string;
  readonly manifest?: Manifest;
  /** Why it has none. */
  readonly problem?: string;
  /** Whether it was complete once. */
  readonly damage?: boolean;
}

/** A complete one. */
export type WholeBackup = Backup & { readonly manifest: Manifest };

/** Of charts/backup/catalogue.py, what is shown of it. */
export interface Manifest {
  readonly kind: string;
  readonly started: string;
  readonly finished: string;
  readonly mlflow: string;
  readonly protection: string;
  readonly database: { readonly bytes: number; readonly tables: Readonly<Record<string, number>> };
  readonly artifacts: { readonly objects: number; readonly bytes: number };
  readonly encryption: object | null;
}

export interface Rehearsal {
  readonly finished: string;
  readonly ok: boolean;
  readonly reason?: string | null;
}

/** Undefined for anything else than what the exporter prints. */
export function readBackups(text: string): Backups | undefined {
  try {
    const found = JSON.parse(text) as Partial<Backups>;
    return Array.isArray(found.backups) && typeof found.now === 'string' ? (found as Backups) : undefined;
  } catch {
    return undefined;
  }
}

const HEAD = ['backup', 'age', 'MLflow', 'runs', 'dump', 'artefacts', 'took', ''];

/** @param keepsChanges whether every change of the database should be there */
export function backupsPage({ bucket, now, backups, rehearsals, pointInTime }: Backups, keepsChanges = false): string {
  const reach = reachOf(now, keepsChanges, pointInTime);
  if (backups.length === 0)
    return [`There is no backup of this release in bucket ${visible(bucket)}.`, ...reach, ''].join('\n');
  const rows = [...backups].reverse().map((backup) => rowOf(backup, now));
  const newest = backups.findLast(({ manifest }) => manifest !== undefined);
  const practised = Object.entries(rehearsals).flatMap(([name, result]) =>
    result === null ? [] : [{ name, ...result }],
  );
  const last = practised.sort((a, b) => (a.finished < b.finished ? -1 : 1)).at(-1);
  return [
    `Backups in bucket ${visible(bucket)}, the newest first:`,
    '',
    ...aligned([HEAD, ...rows]).map((line) => `  ${line}`),
    '',
    newest === undefined
      ? 'None of them is complete: nothing could be restored.'
      : `A restore of the newest would bring back what was written until ${ageOf(newest.manifest?.started ?? now, now)} ago.`,
    ...lossIn(backups, newest?.manifest),
    ...(newest?.manifest?.protection === 'none'
      ? ['The bucket has neither versioning nor object lock: whoever has its keys can destroy every backup.']
      : []),
    last === undefined
      ? 'Restoring has not been practised (backup.rehearsal.enabled).'
      : `Restoring was practised ${ageOf(last.finished, now)} ago, with ${visible(shortName(last.name))}: ${last.ok ? 'everything came back' : `it failed: ${visible(last.reason ?? 'nobody knows why')}`}.`,
    ...reach,
    '',
  ].join('\n');
}

/** What charts/backup/retention.py takes for a loss: then nothing is pruned, and charts/restore/chosen.py refuses `latest`. */
export function largerBefore(backups: readonly Backup[], newest: Manifest | undefined): WholeBackup | undefined {
  const larger = backups.findLast(({ manifest }) =>
    manifest === undefined || newest === undefined
      ? false
      : isLoss(runsOf(manifest), runsOf(newest)) || isLoss(manifest.artifacts.objects, newest.artifacts.objects),
  );
  return larger?.manifest === undefined ? undefined : { name: larger.name, manifest: larger.manifest };
}

function lossIn(backups: readonly Backup[], newest: Manifest | undefined): readonly string[] {
  const larger = largerBefore(backups, newest);
  if (larger === undefined) return [];
  const { name, manifest } = larger;
  return [
    `IT HAS FAR LESS THAN ${visible(shortName(name))}, with ${String(runsOf(manifest))} runs and ${String(manifest.artifacts.objects)} artefacts: restore.from latest may be refused. Name the one that you mean.`,
  ];
}

const isLoss = (before: number, after: number) => after < before / 2 && before - after >= 10;
export const runsOf = ({ database }: Manifest) => database.tables['public.runs'] ?? 0;

function reachOf(
  now: string,
  keepsChanges: boolean,
  { from, until }: Partial<NonNullable<Backups['pointInTime']>> = {},
): readonly string[] {
  if (from == null && until == null && !keepsChanges) return [];
  if (from == null || until == null)
    return ['NOBODY CAN GO BACK TO A TIME: no base backup is complete, or changes after it are missing.'];
  return [
    `The database can go back to any second from ${visible(from)} until ${visible(until)}, ${ageOf(until, now)} ago.`,
  ];
}

function rowOf({ name, manifest, problem = 'nobody knows why' }: Backup, now: string): readonly string[] {
  const short = visible(shortName(name));
  if (manifest === undefined)
    return [short, ageOf(startOf(name), now), '', '', '', '', '', `NOT COMPLETE: ${visible(problem)}`];
  const { started, finished, database, artifacts, kind, encryption } = manifest;
  return [
    short,
    ageOf(started, now),
    visible(manifest.mlflow),
    String(runsOf(manifest)),
    sizeOf(database.bytes),
    `${String(artifacts.objects)}, ${sizeOf(artifacts.bytes)}`,
    ageOf(started, finished),
    [
      'complete',
      ...(kind === 'scheduled' ? [] : ['before a migration']),
      ...(encryption === null ? [] : ['encrypted']),
    ].join(', '),
  ];
}

/** As `restore.from` takes it: `<identity>/<stamp>`. */
export function shortName(name: string): string {
  return name.split('/').slice(-2).join('/');
}

/** Of `…/20261127T021500Z-1a2b`. */
function startOf(name: string): string {
  const [, year, month, day, hour, minute, second] = /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(name) ?? [];
  return `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}Z`;
}

const SPANS = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** From one moment to another, in the largest unit of which there are two, or in seconds. */
export function ageOf(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  const [span, unit] = SPANS.find(([length]) => seconds >= 2 * length) ?? [1, 's'];
  return `${String(Math.floor(seconds / span))} ${unit}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  const amount = bytes / 1024 ** power;
  return `${power === 0 ? String(bytes) : amount.toFixed(1)} ${UNITS[power] ?? 'B'}`;
}

/** Columns, two blanks between them, without blanks at the end. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
