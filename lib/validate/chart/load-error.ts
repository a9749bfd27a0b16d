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
