import type { Json } from '../yaml/json';
import type { Check } from './checking';
import { compile, type Surroundings } from './compile';
import { range } from './compile-scalar';
import type { JsonSchema } from './json-schema';
import { checkListKey, type ListKey } from './list-key';
import { shown } from './shown';

/** A list without an item would have other indexes: where one is refused, the whole list is. */
export function listCheck(schema: JsonSchema, surroundings: Surroundings): Check {
  const { items: itemSchema, minItems = 0, maxItems = Infinity } = schema;
  const keys: readonly ListKey[] = schema.listKeys ?? (schema.uniqueItems === true ? [uniqueItems] : []);
  let itemCheck: Check | undefined;
  return (value, checking) => {
    if (!Array.isArray(value)) return checking.refuse('wrong-type', `expected array, got ${shown(value)}`);
    itemCheck ??= compile(itemSchema ?? {}, surroundings);
    const items = value as readonly Json[];
    const { path, problems } = checking;
    const before = problems.length;
    const depth = path.length;
    let copy: Json[] | undefined;
    let isRefused = false;
    for (let index = 0; index < items.length; index++) {
      path[depth] = index;
      const item = items[index] ?? null;
      const cleaned = itemCheck(item, checking);
      if (cleaned === undefined) isRefused = true;
      else if (cleaned !== item) (copy ??= [...items])[index] = cleaned;
    }
    path.length = depth;
    if (isRefused) {
      checking.removeList(before);
      return undefined;
    }
    if (items.length < minItems || items.length > maxItems) {
      checking.report('out-of-range', `expected ${range(minItems, maxItems)} items, got ${items.length}`);
    }
    for (const key of keys) checkListKey(copy ?? items, key, checking);
    return copy ?? items;
  };
}

const uniqueItems: ListKey = { fields: [], rule: 'duplicate-item' };
