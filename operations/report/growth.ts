/** How fast an installation grows, and when a volume is full if it goes on so. */
import type { Answer, Experiment, Period, Volume } from './answer';

export const PERIODS: readonly (readonly [Period, number])[] = [
  ['day', 1],
  ['week', 7],
  ['month', 30],
];

export interface Forecast {
  readonly bytesPerDay: number;
  /** Of which days that was the rate. */
  readonly ofDays: number;
  /** Null where it does not grow. */
  readonly days: number | null;
}

/** Runs, or traces, that began then. Null where nobody has counted them. */
export function begun(experiments: readonly Experiment[], kind: 'runs' | 'traces', period: Period): number | null {
  return sum(experiments.map((experiment) => experiment[kind]?.begun[period] ?? null));
}

/**
 * Bytes of what was written then: of tables, as large a part as that of the runs, or traces, that have begun. Null where nobody has
 * counted these, or says of any table with what it grows.
 */
export function databaseGrowth({ database, experiments }: Answer, period: Period): number | null {
  const tables = database?.tables.filter(({ of }) => of !== null) ?? [];
  if (tables.length === 0) return null;
  if (experiments.length === 0) return 0;
  const grown = tables.map(({ of, bytes }) => {
    const [share, all] = of === null ? [null, null] : [begun(experiments, of, period), count(experiments, of)];
    return share === null || all === null ? null : (bytes * share) / Math.max(all, 1);
  });
  return grown.includes(null) ? null : Math.round(grown.reduce<number>((total, part) => total + (part ?? 0), 0));
}

/** By the faster of the last week and the last month: null where nobody knows how much room there is, or how fast it goes. */
export function forecast(answer: Answer, volume: Volume): Forecast | null {
  const rates = PERIODS.slice(1).flatMap(([period, days]) => {
    const ofBucket = answer.bucket?.complete === true ? answer.bucket.written[period] : null;
    const grown = { database: databaseGrowth(answer, period), artefacts: ofBucket, log: null }[volume.holds];
    return grown === null ? [] : [{ bytesPerDay: Math.round(grown / days), ofDays: days }];
  });
  const [fastest] = rates.sort((a, b) => b.bytesPerDay - a.bytesPerDay);
  const left = volume.availableBytes;
  if (fastest === undefined || left === null) return null;
  const { bytesPerDay } = fastest;
  return { ...fastest, days: bytesPerDay === 0 ? null : Math.floor(left / bytesPerDay) };
}

function count(experiments: readonly Experiment[], kind: 'runs' | 'traces'): number | null {
  return sum(
    experiments.map((experiment) =>
      kind === 'traces'
        ? (experiment.traces?.count ?? null)
        : experiment.runs && experiment.runs.active + experiment.runs.deleted,
    ),
  );
}

/** Null where nothing is known at all. */
export function sum(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : known.reduce((total, number) => total + number, 0);
}
