/** Text in the output that no one meant. */
import brokenTextInOutput from '../checks/rendering/broken-text-in-output';
import type { Severity } from '../finding';
import type { ChartReporter } from './chart-reporter';
import { pathIn } from './load';
import type { TracedTemplates } from './render';

interface Pattern {
  readonly pattern: RegExp;
  readonly message: string;
  readonly severity?: Severity;
  /** Only if it stands in the values: a file that the chart passes on may be a template for someone else. */
  readonly isFromValues?: true;
}

const patterns: readonly Pattern[] = [
  {
    // https://pkg.go.dev/fmt#hdr-Format_errors
    pattern: /%!(?:[a-zA-Z]\([^)\n]*\)+|\(NOVERB\)|\(EXTRA [^)\n]*\))/g,
    message: 'which is how Go prints a value that does not fit the format, or is missing',
    severity: 'error',
  },
  {
    pattern: /(?<![\w.])map\[(?:[\w./-]+:[^\]\n]*)?\]/g,
    message: 'which is how Go prints a map; toYaml or toJson would print one that YAML reads',
  },
  {
    isFromValues: true,
    pattern: /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Files)\b|include\s)[^\n]*?\}\}/g,
    message: 'a template that was printed instead of rendered',
  },
];

/** `values` are the texts of the values files. */
export function reportBrokenText(reporter: ChartReporter, templates: TracedTemplates, values: readonly string[]): void {
  for (const [name, { file, output }] of templates) {
    const path = pathIn(reporter.chart, file);
    const report = (offset: number, message: string, severity?: Severity) => {
      const rendered = { file: name, ...output.positionOf(offset) };
      const location = { file: path, ...output.originOfOffset(offset) };
      reporter.report(brokenTextInOutput, location, message, { severity, rendered });
    };
    for (const { pattern, message, severity, isFromValues } of patterns) {
      for (const match of output.text.matchAll(pattern)) {
        if (isFromValues === true && !values.some((text) => text.includes(match[0]))) continue;
        // What the author wrote there is meant: a script, say.
        if (!output.isLiteral(match.index)) report(match.index, `it prints ${shorten(match[0])}, ${message}`, severity);
      }
    }
    for (const offset of output.removed) {
      const before = output.text.slice(output.text.lastIndexOf('\n', offset - 1) + 1, offset);
      const after = /^[^\n]*/.exec(output.text.slice(offset))?.[0] ?? '';
      if (isHalfWord(before, after)) {
        report(offset, `a value is missing in the middle of ${shorten(`${before}<no value>${after}`.trim())}`);
      }
    }
  }
}

/** Without the value, what is around it means something else; on its own, an empty value is usually meant. */
function isHalfWord(before: string, after: string): boolean {
  if (before.trimStart().startsWith('#')) return false;
  return /[\w/:.@-]$/.test(before) || /^(?:[\w/:@-]|\.\w)/.test(after);
}

export function shorten(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
