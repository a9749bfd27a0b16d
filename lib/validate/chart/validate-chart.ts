/** A Helm chart: its files, what it renders to, and with `matrix`, what it renders to with many sets of values. */
import { accessSync } from 'node:fs';
import { findHelm, type Helm } from '../../helm/find';
import { checks } from '../checks';
import { RuleSet } from '../rule-set';
import { defaultOptions, type Validation, type ValidateOptions } from '../validate';
import { ChartReporter } from './chart-reporter';
import { renderCase, traceCase, validateCase, type ChartCase, type ChartRun } from './chart-case';
import { loadChart } from './load';
import { ChartLoadError } from './load-error';
import { runMatrix, type MatrixSummary } from './matrix';
import { withoutSameCauses } from './same-cause';
import { defaultRenderOptions, TracedCopy, type RenderOptions } from './render';

export interface ChartOptions extends ValidateOptions, Omit<RenderOptions, 'values'> {
  /** Render it with many sets of values. */
  readonly matrix: boolean;
}

export interface ChartValidation extends Validation {
  /** What the matrix tried; undefined without one. */
  readonly matrix?: MatrixSummary;
}

/**
 * Validates the chart in a folder or a .tgz. What cannot be read (no chart, a broken archive, no such values file) is in
 * `unreadable`.
 * @throws NoHelmError when there is no Helm; its message says what to install.
 */
export async function validateChart(
  path: string,
  options: Partial<ChartOptions> = {},
  helm?: Helm,
): Promise<ChartValidation> {
  const settings = { matrix: false, ...defaultRenderOptions, ...defaultOptions, ...options };
  try {
    settings.valuesFiles.forEach(requireReadable);
    const chart = loadChart(path);
    const rules = new RuleSet(checks, settings, settings);
    const copy = await TracedCopy.of(chart);
    try {
      return await validateLoaded(
        { chart, copy, rules, options: settings, helm: helm ?? (await findHelm()) },
        settings,
      );
    } finally {
      await copy.dispose();
    }
  } catch (error) {
    if (!(error instanceof ChartLoadError)) throw error;
    const unreadable = [{ file: error.file, line: 1, column: 1, reason: error.reason }];
    return { findings: [], unreadable, counts: { documents: 0, objects: 0, unknownKinds: 0 } };
  }
}

async function validateLoaded(run: ChartRun, settings: ChartOptions): Promise<ChartValidation> {
  const reporter = new ChartReporter(run.chart, run.rules);
  reporter.runChecks(settings);
  const given = [...settings.valuesFiles, ...settings.set];
  const base: ChartCase = {
    label: given.length === 0 ? 'defaults' : given.join(', '),
    ...(settings.valuesFiles[0] === undefined ? {} : { valuesFile: settings.valuesFiles[0] }),
    // Many charts ask for values; that those which somebody gives are refused, is another matter.
    ...(given.length === 0 ? {} : { refused: 'error' as const }),
  };
  const [rendering, traced] = await Promise.all([renderCase(run, base), traceCase(run, base)]);
  const result = validateCase(run, base, rendering, traced, reporter.findings);
  if (settings.matrix) {
    const all = await runMatrix(run, base, result);
    return { ...all, findings: withoutSameCauses(all.findings) };
  }
  const { findings, unreadable, counts } = result;
  const triggered = findings.map((finding) => ({ ...finding, triggers: [base.label] }));
  return { findings: withoutSameCauses(triggered), unreadable, counts };
}

function requireReadable(file: string): void {
  try {
    accessSync(file);
  } catch {
    throw new ChartLoadError(file, 'this values file cannot be read, or does not exist');
  }
}
