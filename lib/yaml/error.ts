/** A place in a file, both numbers 1-based; columns count UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** YAML that Kubernetes or Helm would not read, or not read reliably. Bad input, not a bug: it carries no stack. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
  readonly line: number;
  readonly column: number;

  constructor(
    readonly file: string,
    position: Position,
    /** What is wrong, without the place. */
    readonly reason: string,
  ) {
    // A file may have a hundred thousand, and to look where we are takes longer than to read a document.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${file}:${position.line}:${position.column}: ${reason}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.line = position.line;
    this.column = position.column;
    this.stack = `${this.name}: ${this.message}`;
  }
}
