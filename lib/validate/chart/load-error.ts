import { YamlError, type Position } from '../../yaml/error';
import type { Unreadable } from '../unreadable';

/** Not a chart, or one that cannot be read: exit code 2. */
export class ChartLoadError extends Error {
  override readonly name = 'ChartLoadError';
  constructor(
    readonly file: string,
    readonly reason: string,
    private readonly position: Position = { line: 1, column: 1 },
  ) {
    super(`${file}: ${reason}`);
  }

  get unreadable(): Unreadable {
    const { file, reason, position } = this;
    return { file, line: position.line, column: position.column, reason };
  }
}

/** What reading files throws, as an error of the chart. */
export function loading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new ChartLoadError(error.file, error.reason, { line: error.line, column: error.column });
  }
}
