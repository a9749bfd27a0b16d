/** The lines of a text that differ, by the algorithm of `diff`: with one line around them, as reviewers know them. */
import { structuredPatch } from 'diff';
import { visible } from '../../text/visible';
import type { Shown } from '../secret-values';

/** `-old`, `+new`, ` the same`, and `@@ 12 @@` before each part; undefined where it is not two texts of several lines. */
export function changedLines({ before, after }: Shown): readonly string[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!before.trimEnd().includes('\n') && !after.trimEnd().includes('\n')) return undefined;
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 1 });
  return hunks.flatMap(({ newStart, lines }) => [`@@ line ${String(newStart)} @@`, ...lines.map(visible)]);
}
