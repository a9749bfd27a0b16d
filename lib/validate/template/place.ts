import { positionAt } from '../../yaml/lines';
import { findPosition, type Path } from '../../yaml/position';
import type { ChartView } from '../chart/chart-view';

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A UTF-16 offset of one of the chart's files. */
export function placeAt(view: ChartView, file: string, offset: number): Place {
  return { file, ...positionAt(view.files.get(file) ?? '', offset) };
}

/** A key of one of the chart's YAML files. */
export function placeOf(view: ChartView, file: string, path: Path): Place {
  return { file, ...(findPosition(view.files.get(file) ?? '', path) ?? { line: 1, column: 1 }) };
}
