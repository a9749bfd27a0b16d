/** Lines of a text. Line breaks are LF, CRLF and CR. */
import type { Position } from './error';

/** Counts lines up to ascending offsets, each part of the text once. */
export class LineCounter {
  private counted = 0;
  private line = 1;

  constructor(private readonly text: string) {}

  /** The 1-based line of an offset. */
  lineAt(offset: number): number {
    if (offset < this.counted) {
      this.counted = 0;
      this.line = 1;
    }
    for (; this.counted < offset; this.counted++) {
      if (endsLine(this.text, this.counted)) this.line++;
    }
    return this.line;
  }
}

/** Where each line starts: for many positions in one text. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(text: string) {
    for (let offset = 0; offset < text.length; offset++) {
      if (endsLine(text, offset)) this.starts.push(offset + 1);
    }
  }

  positionAt(offset: number): Position {
    let [low, high] = [0, this.starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.starts[low] ?? 0) + 1 };
  }

  /** The contrary; what lies behind the last line is there. */
  offsetAt({ line, column }: Position): number {
    return (this.starts[Math.min(line, this.starts.length) - 1] ?? 0) + column - 1;
  }
}

/** Where the next character after a text would stand. */
export function positionOfEnd(text: string): Position {
  return new LineIndex(text).positionAt(text.length);
}

/** The CR of a CRLF doesn't: the line ends after its LF. */
function endsLine(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === 0x0a || (code === 0x0d && text.charCodeAt(offset + 1) !== 0x0a);
}

/** One position in a text; for many, keep a {@link LineIndex}. */
export function positionAt(text: string, offset: number): Position {
  return new LineIndex(text).positionAt(offset);
}
