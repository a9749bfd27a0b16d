/** What Helm refused, as a finding at the line to mend. */
import chartDoesNotRender from '../checks/rendering/chart-does-not-render';
import chartRendersNothing from '../checks/rendering/chart-renders-nothing';
import chartRefusesValues from '../checks/rendering/chart-refuses-values';
import type { Location, Severity } from '../finding';
import type { ChartReporter } from './chart-reporter';
import type { HelmError, HelmPlace } from './helm-error';
import { pathIn } from './load';
import { fileOfTemplate } from './metadata';

export interface ProblemContext {
  /** The values file to mend, if the chart refuses the values. */
  readonly valuesFile?: string | undefined;
  /** For what does not render. */
  readonly failed?: Severity | undefined;
  /** For values that the chart refuses. */
  readonly refused?: Severity | undefined;
  /** Where it is, if that is known better than Helm does. */
  readonly location?: Location;
}

export function reportRenderProblem(reporter: ChartReporter, error: HelmError, context: ProblemContext): void {
  const { kind, message, places } = error;
  const [named, ...around] = places.map((place) => locationOf(reporter, place));
  const innermost = context.location ?? named;
  const values = { file: context.valuesFile ?? pathIn(reporter.chart, 'values.yaml'), line: 1, column: 1 };
  const related = around.map((location) => ({ message: 'included here', location }));
  switch (kind) {
    case 'refused-by-author':
      reporter.report(chartRefusesValues, innermost ?? values, `the chart stops with: ${message}`, {
        severity: context.refused,
      });
      return;
    case 'refused-by-schema':
      reporter.report(chartRefusesValues, values, `values.schema.json refuses the values: ${message}`, {
        severity: context.refused,
      });
      return;
    case 'kube-version':
      reporter.report(chartDoesNotRender, reporter.locate('Chart.yaml', ['kubeVersion']), message);
      return;
    case 'library':
      reporter.report(chartRendersNothing, reporter.locate('Chart.yaml', ['type']), message);
      return;
    case 'dependencies':
      reporter.report(chartDoesNotRender, reporter.locate('Chart.yaml', ['dependencies']), message);
      return;
    case 'output': {
      const words = `what this template prints is no YAML object: ${message}`;
      reporter.report(chartDoesNotRender, innermost ?? values, words, { severity: context.failed });
      return;
    }
    default: {
      const location = innermost ?? { file: pathIn(reporter.chart, 'Chart.yaml'), line: 1, column: 1 };
      reporter.report(chartDoesNotRender, location, message, { severity: context.failed, related });
    }
  }
}

/** Go counts columns in bytes, from 0. */
function locationOf({ chart }: ChartReporter, { name, line = 1, column }: HelmPlace): Location {
  const file = fileOfTemplate(chart.view, name) ?? (chart.view.files.has(name) ? name : 'Chart.yaml');
  const text = chart.view.files.get(file)?.split('\n')[line - 1] ?? '';
  const before =
    column === undefined ? /^\s*/.exec(text)?.[0] : new TextDecoder().decode(Buffer.from(text).subarray(0, column));
  return { file: pathIn(chart, file), line, column: (before ?? '').length + 1 };
}
