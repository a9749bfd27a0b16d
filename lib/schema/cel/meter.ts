/**
 * Counting what a rule takes while it runs. @marcbachmann/cel-js has no limits of its own for that, but one place through
 * which every part of a rule is evaluated; there, what a step is going to take is taken from the budget before it runs.
 */
import type { CostBudget } from '../cost';
import { weightOf } from '../cost';

/** A part of a parsed rule, as the library's evaluator sees it (lib/operators.js). */
export interface RuleNode {
  readonly op: string;
  readonly args: unknown;
  readonly input: string;
  readonly meta: { readonly alternate?: RuleNode };
  /** Set by the check of types, for the operations below. */
  readonly left?: RuleNode;
  readonly right?: RuleNode;
  readonly receiverWithArgs?: readonly RuleNode[];
  readonly handle?: (...args: readonly unknown[]) => unknown;
  evaluate(evaluator: Evaluator, node: RuleNode, context: unknown): unknown;
}

/** Of one environment. */
export interface Evaluator {
  run(node: RuleNode, context: unknown): unknown;
}

/** What never looks at a text, list or map that it is given. */
const constant = new Set(['dyn', 'type', 'charAt', 'substring', 'of']);

/** An error has a stack. */
const errorCost = 100;

/** The only rule that runs. */
let current: { readonly budget: CostBudget; lastError: unknown } | undefined;

/** From the running rule's budget. @throws CostError */
export function spend(cost: number): void {
  current?.budget.spend(cost);
}

/** Runs a rule on the evaluator that meter() has changed. @throws CostError, even if the rule has caught it */
export function metered<T>(budget: CostBudget, root: RuleNode, run: () => T): T {
  current = { budget, lastError: undefined };
  throughEvaluator(root);
  try {
    const result = run();
    if (budget.end !== undefined) throw budget.end;
    return result;
  } catch (error) {
    throw budget.end ?? error;
  } finally {
    current = undefined;
  }
}

/** Makes the evaluator count. */
export function meter(evaluator: Evaluator): void {
  evaluator.run = (node, context) => {
    spend(1);
    try {
      const result = step(evaluator, node, context);
      return result;
    } catch (error) {
      // The library writes the rule's line into the message.
      if (current !== undefined && current.lastError !== error) {
        current.lastError = error;
        spend(errorCost + node.input.length / 10);
      }
      throw error;
    }
  };
}

/** The outermost part is the only one that the library does not give to run(). */
function throughEvaluator(root: RuleNode): void {
  root.evaluate = (evaluator, node, context) => {
    Reflect.deleteProperty(root, 'evaluate');
    return evaluator.run(node, context);
  };
}

function step(evaluator: Evaluator, node: RuleNode, context: unknown): unknown {
  const { meta, handle } = node;
  // What loops are made of.
  if (meta.alternate !== undefined) return step(evaluator, meta.alternate, context);
  if (handle === undefined) return node.evaluate(evaluator, node, context);
  switch (node.op) {
    case 'call': {
      const [name, parts] = node.args as readonly [string, readonly RuleNode[]];
      const values = parts.map((part) => evaluator.run(part, context));
      spend(costOfCall(name, values));
      return handle(values, node, evaluator);
    }
    case 'rcall': {
      const values = (node.receiverWithArgs ?? []).map((part) => evaluator.run(part, context));
      spend(costOfCall((node.args as readonly [string])[0], values));
      return handle(values, evaluator, node);
    }
    case 'comprehension': {
      const items = evaluator.run((node.args as { readonly iterable: RuleNode }).iterable, context);
      // A map's keys become a list first.
      if (!Array.isArray(items)) spend(weightOfOne(items));
      return handle(items, node.args, evaluator, context);
    }
    case '.':
    case '.?':
    case '?:':
      return node.evaluate(evaluator, node, context);
    default: {
      if (node.left === undefined || node.right === undefined) return node.evaluate(evaluator, node, context);
      const left = evaluator.run(node.left, context);
      const right = evaluator.run(node.right, context);
      const isPlain = typeof left !== 'string' && typeof right !== 'object';
      if (!isPlain) spend(costOfOperation(node.op, left, right));
      return handle(left, right, node, evaluator);
    }
  }
}

function costOfOperation(op: string, left: unknown, right: unknown): number {
  const most = current?.budget.left ?? 0;
  if (op === 'in') return right instanceof Map ? 0 : weightOf(right, most + 1);
  if (op === '+') return weightOfOne(left) + weightOfOne(right);
  if (op !== '==' && op !== '!=') return weightOfOne(left);
  // What differs in length differs.
  const isAlike = typeof left === typeof right && lengthOf(left) === lengthOf(right);
  return isAlike ? weightOf(left, most + 1) : 0;
}

function costOfCall(name: string, values: readonly unknown[]): number {
  if (constant.has(name)) return 0;
  const [first, second, third] = values;
  const length = values.reduce<number>(
    (sum, value) => sum + (name === 'size' && typeof value !== 'string' ? 0 : weightOfOne(value)),
    0,
  );
  // To search is one text times the other at worst, though rarely.
  const search = typeof first === 'string' && typeof second === 'string' ? (first.length * second.length) / 2500 : 0;
  if (name === 'join') return length + joined(first, second);
  if (name === 'replace') return length + search + replaced(first, second, third);
  // The library tries to read the number at each of its digits.
  if (name === 'duration' && typeof first === 'string') return length + first.length ** 2 / 100;
  // A time zone has to be looked up.
  if (first instanceof Date && values.length > 1) return 1000;
  return length + search;
}

/** Characters of the result, by ten. */
function joined(list: unknown, separator: unknown): number {
  if (!Array.isArray(list)) return 0;
  const texts = (list as readonly unknown[]).reduce<number>((sum, text) => sum + lengthOf(text), 0);
  return (texts + list.length * lengthOf(separator)) / 10;
}

function replaced(text: unknown, from: unknown, to: unknown): number {
  if (typeof text !== 'string' || typeof from !== 'string') return 0;
  const most = from === '' ? text.length : Math.floor(text.length / from.length);
  // Where that is much, it is worth counting.
  const times = most * lengthOf(to) < 10_000 ? most : text.split(from).length - 1;
  return (times * lengthOf(to)) / 10;
}

/** Without what is in a list or a map. */
function weightOfOne(value: unknown): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length / 10 : lengthOf(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Map) return value.size;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}
