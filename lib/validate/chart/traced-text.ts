/** What a template printed, and where in the template each character of it comes from. */
import type { Position } from '../../yaml/error';
import { LineIndex } from '../../yaml/lines';
import { MARK } from './instrument';

/** Helm takes it out of what a template prints, so that a value that is not there leaves nothing. */
const NO_VALUE = '<no value>';

interface Segment {
  /** Offset in the printed text. */
  readonly at: number;
  /** Offset in the template. */
  readonly from: number;
  /** Copied from the template, character by character. */
  readonly isLiteral: boolean;
}

export class TracedText {
  private readonly lines: LineIndex;
  private readonly templateLines: LineIndex;

  private constructor(
    /** As Helm has it. */
    readonly text: string,
    private readonly template: string,
    private readonly segments: readonly Segment[],
    /** Offsets at which Helm took out `<no value>`. */
    readonly removed: readonly number[],
  ) {
    this.lines = new LineIndex(text);
    this.templateLines = new LineIndex(template);
  }

  /** From what an instrumented template printed. */
  static fromMarked(marked: string, template: string): TracedText {
    const [head = '', ...parts] = marked.split(MARK);
    const segments: Segment[] = [];
    const removed: number[] = [];
    let text = head;
    for (let index = 0; index < parts.length; index += 3) {
      const [kind, from, printed = ''] = parts.slice(index, index + 3);
      if (printed === '') continue;
      const [first = '', ...rest] = printed.split(NO_VALUE);
      segments.push({ at: text.length, from: Number(from), isLiteral: kind === 't' && rest.length === 0 });
      text += first;
      for (const part of rest) {
        removed.push(text.length);
        text += part;
      }
    }
    return new TracedText(text, template, segments, removed);
  }

  /** Where in the template what stands here was made. */
  originOf(position: Position): Position {
    return this.originOfOffset(this.lines.offsetAt(position));
  }

  originOfOffset(offset: number): Position {
    const segment = this.segmentAt(offset);
    if (segment === undefined) return { line: 1, column: 1 };
    const from = segment.isLiteral ? segment.from + Math.max(0, offset - segment.at) : segment.from;
    return this.templateLines.positionAt(Math.min(from, this.template.length));
  }

  /** Whether the template has it word for word. */
  isLiteral(offset: number): boolean {
    return this.segmentAt(offset)?.isLiteral === true;
  }

  private segmentAt(offset: number): Segment | undefined {
    return this.segments.findLast(({ at }) => at <= offset) ?? this.segments[0];
  }

  /** A place in the printed text. */
  positionOf(offset: number): Position {
    return this.lines.positionAt(offset);
  }
}
