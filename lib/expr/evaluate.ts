/** The first interpreter: computes trees from a values file. */
import { Compiler } from './compile';
import type { Context } from './context';
import type { Tree } from './expr';
import { withoutNegativeZero } from './negative-zero';

export type { Context } from './context';

/**
 * The tree as plain JSON; `undefined` if nothing of it is left. What is empty is absent: a list without items, and a map
 * that had fields and lost them all, vanish together with their key. `{}` written as such stays.
 *
 * For trees that are evaluated again, or together, there is {@link Evaluator}. The result shares parts with the values
 * and the tree: never modify it.
 */
export function evaluate(tree: Tree, context: Context): unknown {
  return new Evaluator().for(context)(tree);
}

/** Keeps the trees that it was given, compiled. */
export class Evaluator {
  private readonly compiler = new Compiler();

  /** Evaluates trees for one installation; what several of them have in common, once. */
  for(context: Context): (tree: Tree) => unknown {
    const run = { context, entries: [], kept: new Array<unknown>(this.compiler.kept) };
    return (tree) => withoutNegativeZero(this.compiler.compile(tree).value(run));
  }
}
