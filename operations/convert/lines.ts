/** Findings, as lines: where it stands in the file, what becomes of it, and what to do. */
import { valueAt } from '../../lib/values/locate';
import type { JsonObject } from '../../lib/values/merge';
import { positionFinder } from '../../lib/yaml/position';
import type { Finding, Label } from './finding';

interface Source {
  readonly name: string;
  readonly text: string;
  readonly values: JsonObject;
}

const LABELS: readonly Label[] = ['decide', 'left out', 'unknown', 'note'];

/** In the order of the file; first what is not in it, as the other chart's own defaults. The last line sums up. */
export function findingLines(findings: readonly Finding[], { name, text, values }: Source): readonly string[] {
  const positionOf = positionFinder(text);
  const placed = findings.map(({ label, path, words }) => {
    const isGiven = path !== undefined && valueAt(values, path) !== undefined;
    const position = isGiven ? positionOf(path) : undefined;
    const place = position === undefined ? name : `${name}:${position.line}:${position.column}`;
    const of = path === undefined ? '' : isGiven ? `${path.join('.')}: ` : `${path.join('.')}, by its default: `;
    return { position, line: `${place}: ${label}: ${of}${words}${/[.?…]$/.test(words) ? '' : '.'}` };
  });
  const order = (of: (typeof placed)[number]) => of.position?.line ?? 0;
  const column = (of: (typeof placed)[number]) => of.position?.column ?? 0;
  placed.sort((a, b) => order(a) - order(b) || column(a) - column(b));
  const counted = LABELS.flatMap((label) => {
    const count = findings.filter((finding) => finding.label === label).length;
    return count === 0 ? [] : [`${count} ${WORDS[label]}`];
  });
  return [...placed.map(({ line }) => line), ...(counted.length === 0 ? [] : [`${counted.join(', ')}.`])];
}

const WORDS: Readonly<Record<Label, string>> = {
  decide: 'to decide',
  'left out': 'left out',
  unknown: 'unknown',
  note: 'to know',
};
