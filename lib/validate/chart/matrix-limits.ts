/** How much `--matrix` tries: a chart may have thousands of switches. */

export interface MatrixLimits {
  /** Sets of values that are tried, the given ones among them. */
  readonly cases: number;
  /** After which no other is begun. */
  readonly seconds: number;
}

export const matrixLimits: MatrixLimits = { cases: 250, seconds: 300 };
