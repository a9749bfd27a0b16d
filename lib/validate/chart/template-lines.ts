/** The manifests of a rendered chart as sources: each template's documents, and for each place the template's line. */
import type { Position } from '../../yaml/error';
import { LineIndex } from '../../yaml/lines';
import type { Location } from '../finding';
import type { Source } from '../read/source';
import type { RenderedDocuments } from './helm-output';
import { pathIn, type LoadedChart } from './load';
import { fileOfTemplate } from './metadata';
import type { TracedTemplate, TracedTemplates } from './render';

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

/** Each template's whole output; for when Helm does not say what it makes of it. */
export function tracedSources(chart: LoadedChart, traced: TracedTemplates): readonly Source[] {
  return [...traced]
    .filter(([name]) => !name.endsWith('NOTES.txt'))
    .map(([name, template]) => wholeSource(name, pathIn(chart, template.file), template));
}

function tracedSource(name: string, path: string, texts: readonly string[], template: TracedTemplate): Source {
  const isSame = texts.every((text) => template.output.text.includes(text.trimEnd()));
  return isSame ? wholeSource(name, path, template) : joinedSource(name, path, texts, template).source;
}

/** For output that was not the same when it was traced (a random password): each line comes from where the nearest does. */
export function joinedSource(name: string, path: string, texts: readonly string[], template: TracedTemplate) {
  const text = texts.join(SEPARATOR);
  const lines = new LineIndex(text);
  const ends: number[] = [];
  for (const each of texts) ends.push((ends.at(-1) ?? -SEPARATOR.length) + SEPARATOR.length + each.length);
  const aligned = texts.map((each) => align(each, template));
  const origin = (position: Position): Location => {
    const offset = lines.offsetAt(position);
    const index = Math.max(
      0,
      ends.findIndex((end) => offset <= end),
    );
    const start = (ends[index] ?? 0) - (texts[index]?.length ?? 0);
    const inDocument = new LineIndex(texts[index] ?? '').positionAt(offset - start);
    return { file: path, ...(aligned[index]?.(inDocument) ?? { line: 1, column: 1 }) };
  };
  const source: Source = { name, text: () => text, origin };
  return { source, origin };
}

function wholeSource(name: string, path: string, { output }: TracedTemplate): Source {
  return { name, text: () => output.text, origin: (position) => ({ file: path, ...output.originOf(position) }) };
}

/** From places of a document to those of the template, by the lines that both outputs share. */
function align(document: string, { output }: TracedTemplate): ((position: Position) => Position) | undefined {
  const lines = document.trimEnd().split('\n');
  const at = output.text.indexOf(document.trimEnd());
  if (at !== -1) return (position) => output.originOfOffset(at + new LineIndex(document).offsetAt(position));
  const candidates = documentsIn(output.text).map(({ text, start }) => ({ start, lines: text.split('\n') }));
  const similarity = (candidate: readonly string[]) =>
    lines.filter((line, index) => candidate[index] === line).length / Math.max(lines.length, candidate.length);
  const [best] = candidates.sort((a, b) => similarity(b.lines) - similarity(a.lines));
  if (best === undefined) return undefined;
  return ({ line, column }) => {
    const wanted = lines[line - 1] ?? '';
    const isSameShape = best.lines.length === lines.length;
    const nearest = isSameShape ? line - 1 : nearestIndex(best.lines, wanted, line - 1);
    const found = best.lines[nearest] ?? '';
    const before = best.lines.slice(0, nearest).reduce((sum, each) => sum + each.length + 1, 0);
    return output.originOfOffset(best.start + before + Math.min(column - 1, found.length));
  };
}

/** Helm's own idea of where a document ends. */
function documentsIn(output: string): readonly { readonly text: string; readonly start: number }[] {
  const found: { text: string; start: number }[] = [];
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

function nearestIndex(lines: readonly string[], wanted: string, index: number): number {
  const same = lines.flatMap((line, at) => (line === wanted ? [at] : []));
  const [nearest] = same.sort((a, b) => Math.abs(a - index) - Math.abs(b - index));
  return nearest ?? Math.min(index, lines.length - 1);
}
