/**
 * Helm deletes the text “<no value>” from all that it renders. No value may contain it (helm-limits.ts), so this finds
 * the expressions that could put it together from pieces; the printer escapes their output.
 */
import { consistsOf } from './alphabet';
import { isExpr } from './expr';

const NO_VALUE = '<no value>';

/** Whether an expression could compute “<no value>”, although no value contains it (helm-limits.ts). */
export function canFormNoValue(part: unknown): boolean {
  if (isTame(part)) return false;
  if (!isExpr(part)) {
    if (typeof part === 'string') return part.includes(NO_VALUE);
    return Object.values(part ?? {}).some(canFormNoValue);
  }
  const { node } = part;
  switch (node.op) {
    case 'text':
      return node.parts.some(canFormNoValue) || node.parts.some((_, index) => joins(node.parts, index));
    case 'call': {
      const [, separator] = node.args;
      const glues = node.fn.joins === true && (isExpr(separator) || NO_VALUE.includes(String(separator)));
      return glues || node.args.some(canFormNoValue);
    }
    case 'named':
      return canFormNoValue(node.body);
    case 'collection':
      return canFormNoValue(node.tree);
    case 'when':
      return canFormNoValue(node.then) || canFormNoValue(node.otherwise);
    case 'each':
      return canFormNoValue(node.body);
    default:
      return false;
  }
}

/** Whether neither `<` nor `>` can be in it. */
function isTame(part: unknown): boolean {
  return consistsOf(
    part,
    (text) => !/[<>]/.test(text),
    (shape) => shape.type === 'string' && shape.tame === true,
  );
}

/** Whether a part of a text and its neighbours could be pieces of “<no value>”. */
function joins(parts: readonly unknown[], index: number): boolean {
  const part = parts[index];
  const [before, after] = [isExpr(parts[index - 1]), isExpr(parts[index + 1])];
  if (isExpr(part)) return after;
  const fixed = String(part);
  if (before && after && NO_VALUE.includes(fixed)) return true;
  const cuts = Array.from({ length: NO_VALUE.length - 1 }, (_, index) => index + 1);
  return cuts.some(
    (cut) => (after && fixed.endsWith(NO_VALUE.slice(0, cut))) || (before && fixed.startsWith(NO_VALUE.slice(cut))),
  );
}
