/** Values of a chart, as its expressions see them. */
import { Expr } from '../../lib/expr/expr';
import type { Shape } from '../../lib/expr/shape';

export function value<T>(name: string, shape: Shape): Expr<T> {
  return new Expr<T>({ op: 'values', path: [name] }, shape);
}

export const STRING: Shape = { type: 'string' };
export const word = value<string>('word', STRING);
export const on = value<boolean>('on', { type: 'boolean' });
export const off = value<boolean>('off', { type: 'boolean' });
export const labels = value<Readonly<Record<string, string>>>('labels', { type: 'map', value: STRING });
export const env = value<never>('env', { type: 'list' });
