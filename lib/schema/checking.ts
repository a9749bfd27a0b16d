import type { Json } from '../yaml/json';
import type { Path } from '../yaml/position';
import { CostBudget } from './cost';
import type { SchemaProblem, SchemaRule } from './problem';
import { Steps } from './steps';

/**
 * Whether a value is what its schema says. Returns the value without nulls and without what is refused: the same one if
 * nothing is, undefined if it is refused itself; then the reason has been reported.
 */
export type Check = (value: Json, checking: Checking) => Json | undefined;

/** One object under check: where the check stands, and what it has found. */
export class Checking {
  /** Of the value under check; pushed and popped by the checks of objects and lists. */
  readonly path: (string | number)[] = [];
  readonly problems: SchemaProblem[] = [];
  /** What is reported is forgotten: no words need be found for it. */
  isTrial = false;

  constructor(
    readonly budget = new CostBudget(),
    readonly steps = new Steps(),
  ) {}

  report(rule: SchemaRule, message: string): void {
    this.problems.push({ rule, path: [...this.path], message });
  }

  /** For a check that ends with it: `return checking.refuse(…)`. */
  refuse(rule: SchemaRule, message: string): Json | undefined {
    this.report(rule, message);
    return undefined;
  }

  /** About a field of the object under check. */
  reportAt(below: Path, rule: SchemaRule, message: string, meant?: Path): void {
    const problem = { rule, path: [...this.path, ...below], message };
    this.problems.push(meant === undefined ? problem : { ...problem, meant });
  }

  /** The list under check cannot stay: what was found since there were `from` problems has taken it with it. */
  removeList(from: number): void {
    const removed = [...this.path];
    for (const problem of this.problems.splice(from)) this.problems.push({ ...problem, removed });
  }

  /** Whether the check accepts the value; what it finds wrong is forgotten. @throws CostError */
  accepts(check: Check, value: Json): boolean {
    const found = this.tried(check, value);
    // What could not be checked may be right, and that is not forgotten.
    const isAccepted = found.every(({ rule }) => rule === 'unchecked-rule');
    if (isAccepted) for (const problem of found) this.problems.push(problem);
    return isAccepted;
  }

  private tried(check: Check, value: Json): readonly SchemaProblem[] {
    const before = this.problems.length;
    const isTrial = this.isTrial;
    this.isTrial = true;
    let found: readonly SchemaProblem[];
    try {
      check(value, this);
    } finally {
      // Also where the budget ends.
      found = this.problems.splice(before);
      this.isTrial = isTrial;
    }
    return found;
  }
}
