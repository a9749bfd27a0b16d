/**
 * `# validate-ignore <rule>: <reason>`, or the same as a comment of a template; several rules are separated by commas.
 * At the end of a line it is about that line, on a line of its own about the next one that holds something; and in both
 * cases about the block that begins there: everything that is indented deeper.
 */
import type { Finding } from '../finding';
import type { SuppressionEntry } from './suppression';

const marker = 'validate-ignore';
const yamlComment = /(?<=^|\s)#\s*validate-ignore(?:\s+(?<text>.*))?$/;
const templateComment = /\{\{-?\s*\/\*\s*validate-ignore(?:\s+(?<text>.*?))?\s*\*\/\s*-?\}\}/;
/** Nothing that a finding could be about. */
const insignificant = /^\s*(#.*|---.*|\{\{-?\s*\/\*.*\*\/\s*-?\}\}\s*)?$/;
/** A line that only says what becomes of the lines after it. */
const control = /^\s*\{\{-?\s*(if|else|with|range|end|define|block|\$\w+\s*:?=)\b.*\}\}\s*$/;
const action = /^\s*\{\{.*\}\}\s*$/;

export function commentSuppressions(file: string, text: string): readonly SuppressionEntry[] {
  if (!mayHaveSuppressions(text)) return [];
  const lines = text.split(/\r\n?|\n/);
  return lines.flatMap((line, index) => {
    const match = yamlComment.exec(line) ?? templateComment.exec(line);
    if (match === null) return [];
    const isAlone = insignificant.test(line);
    const block = blockAt(lines, isAlone ? index + 1 : index);
    const location = { file, line: index + 1, column: match.index + 1 };
    const covers = (finding: Finding): boolean =>
      finding.location.file === file && finding.location.line >= block.from && finding.location.line <= block.to;
    return split(match.groups?.['text'] ?? '').map(({ rule, reason }) => ({
      source: 'comment' as const,
      rule,
      reason,
      location: () => location,
      file,
      covers,
    }));
  });
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

/** First and last line, 1-based, of what begins at the first significant line from `start` (0-based). */
function blockAt(lines: readonly string[], start: number): { readonly from: number; readonly to: number } {
  let first = start;
  while (first < lines.length && isTransparent(lines[first] ?? '')) first++;
  const head = lines[first] ?? '';
  let last = first;
  if (!action.test(head)) {
    for (let next = first + 1; next < lines.length; next++) {
      const line = lines[next] ?? '';
      if (line.startsWith('---')) break;
      if (insignificant.test(line) || action.test(line)) continue;
      if (!isInside(line, head)) break;
      last = next;
    }
  }
  return { from: start + 1, to: last + 1 };
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
