/** What a run has to say, and the one interface of everything that prints it. */
import { isAtLeast, type Finding, type Location, type Severity } from '../finding';
import type { OmittedFindings } from '../finding-limit';
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
export function exitCode({ findings, omitted = [], unreadable, failOn }: Report): 0 | 1 | 2 {
  if (unreadable.length > 0) return 2;
  const fails = [...findings.filter(counts), ...omitted.filter(({ isSuppressed }) => !isSuppressed)];
  return fails.some(({ severity }) => isAtLeast(severity, failOn)) ? 1 : 0;
}

/** Whether nobody has decided to live with it. */
export function counts(finding: Finding): boolean {
  return finding.suppressed === undefined;
}

export interface Totals extends Readonly<Record<Severity, number>> {
  readonly suppressed: number;
}

export function totalsOf(findings: readonly Finding[], omitted: readonly OmittedFindings[] = []): Totals {
  const more = (of: readonly OmittedFindings[]) => of.reduce((sum, { count }) => sum + count, 0);
  const of = (severity: Severity) =>
    findings.filter((each) => counts(each) && each.severity === severity).length +
    more(omitted.filter((each) => !each.isSuppressed && each.severity === severity));
  return {
    error: of('error'),
    warning: of('warning'),
    info: of('info'),
    suppressed: findings.filter((each) => !counts(each)).length + more(omitted.filter((each) => each.isSuppressed)),
  };
}

function compareLocations(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

export function placeText({ file, line, column }: Location | Unreadable): string {
  return `${file}:${String(line)}:${String(column)}`;
}

/** That there are more; for people who want to see them, `--max-per-rule` is the way. */
export function omittedText({ count, isSuppressed }: OmittedFindings): string {
  const kind = isSuppressed ? 'suppressed findings' : count === 1 ? 'finding' : 'findings';
  return `${String(count)} more ${kind} of this rule, not listed here`;
}
