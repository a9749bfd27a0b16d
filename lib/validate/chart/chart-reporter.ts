/** Findings about a chart's own files, as opposed to the objects that it renders. */
import { findPosition, type Path } from '../../yaml/position';
import type { ChartCheck, CheckContext } from '../check';
import type { Finding, Location, Related, Severity } from '../finding';
import type { RuleSet } from '../rule-set';
import { pathIn, type LoadedChart } from './load';

export interface ReporterOptions {
  /** Instead of the rule's own; what the user wants of the rule goes before both. */
  readonly severity?: Severity | undefined;
  readonly related?: readonly Related[];
  readonly rendered?: Location;
}

export class ChartReporter {
  readonly findings: Finding[] = [];

  constructor(
    readonly chart: LoadedChart,
    private readonly rules: RuleSet,
  ) {}

  /** What the checks of charts find in its files. */
  runChecks(context: CheckContext): void {
    for (const check of this.rules.forCharts) {
      if (check.isRendering === true) continue;
      check.check(
        this.chart.view,
        ({ file, line = 1, column = 1 }, message, { severity } = {}) => {
          this.report(check, { file: pathIn(this.chart, file), line, column }, message, { severity });
        },
        context,
      );
    }
  }

  report(
    check: Pick<ChartCheck, 'id' | 'severity'>,
    location: Location,
    message: string,
    { severity, related = [], rendered }: ReporterOptions = {},
  ): void {
    const own = this.rules.severityOf(check.id);
    if (own === undefined) return;
    this.findings.push({
      rule: check.id,
      severity: own === check.severity ? (severity ?? own) : own,
      message,
      location,
      ...(rendered === undefined ? {} : { rendered }),
      path: '',
      related,
      triggers: [],
    });
  }

  /** A key of one of its YAML files; the file's first line, where it is not written there. */
  locate(file: string, path: Path): Location {
    const found = findPosition(this.chart.view.files.get(file) ?? '', path);
    return { file: pathIn(this.chart, file), ...(found ?? { line: 1, column: 1 }) };
  }
}
