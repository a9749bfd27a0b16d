/** What requests come to: how many a second, and how long they took. */

export interface Asked {
  readonly milliseconds: number;
  /** Another answer than 2xx, or none. */
  readonly failed: boolean;
}

export interface Figures {
  readonly perSecond: number;
  /** Milliseconds that half, 95 and 99 of a hundred took at most; of those that were answered. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly failed: number;
}

/** @param seconds that all of it took */
export function figuresOf(asked: readonly Asked[], seconds: number): Figures {
  const answered = asked.filter(({ failed }) => !failed).map(({ milliseconds }) => milliseconds);
  answered.sort((one, other) => one - other);
  return {
    perSecond: answered.length / seconds,
    p50: percentile(answered, 50),
    p95: percentile(answered, 95),
    p99: percentile(answered, 99),
    failed: asked.length - answered.length,
  };
}

/** The smallest value that so many of a hundred do not exceed; 0 of none. @param sorted the smallest first */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

/** Cells of a table in Markdown. */
export function cells({ perSecond, p50, p95, p99, failed }: Figures): readonly string[] {
  const amount = (value: number) => (value < 10 ? value.toFixed(1) : value.toFixed(0));
  return [...[perSecond, p50, p95, p99].map(amount), String(failed)];
}
