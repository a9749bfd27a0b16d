/** The formats of a difference, by their names on the command line. */
import type { Explanation } from '../explanation';
import { jsonReport } from './json';
import { markdownReport } from './markdown';
import { textReport, type TextOptions } from './text';

export type Report = (explanations: readonly Explanation[], options: TextOptions) => string;

export const reports = { text: textReport, markdown: markdownReport, json: jsonReport } as const satisfies Readonly<
  Record<string, Report>
>;
