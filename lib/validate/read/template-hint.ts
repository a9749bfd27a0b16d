/** People point the validator at a chart's templates: what they see should not be a riddle about braces. */

const hint = '; this looks like a template of a Helm chart: give the folder that holds Chart.yaml instead';

/** What to add to a syntax error: empty unless a template action stands on the lines around it. */
export function templateHint(text: string, line: number): string {
  let start = 0;
  for (let number = 1; number < line - 1; number++) start = text.indexOf('\n', start) + 1;
  let end = start;
  for (let number = 0; number < 3 && end >= 0; number++) end = text.indexOf('\n', end + 1);
  const around = text.slice(start, end < 0 ? text.length : end);
  return /\{\{-?\s*[\w.$"(/`]/.test(around) ? hint : '';
}
