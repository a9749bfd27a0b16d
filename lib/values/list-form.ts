/** Lists of `{name, value}`, maps and plain texts are easily taken for each other: what to write instead. */
import type { Json } from '../yaml/json';
import { writeScalar } from '../yaml/write';
import type { JsonSchema } from './json-schema-type';
import { isMapping } from './merge';

/** @param schema of the list. @returns its first item as it should be written; undefined where that cannot be told */
export function asListItem({ items }: JsonSchema, given: Json): string | undefined {
  if (!isMapping(given) || items?.required?.includes('name') !== true) return undefined;
  const [entry] = Object.entries(given);
  if (entry === undefined) return undefined;
  const more = Object.keys(given).length > 1 ? ', …' : '';
  const item = Object.hasOwn(given, 'name')
    ? `{name: ${flow(given['name']) ?? '…'}${more}}`
    : namedItem(items, ...entry);
  return `a list: - ${item}`;
}

/** @param schema of the item. @returns a text as an item with the one key that it must have; `NAME=value` as two */
export function asItem(schema: JsonSchema, given: string): string | undefined {
  const [key, ...others] = schema.required ?? [];
  if (key === undefined || others.length > 0) return undefined;
  if (!takesValue(schema)) return `{${key}: ${flow(given) ?? '…'}}`;
  const [, name = given, value] = /^([^=]+)=(.*)/s.exec(given) ?? [];
  return namedItem(schema, name, value);
}

/** @param schema of the item. @returns `{NAME: value}` as an item with a name and a value */
export function asNamedItem(schema: JsonSchema, given: Json): string | undefined {
  const [entry, ...others] = isMapping(given) ? Object.entries(given) : [];
  if (entry === undefined || others.length > 0 || !takesValue(schema)) return undefined;
  return namedItem(schema, ...entry);
}

/** @returns the first entry of a list of names and values as that of a map */
export function asMapEntry(given: Json): string | undefined {
  const [first] = Array.isArray(given) ? (given as readonly Json[]) : [];
  if (!isMapping(first)) return undefined;
  const [name, value] = [flow(first['name'] ?? first['key']), flow(first['value'])];
  return name === undefined || value === undefined ? undefined : `a map: ${name}: ${value}`;
}

function takesValue({ required, properties }: JsonSchema): boolean {
  return required?.includes('name') === true && properties?.['value'] !== undefined;
}

function namedItem(schema: JsonSchema, name: string, value: Json | undefined): string {
  const text = takesValue(schema) ? flow(value) : undefined;
  return `{name: ${flow(name) ?? '…'}, ${text === undefined ? '…' : `value: ${text}`}}`;
}

/** A scalar as a text between the braces of YAML; undefined for what is no scalar, or too long for a message. */
function flow(value: Json | undefined): string | undefined {
  if (value === undefined || typeof value === 'object') return undefined;
  const text = String(value);
  if (text.length > 40) return undefined;
  return /[,[\]{}]/.test(text) ? JSON.stringify(text) : writeScalar(text);
}
