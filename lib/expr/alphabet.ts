/** Of which characters a text can be that is known only when somebody installs the chart. */
import { isExpr } from './expr';
import type { Shape } from './shape';

/**
 * Whether all that an expression, or a literal, can put together is fit. It may say no where the answer is yes.
 * @param fits a literal text; must hold for letters, digits, `+`, `/`, `=` and `-`
 * @param isFit a value's shape, as far as the schema says so
 */
export function consistsOf(part: unknown, fits: (text: string) => boolean, isFit: (shape: Shape) => boolean): boolean {
  if (!isExpr(part)) return typeof part === 'string' ? fits(part) : typeof part !== 'object';
  const { node, shape } = part;
  if (shape.type === 'integer' || shape.type === 'boolean' || isFit(shape)) return true;
  const all = (parts: readonly unknown[]): boolean => parts.every((each) => consistsOf(each, fits, isFit));
  switch (node.op) {
    case 'chart':
    case 'release':
      return true;
    case 'text':
      return all(node.parts);
    case 'call':
      return node.fn.isAlphanumeric === true || all(node.args);
    case 'named':
      return all([node.body]);
    default:
      return false;
  }
}
