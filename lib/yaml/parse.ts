/**
 * js-yaml's parser with one leniency of go-yaml: inside brackets and quotes, indentation does not count. People write
 * `args: [` … `]` with the bracket back at the margin; YAML 1.2, and so js-yaml, refuses that.
 */
import { parseEvents, YAMLException, type Event } from './js-yaml';
import { YamlError } from './error';

export interface Parsed {
  /** The text the events refer to: the original, with more indentation on the lines that lacked it. */
  readonly source: string;
  readonly events: readonly Event[];
  /** From an offset in `source` to one in the original text. */
  readonly originalOffset: (offset: number) => number;
}

/** go-yaml stops at 10,000, and nobody gets there; the parser here is recursive. */
const maxDepth = 1000;
/** Each repair parses the file again. */
const maxRepairs = 1000;
const padding = ' '.repeat(128);

/** @throws YamlError with the position in the original text. */
export function parse(text: string, file: string): Parsed {
  let source = text;
  /** Where padding begins, in offsets of `source`, ascending: the parser stops at the first line that lacks any. */
  const padded: number[] = [];
  const originalOffset = (offset: number): number => {
    const before = padded.filter((start) => start <= offset);
    const inPadding = offset - (before.at(-1) ?? -padding.length);
    return offset - before.length * padding.length + Math.max(0, padding.length - inPadding);
  };
  for (;;) {
    try {
      return { source, events: parseEvents(source, { filename: file, maxDepth }), originalOffset };
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
      const { line, column, position } = error.mark;
      const lineStart = position - column;
      const isContinuation = /^[ \t]*$/.test(source.slice(lineStart, position));
      const isPadded = padded.includes(lineStart);
      if (error.reason !== 'deficient indentation' || !isContinuation || isPadded || padded.length === maxRepairs) {
        const shift = isPadded ? Math.min(column, padding.length) : 0;
        throw new YamlError(file, { line: line + 1, column: column - shift + 1 }, error.reason);
      }
      // Leading space on such a line means nothing: it separates tokens, or is folded away inside quotes.
      source = source.slice(0, lineStart) + padding + source.slice(lineStart);
      padded.push(lineStart);
    }
  }
}
