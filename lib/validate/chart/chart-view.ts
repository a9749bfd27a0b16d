/** A chart's own files, as chart checks see them. */
export interface ChartView {
  /** Path below the chart's folder → content. */
  readonly files: ReadonlyMap<string, string>;
}
