import type { Json } from '../yaml/json';
import { shown } from './shown';
import type { Checking } from './checking';
import { comparable } from './comparable';

/** No two items of a list may agree in these fields. */
export interface ListKey {
  /** None: the item itself. */
  readonly fields: readonly string[];
  /** What a missing field stands for; an item without any other field of the key is not compared. */
  readonly defaults?: Readonly<Record<string, Json>>;
  /** `duplicate-item`: the API server refuses it. `duplicate-merge-key`: only server-side apply does. */
  readonly rule: 'duplicate-item' | 'duplicate-merge-key';
}

/** Reports each item whose key an earlier item has. */
export function checkListKey(items: readonly Json[], key: ListKey, checking: Checking): void {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const text = keyText(item, key);
    if (text === undefined) continue;
    const first = seen.get(text);
    if (first === undefined) seen.set(text, index);
    else checking.reportAt([index], key.rule, message(item, key, first));
  }
}

function keyText(item: Json, { fields, defaults = {} }: ListKey): string | undefined {
  if (fields.length === 0) return comparable(item);
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
  const values: Json[] = [];
  for (const field of fields) {
    const value = valueOf(item as Readonly<Record<string, Json>>, field) ?? valueOf(defaults, field);
    if (value === undefined || typeof value === 'object') return undefined;
    values.push(value);
  }
  return JSON.stringify(values);
}

function valueOf(item: Readonly<Record<string, Json>>, field: string): Json | undefined {
  return Object.hasOwn(item, field) ? item[field] : undefined;
}

function message(item: Json, { fields, defaults = {} }: ListKey, first: number): string {
  if (fields.length === 0) return `${shown(item)} stands in the list twice, first as [${first}]`;
  const record = item as Readonly<Record<string, Json>>;
  const key = fields.map((field) => `${field} ${shown(valueOf(record, field) ?? valueOf(defaults, field))}`);
  return `${key.join(' and ')}: [${first}] has the same`;
}
