/** The lines of a text that differ, by the algorithm of `diff`: with one line around them, as reviewers know them. */
import { structuredPatch } from 'diff';
import { visible } from '../../text/visible';
import type { Shown } from '../secret-values';

/** The search takes time by its square; who changes more has written another text. */
const MOST_EDITS = 2000;

/** `-old`, `+new`, ` the same`, and `@@ 12 @@` before each part; undefined where it is not two texts of several lines, or little of them is the same. */
export function changedLines({ before, after }: Shown): readonly string[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!before.trimEnd().includes('\n') && !after.trimEnd().includes('\n')) return undefined;
  const patch = structuredPatch('', '', before, after, '', '', { context: 1, maxEditLength: MOST_EDITS });
  return patch?.hunks.flatMap(({ newStart, lines }) => [`@@ line ${String(newStart)} @@`, ...lines.map(visible)]);
}
