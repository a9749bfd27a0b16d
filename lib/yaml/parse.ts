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
/** Each repair parses the document again: characters that may be, for all documents of a stream. */
export class Repairs {
  private left: number;

  constructor(stream: string) {
    this.left = 40_000_000 + 20 * stream.length;
  }

  /** @returns whether a text may be parsed once more */
  allow(text: string): boolean {
    this.left -= text.length;
    return this.left >= 0;
  }
}

/** @throws YamlError with the position in the original text. */
export function parse(text: string, file: string, repairs = new Repairs(text)): Parsed {
  let source = text;
  let deepest: string | undefined;
  /** Where padding begins, in offsets of `source`, ascending: the parser stops at the first line that lacks any. */
  const padded: number[] = [];
  const originalOffset = (offset: number): number => {
    const width = deepest?.length ?? 0;
    const before = countUpTo(padded, offset);
    const inPadding = offset - (padded[before - 1] ?? -width);
    return offset - before * width + Math.max(0, width - inPadding);
  };
  for (;;) {
    try {
      return { source, events: eventsOf(source, file), originalOffset };
    } catch (error) {
      if (!(error instanceof YAMLException) || error.mark === undefined) throw error;
      const { line, column, position } = error.mark;
      const lineStart = position - column;
      const isContinuation = /^[ \t]*$/.test(source.slice(lineStart, position));
      const isPadded = padded[countUpTo(padded, lineStart) - 1] === lineStart;
      if (error.reason !== 'deficient indentation' || !isContinuation || isPadded) {
        const shift = isPadded ? Math.min(column, deepest?.length ?? 0) : 0;
        throw new YamlError(file, { line: line + 1, column: column - shift + 1 }, error.reason);
      }
      if (!repairs.allow(source)) {
        const reason = 'too many lines inside brackets or quotes that are not indented: indent them';
        throw new YamlError(file, { line: line + 1, column: column + 1 }, reason);
      }
      const padding = (deepest ??= deeperThan(text));
      // Leading space on such a line means nothing: it separates tokens, or is folded away inside quotes.
      source = source.slice(0, lineStart) + padding + source.slice(lineStart);
      padded.push(lineStart);
    }
  }
}

/** Of a syntax error, nobody asks where in the parser it was met; to note it takes longer than all the rest. */
function eventsOf(source: string, file: string): readonly Event[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parseEvents(source, { filename: file, maxDepth });
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** How many of ascending numbers are not above a limit. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** More spaces than any line begins with. */
function deeperThan(text: string): string {
  let widest = 0;
  for (const [indentation] of text.matchAll(/^[ \t?-]*/gm)) widest = Math.max(widest, indentation.length);
  return ' '.repeat(widest + 2);
}
