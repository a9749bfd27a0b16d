/** What a template printed, and where in the template each character of it comes from. */
import type { Position } from '../../yaml/error';
import { positionAt } from '../../yaml/lines';
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
  private readonly lineStarts: readonly number[];

  private constructor(
    /** As Helm has it. */
    readonly text: string,
    private readonly template: string,
    private readonly segments: readonly Segment[],
    /** Offsets at which Helm took out `<no value>`. */
    readonly removed: readonly number[],
  ) {
    this.lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
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
  originOf({ line, column }: Position): Position {
    const start = this.lineStarts[line - 1] ?? this.text.length;
    return this.originOfOffset(start + column - 1);
  }

  originOfOffset(offset: number): Position {
    const segment = this.segments.findLast(({ at }) => at <= offset) ?? this.segments[0];
    if (segment === undefined) return { line: 1, column: 1 };
    const from = segment.isLiteral ? segment.from + Math.max(0, offset - segment.at) : segment.from;
    return positionAt(this.template, Math.min(from, this.template.length));
  }

  /** A place in the printed text. */
  positionOf(offset: number): Position {
    const line = this.lineStarts.findLastIndex((start) => start <= offset) + 1;
    return { line, column: offset - (this.lineStarts[line - 1] ?? 0) + 1 };
  }
}
