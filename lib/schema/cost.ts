/**
 * What rules and patterns of custom resources may take. Their authors are strangers, as are those of the objects; the API
 * server limits both in the same way (k8s.io/apiserver, pkg/apis/cel/config.go), and in the same unit: a step of a rule,
 * or ten characters. 10,000,000 of them are a second or two.
 */
import type { Json } from '../yaml/json';

export interface CostLimits {
  /** Of one rule, for one value. */
  readonly rule: number;
  /** Of all rules and patterns for one object. */
  readonly object: number;
  /**
   * Of all objects together, beyond what is each one's own, which is in proportion to the input: as much as the server
   * gives to one object.
   */
  readonly all: number;
}

export const costLimits: CostLimits = { rule: 1_000_000, object: 10_000_000, all: 10_000_000 };

/** What each object has for itself: rules that look at every field a few times never need more. */
const own = { each: 1000, perWeight: 50 };

/** What is left for all objects. */
export class CostPool {
  left: number;

  constructor(readonly limits: CostLimits = costLimits) {
    this.left = limits.all;
  }
}

/** A limit is reached; the message goes on after “was not checked: ”. */
export class CostError extends Error {
  override readonly name = 'CostError';

  constructor(
    message: string,
    readonly ends: 'rule' | 'object',
  ) {
    super(message);
  }
}

/** What is left for one object, and within it for one rule or pattern at a time. */
export class CostBudget {
  private readonly limits: CostLimits;
  private used = 0;
  /** Where `used` was when the rule began, and where it must not get. */
  private ruleStart = 0;
  private stop = 0;
  /** What is the object's own; counted when it is first needed. */
  private own: number | undefined;
  private reached: CostError | undefined;
  /** Whether somebody has said that it is used up. */
  isEndSaid = false;

  constructor(
    private readonly pool = new CostPool(),
    /** The larger it is, the more is its own. */
    private readonly object: Json = null,
  ) {
    this.limits = pool.limits;
  }

  /** The most that the rule can still take. */
  get left(): number {
    return Math.max(0, this.stop - this.used);
  }

  /** The limit that has been reached, though others may have caught the error. */
  get end(): CostError | undefined {
    return this.reached;
  }

  startRule(): void {
    this.own ??= own.each + own.perWeight * weightOf(this.object, this.limits.object);
    if (this.reached?.ends === 'rule') this.reached = undefined;
    const { rule, object } = this.limits;
    this.stop = Math.min(this.used + rule, object, Math.max(this.used, this.own) + this.pool.left);
  }

  /** To be called after startRule(). */
  endRule(): void {
    const before = Math.max(this.ruleStart, this.own ?? 0);
    this.pool.left -= Math.max(0, this.used - before);
    this.ruleStart = this.used;
  }

  /** @throws CostError, again and again once there is nothing left: what was to cost that is not done */
  spend(cost: number): void {
    if (this.reached === undefined && this.used + cost <= this.stop) this.used += cost;
    // Always the same error: to make one takes longer than most steps.
    else throw (this.reached ??= this.limitReached());
  }

  private limitReached(): CostError {
    const { rule, object, all } = this.limits;
    const { stop, ruleStart } = this;
    this.used = stop;
    if (stop === ruleStart + rule) return new CostError(`it takes more than ${shown(rule)} steps`, 'rule');
    if (stop === object) {
      return new CostError(
        `the rules take more than ${shown(object)} steps for this object; none after it was`,
        'object',
      );
    }
    return new CostError(
      `the rules take more than ${shown(all)} steps for all objects; for this one, none after it was`,
      'object',
    );
  }
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}

/** One for each value and each ten characters; not more than `most`, after which nothing more is looked at. */
export function weightOf(value: unknown, most: number): number {
  let weight = 0;
  const open: unknown[] = [value];
  while (open.length > 0 && weight < most) {
    const next = open.pop();
    weight++;
    if (typeof next === 'string') weight += next.length / 10;
    else if (next instanceof Uint8Array) weight += next.length / 10;
    else if (Array.isArray(next))
      for (const item of next.slice(0, most - weight) as readonly unknown[]) open.push(item);
    else if (next instanceof Map) for (const [key, item] of next) open.push(key, item);
    else if (typeof next === 'object' && next !== null) {
      for (const [key, item] of Object.entries(next)) open.push(key, item);
    }
  }
  return Math.min(weight, most);
}
