/** What the migration of a database would be: which revisions, how long, and how much room. */
import type { Database, Facts } from './facts';
import { distance, schemasOf, TRACKING, type Migration, type Work } from './migrations';

export interface Step extends Work {
  readonly migration: Migration;
  readonly rows: number;
  readonly seconds: number;
}

/** Undefined where nobody knows one of the two schemas. */
export function dueOf({ inside, target }: Facts): readonly Migration[] | undefined {
  const [from, second] = inside?.database?.tracking ?? [];
  const to = target.mlflow === undefined ? undefined : schemasOf(target.mlflow)?.tracking;
  if (from === undefined || second !== undefined || to === undefined) return undefined;
  return distance(TRACKING, from, to).due;
}

/** What takes time in tables of this size, the longest first. */
export function stepsOf(facts: Facts): readonly Step[] {
  const tables = facts.inside?.database?.tables ?? {};
  const steps = (dueOf(facts) ?? []).flatMap((migration) =>
    (migration.work ?? []).map((work) => {
      const rows = tables[work.table]?.rows ?? 0;
      return { ...work, migration, rows, seconds: (rows * work.microseconds) / 1e6 };
    }),
  );
  return steps.filter(({ rows }) => rows > 0).sort((one, other) => other.seconds - one.seconds);
}

/** About, on a machine like the one that it was measured on. */
export const secondsOf = (facts: Facts): number => stepsOf(facts).reduce((sum, { seconds }) => sum + seconds, 0);

/** What it writes beside what is there: all of it is one transaction, so nothing of what it replaces goes before its end. */
export function roomOf(facts: Facts): number {
  const written = stepsOf(facts).reduce((sum, { rows, bytes }) => sum + rows * bytes, 0);
  return written + Math.min(written, facts.inside?.database?.log ?? 0);
}

export function rowsOf({ tables }: Database, table: string): number {
  return tables[table]?.rows ?? 0;
}

export function inWords(seconds: number): string {
  if (seconds < 90) return `${String(Math.ceil(seconds))} s`;
  return seconds < 5400 ? `${String(Math.ceil(seconds / 60))} min` : `${(seconds / 3600).toFixed(1)} h`;
}
