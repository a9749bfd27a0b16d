/** Random cases for oracles that judge thousands at once, where a property per case would start Helm per case. */
import fc from 'fast-check';

/** Put the seed into what is asserted, so that a failure shows it; pass it here to see that failure again. */
export function sample<T>(
  arbitrary: fc.Arbitrary<T>,
  numRuns: number,
  seed = Math.trunc(Math.random() * 2 ** 31),
): { readonly seed: number; readonly items: readonly T[] } {
  return { seed, items: fc.sample(arbitrary, { numRuns, seed }) };
}
