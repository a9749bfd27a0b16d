/** Two runs of Helm with the same values, compared. */
import nonDeterministicOutput from '../checks/rendering/non-deterministic-output';
import { shorten } from './broken-text';
import type { ChartReporter } from './chart-reporter';
import type { RenderedDocuments } from './helm-output';
import { pathIn } from './load';
import type { TracedTemplates } from './render';
import { tracedSource } from './template-lines';

/** `traced` is from a third run, and only tells where in the template a line is made. */
export function reportNonDeterminism(
  reporter: ChartReporter,
  first: RenderedDocuments,
  second: RenderedDocuments,
  traced: TracedTemplates,
): void {
  for (const [name, texts] of first) {
    const template = traced.get(name);
    if (template === undefined) continue;
    const path = pathIn(reporter.chart, template.file);
    const source = tracedSource(name, path, texts, template);
    const lines = source.text().split('\n');
    const others = tracedSource(name, path, second.get(name) ?? [], template)
      .text()
      .split('\n');
    const known = new Set<string>();
    for (const [index, line] of lines.entries()) {
      const other = others[index] ?? '';
      if (line === other) continue;
      const column = firstDifference(line, other) + 1;
      const location = source.origin({ line: index + 1, column });
      const key = `${location.line}:${location.column}`;
      // Where the number of lines differs, so does all that follows.
      if (known.has(key) || (lines.length !== others.length && known.size > 0)) continue;
      known.add(key);
      const message = `it printed ${shorten(line.trim())}, and with the same values ${shorten(other.trim())}`;
      const rendered = { file: name, line: index + 1, column };
      reporter.report(nonDeterministicOutput, location, message, { rendered });
    }
  }
}

function firstDifference(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index++;
  return index;
}
