/** Questions that rules of several concerns ask. */
import type { Value } from '../lib/expr/expr';
import { and, equal, has, not } from '../lib/expr/function';
import { namesIn } from './names';
import type { Values } from './schema';

export const empty = (value: Value<string>): Value<boolean> => equal(value, '');

/** Whether `mlflow.env` sets a variable, which then wins over the chart's. */
export function setsVariable({ mlflow }: Values, name: string): Value<boolean> {
  return has(namesIn(mlflow.env), name);
}

/** Whether `mlflow.env` leaves any of these variables to the chart. */
export function leavesAny(values: Values, ...names: readonly string[]): Value<boolean> {
  return not(and(...names.map((name) => setsVariable(values, name))));
}
