/** One set of values: the chart rendered, its objects validated, each finding at its template's line. */
import type { Helm } from '../../helm/find';
import chartRendersNothing from '../checks/rendering/chart-renders-nothing';
import type { Finding, Severity } from '../finding';
import type { Source } from '../read/source';
import type { RuleSet } from '../rule-set';
import { validate, type Unreadable, type ValidateOptions, type Validation } from '../validate';
import { reportBrokenText } from './broken-text';
import { ChartReporter } from './chart-reporter';
import type { HelmErrorKind } from './helm-error';
import type { RenderedDocuments } from './helm-output';
import { pathIn, type LoadedChart } from './load';
import { reportRenderProblem } from './render-problem';
import type { ChartCopies } from './copies';
import type { RenderOptions, Rendering, TracedTemplates } from './render';
import { chartSources, tracedSources } from './template-lines';

/** What is the same for all sets of values. */
export interface ChartRun {
  readonly chart: LoadedChart;
  readonly copies: ChartCopies;
  readonly helm: Helm;
  readonly rules: RuleSet;
  readonly options: ValidateOptions & RenderOptions;
}

export interface ChartCase {
  /** As findings show it: `defaults`, `ingress.enabled=true`. */
  readonly label: string;
  /** The text of a values file over all others. */
  readonly values?: string;
  /** Another version of Kubernetes. */
  readonly minor?: number;
  /** The file that says so, for values that the chart refuses. */
  readonly valuesFile?: string;
  /** How bad it is if the chart does not render, or does not accept the values. */
  readonly failed?: Severity;
  readonly refused?: Severity;
}

export interface CaseResult extends Validation {
  /** Why the chart did not render; undefined if it did. */
  readonly failure?: HelmErrorKind;
  readonly documents?: RenderedDocuments;
  readonly traced?: TracedTemplates;
}

export function renderCase({ copies, helm, options }: ChartRun, { values, minor }: ChartCase): Promise<Rendering> {
  return copies.render(helm, withCase(options, { values, minor }));
}

export function traceCase({ copies, helm, options }: ChartRun, { values, minor }: ChartCase) {
  return copies.trace(helm, withCase(options, { values, minor }));
}

/** `found` are findings about the chart's files, which comments may suppress as well. */
export function validateCase(
  run: ChartRun,
  chartCase: ChartCase,
  rendering: Rendering,
  traced: TracedTemplates | undefined,
  found: readonly Finding[] = [],
): CaseResult {
  const { chart, rules, options } = run;
  const reporter = new ChartReporter(chart, rules);
  const isOutputBroken = !rendering.ok && rendering.error.kind === 'output';
  const sources = rendering.ok
    ? chartSources(chart, rendering.documents, traced)
    : isOutputBroken && traced !== undefined
      ? tracedSources(chart, traced)
      : [];
  if (rendering.ok) reportNothing(reporter, rendering.documents, chartCase);
  if (traced !== undefined) reportBrokenText(reporter, traced, valuesTexts(run, chartCase));
  if (!rendering.ok && !isOutputBroken) reportRenderProblem(reporter, rendering.error, chartCase);
  const result = validate(
    sources,
    { ...options, minor: chartCase.minor ?? options.minor },
    { files: editedFiles(chart, printing(traced)), findings: [...found, ...reporter.findings] },
  );
  const unreadable = result.unreadable.map((problem) => inTemplate(problem, sources));
  if (rendering.ok)
    return { ...result, unreadable, documents: rendering.documents, ...(traced === undefined ? {} : { traced }) };

  // Helm refuses what we cannot read either; we say where, and what.
  const late = new ChartReporter(chart, rules);
  if (isOutputBroken) {
    for (const { reason, file, line, column } of unreadable) {
      const place = { message: reason, places: [], kind: 'output' as const };
      reportRenderProblem(late, place, { ...chartCase, location: { file, line, column } });
    }
    if (unreadable.length === 0) reportRenderProblem(late, rendering.error, chartCase);
  }
  // Whether a comment is of use can't be said, when what it is about was not looked at.
  const findings = [...result.findings, ...late.findings].filter(({ rule }) => rule !== 'unused-suppression');
  return { ...result, findings, unreadable: [], failure: rendering.error.kind };
}

/** Else a run that has checked nothing looks like any other. Of a switch turned over, that is to be expected. */
function reportNothing(reporter: ChartReporter, documents: RenderedDocuments, { failed, valuesFile }: ChartCase): void {
  const lines = [...documents.values()].flat().flatMap((text) => text.split('\n'));
  if (failed !== undefined || lines.some((line) => !/^\s*(?:#|$)/.test(line))) return;
  const place = { file: valuesFile ?? pathIn(reporter.chart, 'Chart.yaml'), line: 1, column: 1 };
  reporter.report(chartRendersNothing, place, 'it makes no object with these values: only its files were checked');
}

function valuesTexts({ chart, options }: ChartRun, { values }: ChartCase): readonly string[] {
  const own = [...chart.view.files].filter(([file]) => /^(?:charts\/[^/]+\/)*values\.yaml$/.test(file));
  const given = options.valuesFiles.map(({ text }) => text);
  return [...own.map(([, text]) => text), ...given, ...options.set, ...(values === undefined ? [] : [values])];
}

function inTemplate(problem: Unreadable, sources: readonly Source[]): Unreadable {
  const source = sources.find(({ name }) => name === problem.file);
  return source?.origin === undefined ? problem : { ...problem, ...source.origin(problem) };
}

function printing(traced: TracedTemplates | undefined): readonly string[] {
  return [...(traced?.values() ?? [])].filter(({ output }) => output.text.trim() !== '').map(({ file }) => file);
}

/** Where comments are looked for: what the chart has in every case, and the templates that print something now. */
export function editedFiles(chart: LoadedChart, templates: readonly string[]) {
  return [...new Set(['Chart.yaml', 'values.yaml', ...templates])].flatMap((file) => {
    const text = chart.view.files.get(file);
    return text === undefined ? [] : [{ name: pathIn(chart, file), text }];
  });
}

function withCase(
  options: RenderOptions,
  { values, minor }: { values: string | undefined; minor: number | undefined },
) {
  return { ...options, minor: minor ?? options.minor, ...(values === undefined ? {} : { values }) };
}
