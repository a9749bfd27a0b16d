import { positionAt } from '../../yaml/lines';

/** A template that Go does not parse. Bad input, not a bug: it carries no stack. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError';
  /** 1-based, in UTF-16 units: where what is wrong starts. */
  readonly line: number;
  readonly column: number;

  constructor(
    readonly file: string,
    text: string,
    offset: number,
    /** Go's message, without the place. */
    readonly reason: string,
    /** The line that Go's message names: where its parser had got to. */
    readonly goLine: number,
  ) {
    const { line, column } = positionAt(text, offset);
    super(`${file}:${line}:${column}: ${reason}`);
    this.line = line;
    this.column = column;
    this.stack = `${this.name}: ${this.message}`;
  }
}
