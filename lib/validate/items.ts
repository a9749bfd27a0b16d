/** The objects that a document holds: one, or those of a List. */
import type { Json } from '../yaml/json';
import type { Path } from '../yaml/position';
import { isRecord, stringAt, type JsonObject } from './object';

export interface Item {
  readonly value: Json;
  readonly path: Path;
}

/**
 * The document itself, or what stands in a List, Lists in Lists included. As for kubectl, the items of a typed list
 * (DeploymentList) need no apiVersion and kind of their own. An `items` that holds anything but mappings is a field
 * like any other.
 */
export function itemsOf(value: Json): readonly Item[] {
  const found: Item[] = [];
  collect(value, [], found);
  return found;
}

function collect(value: Json, path: Path, found: Item[]): void {
  const list = isRecord(value) ? listOf(value) : undefined;
  if (list === undefined) found.push({ value, path });
  else for (const [index, item] of list.entries()) collect(item, [...path, 'items', index], found);
}

function listOf(value: JsonObject): readonly JsonObject[] | undefined {
  const kind = stringAt(value, 'kind');
  const items = value['items'];
  if (!kind.endsWith('List') || !Array.isArray(items) || !items.every(isRecord)) return undefined;
  const itemKind = kind.slice(0, -'List'.length);
  if (itemKind === '') return items;
  const implied = { apiVersion: stringAt(value, 'apiVersion'), kind: itemKind };
  return items.map((item) =>
    stringAt(item, 'kind') === '' && stringAt(item, 'apiVersion') === '' ? { ...implied, ...item } : item,
  );
}
