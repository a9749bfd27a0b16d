/**
 * `# validate-ignore <rule>: <reason>`, or the same as a comment of a template; several rules are separated by commas.
 * At the end of a line it is about that line, on a line of its own about the next one that holds something; and in both
 * cases about the block that begins there: everything that is indented deeper.
 */
import type { Finding } from '../finding';
import type { SuppressionEntry } from './suppression';

const marker = 'validate-ignore';
// Whatever follows the word is found by searching, not by trying: a line may be as long as its author likes.
const yamlComment = /(?<=^|\s)#\s*validate-ignore(?=\s|$)/;
const templateComment = /\{\{-?\s*\/\*\s*validate-ignore(?=\s|\*\/)/;
const templateCommentEnd = /^\*\/\s*-?\}\}/;
/** Nothing that a finding could be about. */
const insignificant = /^\s*(#.*|---.*|\{\{-?\s*\/\*.*\*\/\s*-?\}\}\s*)?$/;
/** A line that only says what becomes of the lines after it. */
const control = /^\s*\{\{-?\s*(if|else|with|range|end|define|block|\$\w+\s*:?=)\b.*\}\}\s*$/;
const action = /^\s*\{\{.*\}\}\s*$/;

export function commentSuppressions(file: string, text: string): readonly SuppressionEntry[] {
  if (!mayHaveSuppressions(text)) return [];
  const lines = text.split(/\r\n?|\n/);
  const blocks = new Blocks(lines);
  return lines.flatMap((line, index) => {
    const comment = commentIn(line);
    if (comment === undefined) return [];
    const isAlone = insignificant.test(line);
    const block = blocks.at(isAlone ? index + 1 : index);
    const location = { file, line: index + 1, column: comment.at + 1 };
    const covers = (finding: Finding): boolean =>
      finding.location.file === file && finding.location.line >= block.from && finding.location.line <= block.to;
    return split(comment.text).map(({ rule, reason }) => ({
      source: 'comment' as const,
      rule,
      reason,
      location: () => location,
      file,
      covers,
    }));
  });
}

function commentIn(line: string): { readonly at: number; readonly text: string } | undefined {
  const yaml = yamlComment.exec(line);
  if (yaml !== null) return { at: yaml.index, text: line.slice(yaml.index + yaml[0].length).trim() };
  const template = templateComment.exec(line);
  if (template === null) return undefined;
  const start = template.index + template[0].length;
  const end = line.indexOf('*/', start);
  if (end < 0 || !templateCommentEnd.test(line.slice(end))) return undefined;
  return { at: template.index, text: line.slice(start, end).trim() };
}

/** Whether it is worth looking. */
export function mayHaveSuppressions(text: string): boolean {
  return text.includes(marker);
}

function split(text: string): readonly { readonly rule: string; readonly reason: string }[] {
  const colon = text.indexOf(':');
  const names = (colon < 0 ? text : text.slice(0, colon)).split(',');
  const reason = colon < 0 ? '' : text.slice(colon + 1).trim();
  return names.map((name) => ({ rule: name.trim(), reason }));
}

/** What comments are about; each line is looked at once, however many comments stand above it. */
class Blocks {
  /** By line, 0-based: the first one from there that holds something. */
  private significant: Uint32Array | undefined;
  /** By first line: the last one. */
  private readonly ends = new Map<number, number>();

  constructor(private readonly lines: readonly string[]) {}

  /** First and last line, 1-based, of what begins at the first significant line from `start` (0-based). */
  at(start: number): { readonly from: number; readonly to: number } {
    const first = (this.significant ??= this.findSignificant())[start] ?? start;
    let last = this.ends.get(first);
    if (last === undefined) this.ends.set(first, (last = this.endOf(first)));
    return { from: start + 1, to: last + 1 };
  }

  private findSignificant(): Uint32Array {
    const found = new Uint32Array(this.lines.length + 1).fill(this.lines.length);
    for (let index = this.lines.length - 1; index >= 0; index--) {
      found[index] = isTransparent(this.lines[index] ?? '') ? (found[index + 1] ?? index) : index;
    }
    return found;
  }

  private endOf(first: number): number {
    const { lines } = this;
    const head = lines[first] ?? '';
    let last = first;
    if (action.test(head)) return last;
    for (let next = first + 1; next < lines.length; next++) {
      const line = lines[next] ?? '';
      if (line.startsWith('---')) break;
      if (insignificant.test(line) || action.test(line)) continue;
      if (!isInside(line, head)) break;
      last = next;
    }
    return last;
  }
}

function isTransparent(line: string): boolean {
  return insignificant.test(line) || control.test(line);
}

function isInside(line: string, head: string): boolean {
  const [inner, outer] = [indentOf(line), indentOf(head)];
  // A list may stand as far left as its key.
  return inner > outer || (inner === outer && isItem(line) && !isItem(head));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isItem(line: string): boolean {
  return /^\s*-(\s|$)/.test(line);
}
