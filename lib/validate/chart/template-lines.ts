/** The manifests of a rendered chart as sources: each template's documents, and for each place the template's line. */
import type { Position } from '../../yaml/error';
import { LineIndex } from '../../yaml/lines';
import type { Location } from '../finding';
import type { Source } from '../read/source';
import type { RenderedDocuments } from './helm-output';
import { pathIn, type LoadedChart } from './load';
import { fileOfTemplate } from './metadata';
import type { TracedTemplate, TracedTemplates } from './render';
import type { TracedText } from './traced-text';

const SEPARATOR = '\n---\n';

/** Without `traced`, findings are only placed in what Helm printed. */
export function chartSources(
  chart: LoadedChart,
  documents: RenderedDocuments,
  traced: TracedTemplates | undefined,
): readonly Source[] {
  return [...documents].map(([name, texts]) => {
    const file = traced?.get(name)?.file ?? fileOfTemplate(chart.view, name);
    const path = file === undefined ? name : pathIn(chart, file);
    const asWritten = file === undefined ? undefined : chart.view.files.get(file);
    // Custom resource definitions are no templates: what is printed is the file.
    if (asWritten !== undefined && file !== undefined && /^(?:charts\/[^/]+\/)*crds\//.test(file)) {
      return { name: path, text: () => asWritten };
    }
    const template = traced?.get(name);
    if (template === undefined) {
      const text = texts.join(SEPARATOR);
      return { name, text: () => text, origin: () => ({ file: path, line: 1, column: 1 }) };
    }
    return tracedSource(name, path, texts, template);
  });
}

/** The same from the instrumented copy alone, for when Helm does not get as far as to print documents. */
export function tracedSources(chart: LoadedChart, traced: TracedTemplates): readonly Source[] {
  return [...traced]
    .filter(([name]) => !name.endsWith('NOTES.txt'))
    .map(([name, template]) => {
      const texts = documentsIn(template.output.text).map(({ text }) => text);
      return tracedSource(name, pathIn(chart, template.file), texts, template);
    });
}

/** A template's documents as one text. Helm has its own idea of where one ends, so its output as a whole may be no YAML. */
export function tracedSource(
  name: string,
  path: string,
  documents: readonly string[],
  template: TracedTemplate,
): TracedSource {
  const text = documents.join(SEPARATOR);
  const lines = new LineIndex(text);
  const ends: number[] = [];
  for (const each of documents) ends.push((ends.at(-1) ?? -SEPARATOR.length) + SEPARATOR.length + each.length);
  let aligned: readonly Alignment[] | undefined;
  const origin = (position: Position): Location => {
    aligned ??= align(documents, template.output);
    const offset = lines.offsetAt(position);
    const index = ends.findIndex((end) => offset <= end);
    const start = (ends[index] ?? 0) - (documents[index]?.length ?? 0);
    return { file: path, ...(aligned[index]?.(Math.max(0, offset - start)) ?? { line: 1, column: 1 }) };
  };
  return { name, text: () => text, origin };
}

export interface TracedSource extends Source {
  readonly origin: NonNullable<Source['origin']>;
}

/** From an offset in a document to the place in the template. */
type Alignment = (offset: number) => Position;

/** Finds each document in what the template printed when it was traced. */
function align(documents: readonly string[], output: TracedText): readonly Alignment[] {
  const printed = [...documentsIn(output.text)];
  return documents.map((document) => {
    // Each is taken once: two documents may be the same.
    const same = printed.findIndex(({ text }) => text === document.trim());
    const [exact] = same === -1 ? [] : printed.splice(same, 1);
    if (exact !== undefined) return (offset) => output.originOfOffset(exact.start + offset);
    return nearest(document, printed, output);
  });
}

/** For what is not printed twice in the same way (a random password): by the lines that both have. */
function nearest(document: string, printed: readonly PrintedDocument[], output: TracedText): Alignment {
  const lines = document.split('\n');
  const index = new LineIndex(document);
  const candidates = printed.map((each) => ({ ...each, lines: each.text.split('\n') }));
  const similarity = (other: readonly string[]) =>
    lines.filter((line, at) => other[at] === line).length / Math.max(lines.length, other.length);
  const [best] = candidates.sort((a, b) => similarity(b.lines) - similarity(a.lines));
  if (best === undefined) return () => ({ line: 1, column: 1 });
  const bestIndex = new LineIndex(best.text);
  return (offset) => {
    const { line, column } = index.positionAt(offset);
    const isSameShape = best.lines.length === document.trim().split('\n').length;
    const at = isSameShape ? line - 1 : nearestIndex(best.lines, lines[line - 1] ?? '', line - 1);
    const within = Math.min(column, (best.lines[at]?.length ?? 0) + 1);
    return output.originOfOffset(best.start + bestIndex.offsetAt({ line: at + 1, column: within }));
  };
}

function nearestIndex(lines: readonly string[], wanted: string, index: number): number {
  const same = lines.flatMap((line, at) => (line === wanted ? [at] : []));
  const [first] = same.sort((a, b) => Math.abs(a - index) - Math.abs(b - index));
  return first ?? Math.min(index, lines.length - 1);
}

interface PrintedDocument {
  readonly text: string;
  /** Offset in what the template printed. */
  readonly start: number;
}

/** As Helm splits: at a line that starts with `---`, whatever follows. */
function documentsIn(output: string): readonly PrintedDocument[] {
  const found: PrintedDocument[] = [];
  const add = (from: number, to: number) => {
    const part = output.slice(from, to);
    const text = part.trim();
    if (text !== '') found.push({ text, start: from + part.indexOf(text) });
  };
  let from = 0;
  for (const separator of output.matchAll(/(?:^|\s*\n)---\s*/g)) {
    add(from, separator.index);
    from = separator.index + separator[0].length;
  }
  add(from, output.length);
  return found;
}
