/** Lists of the user's that the chart looks into, to add nothing of the same name. */
import type { Opaque, Value } from '../lib/expr/expr';
import { collection, each, field } from '../lib/expr/vocabulary';

/**
 * The names in a list of `{name, …}`, such as environment variables.
 * @param called what templates call the list of names
 * @param key the required field that serves as name
 */
export function namesIn(list: Opaque, called = 'userEnv', key = 'name'): Value<readonly string[]> {
  return collection(
    called,
    each(list, (entry) => field(entry, key)),
  );
}
