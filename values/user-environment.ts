/** The user's environment variables, which the chart looks into: it sets none that is among them. */
import type { Opaque, Value } from '../lib/expr/expr';
import { collection, each, field } from '../lib/expr/vocabulary';

/** The names in a list of `{name, value | valueFrom}`. */
export function namesIn(env: Opaque): Value<readonly string[]> {
  return collection(
    'userEnv',
    each(env, (entry) => field(entry, 'name')),
  );
}
