/** What a run has to say, and the one interface of everything that prints it. */
import { isAtLeast, type Finding, type Location, type Severity } from '../finding';
import type { Skipped } from '../read/input';
import type { Unreadable } from '../unreadable';
import type { ChartValidation } from '../chart/validate-chart';

export interface Report extends ChartValidation {
  readonly tool: { readonly name: string; readonly version: string };
  /** 34 for 1.34. */
  readonly minor: number;
  /** The least severity that makes the run fail. */
  readonly failOn: Severity;
  /** Files that were left out, and why. */
  readonly skipped: readonly Skipped[];
}

export interface FormatOptions {
  /** The text of a file that findings name; undefined where it cannot be had. */
  readonly textOf: (file: string) => string | undefined;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly detail: 'quiet' | 'normal' | 'verbose';
}

export type Format = (report: Report, options: FormatOptions) => string;

/** Sorted by place; what is equal keeps the order in which it was found. */
export function toReport(validation: ChartValidation, about: Omit<Report, keyof ChartValidation>): Report {
  const findings = [...validation.findings].sort((a, b) => compareLocations(a.location, b.location));
  return { ...validation, ...about, findings };
}

/** Exit code: 2 if anything could not be read, 1 if there are findings to fail for, else 0. */
export function exitCode({ findings, unreadable, failOn }: Report): 0 | 1 | 2 {
  if (unreadable.length > 0) return 2;
  return findings.some((finding) => counts(finding) && isAtLeast(finding.severity, failOn)) ? 1 : 0;
}

/** Whether nobody has decided to live with it. */
export function counts(finding: Finding): boolean {
  return finding.suppressed === undefined;
}

export interface Totals extends Readonly<Record<Severity, number>> {
  readonly suppressed: number;
}

export function totalsOf(findings: readonly Finding[]): Totals {
  const of = (severity: Severity) => findings.filter((each) => counts(each) && each.severity === severity).length;
  return {
    error: of('error'),
    warning: of('warning'),
    info: of('info'),
    suppressed: findings.filter((each) => !counts(each)).length,
  };
}

function compareLocations(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

export function placeText({ file, line, column }: Location | Unreadable): string {
  return `${file}:${String(line)}:${String(column)}`;
}
