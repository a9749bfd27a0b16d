/** An upper bound of what a rule takes, so that none takes forever. */
import type { Json } from '../../yaml/json';

/** Steps that a rule may take at most: a second or so. */
export const MAX_STEPS = 3_000_000;

const loops = new Set(['all', 'exists', 'exists_one', 'existsOne', 'map', 'filter', 'transformList', 'transformMap']);

/** How deep loops stand inside each other in a parsed rule. */
export function loopDepth(node: unknown): number {
  if (Array.isArray(node)) return Math.max(0, ...node.map(loopDepth));
  if (typeof node !== 'object' || node === null) return 0;
  const { op, args } = node as { readonly op?: unknown; readonly args?: unknown };
  if (op !== 'rcall' || !Array.isArray(args)) return loopDepth(args);
  const [name, receiver, inner] = args as readonly unknown[];
  return Math.max(loopDepth(receiver), loopDepth(inner) + (loops.has(String(name)) ? 1 : 0));
}

/** The length of the longest list, map or text (which may be split) in the value. */
export function longest(value: Json): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  const items = Object.values(value) as readonly Json[];
  return items.reduce<number>((most, item) => Math.max(most, longest(item)), items.length);
}
