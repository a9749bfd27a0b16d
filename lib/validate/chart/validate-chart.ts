/** A Helm chart: its files, what it renders to, and with `matrix`, what it renders to with many sets of values. */
import { readText } from '../../files/read-file';
import { findHelm, type Helm } from '../../helm/find';
import type { Json } from '../../yaml/json';
import { checks } from '../checks';
import { RuleSet } from '../rule-set';
import { requireNames } from '../settings/names';
import { defaultOptions, validate, type Validation, type ValidateOptions } from '../validate';
import { ChartReporter } from './chart-reporter';
import { editedFiles, renderCase, traceCase, validateCase, type ChartCase, type ChartRun } from './chart-case';
import { evaluatedSources } from './evaluated';
import { loadChart, pathIn, type LoadedChart } from './load';
import { ChartLoadError, loading } from './load-error';
import { runMatrix, type MatrixSummary } from './matrix';
import { matrixLimits, type MatrixLimits } from './matrix-limits';
import { evaluateOwn, type OwnChart } from './own-chart';
import { withoutSameCauses } from './same-cause';
import { ChartCopies } from './copies';
import { defaultRenderOptions, type RenderOptions } from './render';

export interface ChartOptions extends ValidateOptions, Omit<RenderOptions, 'values' | 'valuesFiles'> {
  /** Paths of values files, the later ones winning. */
  readonly valuesFiles: readonly string[];
  /** Render it with many sets of values. */
  readonly matrix: boolean;
  readonly matrixLimits: MatrixLimits;
}

export interface ChartValidation extends Validation {
  /** What the matrix tried; undefined without one. */
  readonly matrix?: MatrixSummary;
}

/**
 * Validates the chart in a folder or a .tgz. What cannot be read (no chart, a broken archive, no such values file) is in
 * `unreadable`.
 * @param own is evaluated instead of rendered, except for the matrix
 * @throws NoHelmError when there is no Helm; its message says what to install.
 */
export async function validateChart(
  path: string,
  options: Partial<ChartOptions> = {},
  helm?: Helm,
  own?: OwnChart,
): Promise<ChartValidation> {
  const { valuesFiles: given = [], ...others } = options;
  try {
    const valuesFiles = given.map((file) => loading(() => ({ file, text: readText(file) })));
    const settings = {
      matrix: false,
      matrixLimits,
      ...defaultRenderOptions,
      ...defaultOptions,
      ...others,
      valuesFiles,
    };
    requireNames(settings);
    const chart = loadChart(path);
    const rules = new RuleSet(checks, settings, settings);
    const evaluated = settings.matrix || path.endsWith('.tgz') ? undefined : await evaluateOwn(chart, settings, own);
    if (evaluated !== undefined) return validateEvaluated(chart, evaluated, rules, settings);
    const found = helm ?? (await findHelm());
    const copies = ChartCopies.of(chart, valuesFiles);
    try {
      return await validateLoaded({ chart, copies, rules, options: settings, helm: found }, settings);
    } finally {
      copies.dispose();
    }
  } catch (error) {
    if (!(error instanceof ChartLoadError)) throw error;
    return { findings: [], unreadable: [error.unreadable], counts: { documents: 0, objects: 0, unknownKinds: 0 } };
  }
}

async function validateLoaded(
  run: ChartRun,
  { matrix, matrixLimits: limits }: Pick<ChartOptions, 'matrix' | 'matrixLimits'>,
): Promise<ChartValidation> {
  const settings = run.options;
  const reporter = new ChartReporter(run.chart, run.rules);
  reporter.runChecks(settings);
  const [firstFile] = settings.valuesFiles;
  const base: ChartCase = {
    label: labelOf(settings),
    ...(firstFile === undefined ? {} : { valuesFile: firstFile.file }),
    // Many charts ask for values; that those which somebody gives are refused, is another matter.
    ...(settings.valuesFiles.length + settings.set.length === 0 ? {} : { refused: 'error' as const }),
  };
  const tracing = traceCase(run, base);
  // If both fail, what is said is always the same.
  tracing.catch(() => undefined);
  const rendering = await renderCase(run, base);
  const traced = await tracing;
  const result = validateCase(run, base, rendering, traced, reporter.findings);
  // A library chart is none with any values.
  if (matrix && result.failure !== 'library') {
    const all = await runMatrix(run, base, result, limits);
    return { ...all, findings: withoutSameCauses(all.findings) };
  }
  return triggeredBy(base.label, result);
}

function validateEvaluated(
  chart: LoadedChart,
  objects: ReadonlyMap<string, Json>,
  rules: RuleSet,
  settings: ValidateOptions & RenderOptions,
): ChartValidation {
  const reporter = new ChartReporter(chart, rules);
  reporter.runChecks(settings);
  const sources = evaluatedSources(
    [...objects].map(([file, value]) => ({
      file: pathIn(chart, file),
      value,
      template: () => chart.view.files.get(file) ?? '',
    })),
  );
  const files = editedFiles(chart, [...objects.keys()]);
  return triggeredBy(labelOf(settings), validate(sources, settings, { files, findings: reporter.findings }));
}

function labelOf({ valuesFiles, set }: RenderOptions): string {
  const given = [...valuesFiles.map(({ file }) => file), ...set];
  return given.length === 0 ? 'defaults' : given.join(', ');
}

function triggeredBy(label: string, { findings, ...others }: Validation): ChartValidation {
  const triggered = findings.map((finding) => ({ ...finding, triggers: [label] }));
  return { ...others, findings: withoutSameCauses(triggered) };
}
