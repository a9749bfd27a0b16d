/** Not a chart, or one that cannot be read: exit code 2. */
export class ChartLoadError extends Error {
  override readonly name = 'ChartLoadError';
  constructor(
    readonly file: string,
    readonly reason: string,
  ) {
    super(`${file}: ${reason}`);
  }
}

/** Helm's own limit for a chart is 100 MiB, unpacked. */
export const chartLimits = { bytes: 100 * 1024 * 1024, entries: 10_000 } as const;
