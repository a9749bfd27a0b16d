/** A chart's own files, as chart checks see them. */
export interface ChartView {
  /** Path below the chart's folder → content; subcharts stand below `charts/`, unpacked. */
  readonly files: ReadonlyMap<string, string>;
  /** Paths of files that are no text. */
  readonly binaryFiles?: readonly string[];
}
