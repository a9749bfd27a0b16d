/** The name that was likely meant, for as many missing ones as anyone reads: each costs a comparison with all candidates. */
import { nearestName } from '../../text/nearest-name';
import type { Corpus } from '../corpus';

const suggestions = 200;

/** Undefined if none is near, and once the input has had its share of suggestions. */
export function suggestion(corpus: Corpus, name: string, candidates: () => readonly string[]): string | undefined {
  const budget = corpus.derive(fullBudget);
  if (budget.left === 0) return undefined;
  budget.left--;
  return nearestName(name, candidates());
}

function fullBudget(): { left: number } {
  return { left: suggestions };
}
