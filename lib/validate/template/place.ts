import { LineIndex } from '../../yaml/lines';
import { positionFinder, type Path } from '../../yaml/position';
import type { ChartView } from '../chart/chart-view';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A UTF-16 offset of one of the chart's files. */
export function placeAt(view: ChartView, file: string, offset: number): Place {
  return { file, ...finderOf(view, file).lines.positionAt(offset) };
}

/** A key of one of the chart's YAML files. */
export function placeOf(view: ChartView, file: string, path: Path): Place {
  return { file, ...(finderOf(view, file).positionOf(path) ?? { line: 1, column: 1 }) };
}

interface Finder {
  readonly lines: LineIndex;
  readonly positionOf: ReturnType<typeof positionFinder>;
}

const finders = new WeakMap<ChartView, Map<string, Finder>>();

/** Each file is read once, however many places in it are asked for. */
function finderOf(view: ChartView, file: string): Finder {
  const known = finders.get(view) ?? new Map<string, Finder>();
  finders.set(view, known);
  let finder = known.get(file);
  if (finder === undefined) {
    const text = view.files.get(file) ?? '';
    finder = { lines: new LineIndex(text), positionOf: positionFinder(text) };
    known.set(file, finder);
  }
  return finder;
}
