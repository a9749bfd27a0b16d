/** Between which numbers an integer can be: beyond 2^53 JavaScript rounds where Go counts on, and beyond 2^63 Go wraps. */
import { isExpr, MisuseError } from './expr';
import type { IntegerShape } from './shape';

type Bounds = readonly [minimum: number, maximum: number];

/** Unknown where a shape has none. */
function boundsOf(value: unknown): Bounds | undefined {
  if (!isExpr(value)) return [value as number, value as number];
  const { minimum, maximum } = value.shape as IntegerShape;
  return minimum === undefined || maximum === undefined ? undefined : [minimum, maximum];
}

/**
 * The shape of a number computed from two others.
 * @param compute must have its extremes at the extremes of its operands
 * @throws MisuseError if it could be too large for one of the interpreters
 */
export function computedShape(
  word: string,
  [one, other]: readonly unknown[],
  compute: (a: number, b: number) => number,
): IntegerShape {
  const [first, second] = [boundsOf(one), boundsOf(other)];
  if (first === undefined || second === undefined) return { type: 'integer' };
  const corners = first.flatMap((a) => second.map((b) => compute(a, b)));
  const [minimum, maximum] = [Math.min(...corners), Math.max(...corners)];
  if (Number.isSafeInteger(minimum) && Number.isSafeInteger(maximum)) return { type: 'integer', minimum, maximum };
  const range = `from ${String(minimum)} to ${String(maximum)}`;
  throw new MisuseError(`${word}() could give ${range}, beyond what is exact (±2^53): declare narrower bounds`);
}

/** The shape of a number that is one of two. */
export function eitherShape(one: unknown, other: unknown): IntegerShape {
  const [first, second] = [boundsOf(one), boundsOf(other)];
  if (first === undefined || second === undefined) return { type: 'integer' };
  return { type: 'integer', minimum: Math.min(first[0], second[0]), maximum: Math.max(first[1], second[1]) };
}

/** Helm stops at it. */
export const BY_ZERO = 'divide() takes a divisor that cannot be 0: declare bounds without it';

/** The shape of a quotient: no farther from zero than what is divided. @throws MisuseError if the divisor can be 0 */
export function quotientShape([dividend, divisor]: readonly unknown[]): IntegerShape {
  const [bounds, divisors] = [boundsOf(dividend), boundsOf(divisor)];
  if (divisors !== undefined && divisors[0] <= 0 && divisors[1] >= 0) throw new MisuseError(BY_ZERO);
  if (bounds === undefined) return { type: 'integer' };
  const farthest = Math.max(...bounds.map(Math.abs));
  return { type: 'integer', minimum: -farthest, maximum: farthest };
}

/** What was computed from numbers without known bounds. @throws MisuseError if it is no longer exact */
export function exact(word: string, result: number): number {
  if (Number.isSafeInteger(result)) return result;
  throw new MisuseError(`${word}() gave ${String(result)}, beyond what is exact (±2^53): keep its operands smaller`);
}
