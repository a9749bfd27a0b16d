/**
 * What the choices of a schema (`allOf`, `anyOf`, `oneOf`, `not`) may take. Each looks at the same value again, and what
 * refers twice to what refers twice has no end: thirty lines are a thousand million looks.
 */
import type { Json } from '../yaml/json';
import { CostError, weightOf } from './cost';

/** Of values and ten characters, looked at again. Each object has some for itself; all of them share the rest. */
const own = { each: 20_000, perWeight: 50 };
export const sharedSteps = 2_000_000;

export interface StepPool {
  left: number;
}

/** What is left for one object. */
export class Steps {
  private left: number | undefined;
  /** The same value is looked at by every alternative. */
  private readonly weights = new WeakMap<object, number>();

  constructor(
    private readonly pool: StepPool = { left: sharedSteps },
    private readonly object: Json = null,
  ) {}

  /** To look at a value once more. @throws CostError */
  look(value: Json): void {
    // Nearly always a text or a number.
    const cost = typeof value === 'object' && value !== null ? this.weigh(value) : 1;
    this.left ??= own.each + own.perWeight * weightOf(this.object, Infinity);
    this.left -= cost;
    if (this.left >= 0) return;
    this.pool.left += this.left;
    this.left = 0;
    if (this.pool.left < 0) throw new CostError('its alternatives take too many steps', 'object');
  }

  private weigh(value: object): number {
    const weight = this.weights.get(value) ?? weightOf(value, Infinity);
    this.weights.set(value, weight);
    return weight;
  }
}
