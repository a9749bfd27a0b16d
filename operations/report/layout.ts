/** Where a page's words and numbers stand, on a terminal of some width, or in a file. */
import { columnsOf, cutTo } from '../../lib/text/columns';
import { wrap } from '../../lib/text/wrap';

export interface Layout {
  /** The most columns of a table. */
  readonly columns: number;
  /** A sentence, so many blanks from the left; what does not fit goes on below it. */
  prose(indent: number, text: string): readonly string[];
}

/** In a file, where nobody knows how wide it will be shown; sentences are one line there, which can be searched for. */
const IN_FILE = 120;
/** Longer lines of words are hard to read, however wide the terminal is. */
const OF_WORDS = 120;
const NARROWEST = 40;
/** What goes on stands further to the right than what belongs to a line. */
const FURTHER = 4;

/** @param width of the terminal; undefined where it is none */
export function layoutOf(width: number | undefined): Layout {
  if (width === undefined) return { columns: IN_FILE, prose: (indent, text) => [' '.repeat(indent) + text] };
  const columns = Math.max(width, NARROWEST);
  const prose = (indent: number, text: string) =>
    wrap(text, Math.min(columns, OF_WORDS) - indent - FURTHER).map(
      (line, at) => ' '.repeat(at === 0 ? indent : indent + FURTHER) + line,
    );
  return { columns, prose };
}

/** Columns, two blanks between them; these begin on the left, the others are numbers. */
export function aligned(rows: readonly (readonly string[])[], left: readonly number[]): readonly string[] {
  const widths = widthsOf(rows);
  const pad = (cell: string, at: number) => {
    const blanks = ' '.repeat((widths[at] ?? 0) - columnsOf(cell));
    return left.includes(at) ? cell + blanks : blanks + cell;
  };
  return rows.map((row) =>
    widths
      .map((_, at) => pad(row[at] ?? '', at))
      .join('  ')
      .trimEnd(),
  );
}

export interface Fitting {
  readonly rows: readonly (readonly string[])[];
  /** The titles of what there was no room for. */
  readonly leftOut: readonly string[];
}

/**
 * What of a table fits: its one column of names becomes narrower, but not too narrow to tell names apart; then columns go.
 *
 * @param rows the first are the titles; those of which some are the same cannot go
 * @param name which column has names: no name is longer than `longest`
 * @param expendable titles: the first goes first
 */
export function fitting(
  rows: readonly (readonly string[])[],
  columns: number,
  { name, shortest, longest }: { readonly name: number; readonly shortest: number; readonly longest: number },
  expendable: readonly string[],
): Fitting {
  const leftOut: string[] = [];
  let left = rows;
  for (;;) {
    const widths = widthsOf(left);
    const others = widths.reduce((total, width, at) => total + (at === name || width === 0 ? 0 : width + 2), 0);
    const room = columns - others;
    const next = expendable[leftOut.length];
    const wanted = Math.min(widths[name] ?? 0, shortest);
    if (room >= wanted || next === undefined) {
      const most = Math.min(Math.max(room, wanted), longest);
      return { rows: left.map((row) => row.map((cell, at) => (at === name ? cutTo(most, cell) : cell))), leftOut };
    }
    leftOut.push(next);
    const gone = left[0]?.indexOf(next) ?? -1;
    left = left.map((row) => row.filter((_, at) => at !== gone));
  }
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  const count = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => columnsOf(row[at] ?? ''))));
}
