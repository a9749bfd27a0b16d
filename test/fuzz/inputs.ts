/** Input number so-and-so of a seed: the same in each run. */
import { checks } from '../../lib/validate/checks';
import { readDocuments } from '../../lib/yaml/read';
import { grammarText } from './grammar';
import { mutated, type Seed } from './mutate';
import { Random } from './random';

export interface FuzzInput {
  readonly text: string;
  /** Whether all checks see it: they cost twenty times as much as reading. */
  readonly full: boolean;
}

/** The checks' own examples: they hold what the checks look at. */
const seeds: readonly Seed[] = checks.flatMap((check) => {
  if (check.scope === 'chart') return [];
  return [...check.examples.passes, ...check.examples.fails].map((example) => {
    const text = typeof example === 'string' ? example : example.yaml;
    return { text, values: readDocuments(text, check.id).map(({ value }) => value) };
  });
});

export function fuzzInput(seed: number, index: number): FuzzInput {
  const random = Random.of(seed, index);
  if (index % 16 === 0) return { text: mutated(random, seeds), full: true };
  return { text: grammarText(random), full: false };
}
