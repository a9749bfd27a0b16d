/**
 * When is anything of a tree left? The second half of evaluate's rule that what is empty is absent, as a condition:
 * the printer guards with it every key and item that could come out empty (an emptied YAML block reads as null).
 */
import { isExpr, MisuseError, type Expr, type Node, type Tree, type Value } from './expr';
import { and, askedFor, not, notEmpty, omit, or } from './function';

export function presence(tree: Tree): Value<boolean> {
  if (tree === undefined) return false;
  if (isExpr(tree)) {
    const { node, shape } = tree;
    if (node.op === 'when') {
      const { condition, then, otherwise } = node;
      const [given, missing] = [implied(condition, presence(then)), presence(otherwise)];
      return given === true && missing === true ? true : or(and(condition, given), and(not(condition), missing));
    }
    if (node.op === 'each') {
      if (presence(node.body) !== true) {
        throw new MisuseError(
          `the body of each(${node.loop.name}) must always give something: put conditions around each()`,
        );
      }
      return notEmpty(node.loop.list);
    }
    if (node.op === 'shared') return presence(node.items);
    if (node.op === 'extend') return or(...Object.values(node.fields).map(presence), notEmpty(restOf(node)));
    return shape.type === 'list' ? notEmpty(tree) : true;
  }
  if (typeof tree !== 'object' || tree === null) return true;
  const parts: readonly Tree[] = Object.values(tree);
  return parts.length === 0 ? !Array.isArray(tree) : or(...parts.map(presence));
}

/** What an `extend` adds to its fields. */
export function restOf({ fields, rest }: Node & { readonly op: 'extend' }): Expr<unknown> {
  return omit(rest as Expr<Readonly<Record<string, unknown>>>, Object.keys(fields)) as Expr<unknown>;
}

/**
 * What is left to ask once a condition is known to hold: nothing, if it is the same one, or the same question in other
 * words. `when(notEmpty(list), list)` would otherwise ask twice, since a list guards itself.
 */
export function implied(known: Expr<boolean>, asked: Value<boolean>): Value<boolean> {
  if (!isExpr(asked)) return asked;
  const subject = askedFor(asked);
  return asked === known || (subject !== undefined && subject === askedFor(known)) ? true : asked;
}
