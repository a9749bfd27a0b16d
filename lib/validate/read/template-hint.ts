import { LineIndex } from '../../yaml/lines';

/** People point the validator at a chart's templates: what they see should not be a riddle about braces. */

const hint = '; this looks like a template of a Helm chart: give the folder that holds Chart.yaml instead';

/** What to add to syntax errors of a text: nothing, unless a template action stands on the lines around them. */
export class TemplateHints {
  /** Made for the first error: most texts have none, and some have thousands. */
  private lines: LineIndex | undefined;

  constructor(private readonly text: string) {}

  at(line: number): string {
    const { text } = this;
    this.lines ??= new LineIndex(text);
    const start = this.lines.offsetAt({ line: Math.max(1, line - 1), column: 1 });
    let end = start;
    for (let number = 0; number < 3 && end >= 0; number++) end = text.indexOf('\n', end + 1);
    const around = text.slice(start, end < 0 ? text.length : end);
    return /\{\{-?\s*[\w.$"(/`]/.test(around) ? hint : '';
  }
}
