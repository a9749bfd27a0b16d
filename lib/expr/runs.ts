/** Neighbouring fields with one condition: both printers write it once, around all of them. */
import { isExpr, type Expr, type Tree } from './expr';

export interface Run {
  /** The one condition of all entries, which then stand here without it. */
  readonly shared?: Expr<boolean>;
  readonly entries: readonly (readonly [key: string, value: Tree])[];
}

/** @param standsAlone a field that is printed in a way of its own, whatever is beside it */
export function runs(
  entries: readonly (readonly [string, Tree])[],
  standsAlone: (value: Tree) => boolean = () => false,
): readonly Run[] {
  const found: { shared?: Expr<boolean>; entries: (readonly [string, Tree])[] }[] = [];
  for (const [key, value] of entries) {
    const node = isExpr(value) && value.node.op === 'when' ? value.node : undefined;
    const last = found.at(-1);
    if (node === undefined || node.otherwise !== undefined || standsAlone(value))
      found.push({ entries: [[key, value]] });
    else if (last?.shared === node.condition) last.entries.push([key, node.then]);
    else found.push({ shared: node.condition, entries: [[key, node.then]] });
  }
  return found;
}
