/**
 * How much there is to do for values and a JSON Schema: what the library that does it goes through, and cannot be stopped
 * at, is counted first. Ten lines of `$ref` can ask for more than anybody has time for.
 */
import { weightOf } from '../../schema/cost';
import type { Json } from '../../yaml/json';
import { isRecord, type JsonObject } from '../object';

export interface SchemaLimits {
  /** Schemas within the schema, and items of lists: code is made of each, which takes a fifth of a millisecond. */
  readonly parts: number;
  /** Of a part with a value, of items or texts with each other. */
  readonly steps: number;
}

export const schemaLimits: SchemaLimits = { parts: 20_000, steps: 200_000 };

/** The message goes on after “was not checked: ”. */
export class SchemaWorkError extends Error {
  override readonly name = 'SchemaWorkError';
}

/**
 * Undefined values: only the schema is looked at.
 * @throws SchemaWorkError if it is too much, or cannot be told; RangeError for what leads back to itself
 */
export function requireBounded(schema: JsonObject, values: Json | undefined, limits = schemaLimits): void {
  const parts = partsOf(schema, limits);
  if (values !== undefined) new Walk(schema, parts, limits).check(schema, values);
}

interface Parts {
  /** By the name that `$anchor`, `$dynamicAnchor` or an old `$id` gives them, with the `#`. */
  readonly anchors: ReadonlyMap<string, JsonObject>;
}

/** All mappings and lists in it, whatever they are for: keywords of some draft may make schemas of them. */
function partsOf(root: JsonObject, { parts: most, steps }: SchemaLimits): Parts {
  const anchors = new Map<string, JsonObject>();
  const open: unknown[] = [root];
  let [count, work, refers, isNested] = [0, 0, false, false];
  while (open.length > 0) {
    const part = open.pop();
    if (Array.isArray(part)) {
      // Texts as well: for each that is required, code is made.
      count += part.length;
      if (count > most) throw tooLarge(most);
      for (const item of part as readonly unknown[]) if (typeof item === 'object' && item !== null) open.push(item);
      continue;
    }
    if (!isRecord(part)) continue;
    if (++count > most) throw tooLarge(most);
    const { $id, $anchor, $dynamicAnchor, $ref, $dynamicRef, $recursiveRef } = part;
    // The schema's own schema wants that each is there once.
    for (const list of [part['type'], part['enum']]) if (Array.isArray(list)) work += amongEachOther(list, steps);
    if (work > steps) throw tooLong(steps);
    for (const name of [$anchor, $dynamicAnchor]) if (typeof name === 'string') anchors.set(`#${name}`, part);
    if (typeof $id === 'string' && $id.startsWith('#')) anchors.set($id, part);
    else if ($id !== undefined && part !== root) isNested = true;
    refers ||= ($ref ?? $dynamicRef ?? $recursiveRef) !== undefined;
    for (const key of Object.keys(part)) open.push(part[key]);
  }
  if (refers && isNested) throw new SchemaWorkError('parts of it have an $id of their own, and others refer to them');
  return { anchors };
}

class Walk {
  private steps = 0;

  constructor(
    private readonly root: JsonObject,
    private readonly parts: Parts,
    private readonly limits: SchemaLimits,
  ) {}

  check(schema: unknown, value: Json): void {
    this.spend(1);
    if (!isRecord(schema)) return;
    for (const keyword of ['$ref', '$dynamicRef', '$recursiveRef'] as const) {
      const ref = schema[keyword];
      if (typeof ref === 'string') this.check(this.target(ref), value);
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      for (const part of listOf(schema[keyword])) this.check(part, value);
    }
    for (const keyword of ['not', 'if', 'then', 'else'] as const) {
      if (schema[keyword] !== undefined) this.check(schema[keyword], value);
    }
    this.compare(schema, value);
    if (Array.isArray(value)) this.checkItems(schema, value as readonly Json[]);
    else if (isRecord(value)) this.checkFields(schema, value);
  }

  /** With the values that the schema has. */
  private compare({ enum: values, const: constant }: JsonObject, value: Json): void {
    const isPlain = typeof value !== 'object' || value === null;
    for (const each of [...listOf(values), ...(constant === undefined ? [] : [constant])]) {
      this.spend(isPlain ? 1 : Math.min(this.weight(value), this.weight(each)));
    }
    if (typeof value === 'string') this.spend(value.length / 1000);
  }

  private checkItems(schema: JsonObject, items: readonly Json[]): void {
    const { items: one, prefixItems, additionalItems, contains, unevaluatedItems, uniqueItems } = schema;
    const first = listOf(Array.isArray(one) ? one : prefixItems);
    for (const [index, item] of items.entries()) {
      const schemas = [first[index] ?? (Array.isArray(one) ? additionalItems : one), contains, unevaluatedItems];
      for (const each of schemas) if (each !== undefined) this.check(each, item);
    }
    if (uniqueItems === true) this.spend(amongEachOther(items, this.limits.steps));
  }

  private checkFields(schema: JsonObject, fields: JsonObject): void {
    const { properties, patternProperties, additionalProperties, propertyNames, unevaluatedProperties } = schema;
    const named = isRecord(properties) ? properties : {};
    const byPattern = isRecord(patternProperties) ? Object.values(patternProperties) : [];
    this.spend(Object.keys(named).length + listOf(schema['required']).length);
    for (const key of Object.keys(fields)) {
      const value = fields[key] ?? null;
      if (Object.hasOwn(named, key)) this.check(named[key], value);
      // Whether the pattern matches is the budget of patterns.
      for (const each of byPattern) this.check(each, value);
      for (const each of [additionalProperties, unevaluatedProperties]) {
        if (each !== undefined && !Object.hasOwn(named, key)) this.check(each, value);
      }
      if (propertyNames !== undefined) this.check(propertyNames, key);
    }
    for (const keyword of ['dependencies', 'dependentSchemas', 'dependentRequired'] as const) {
      const dependent = schema[keyword];
      for (const each of isRecord(dependent) ? Object.values(dependent) : []) {
        if (Array.isArray(each)) this.spend(each.length);
        else this.check(each, fields);
      }
    }
  }

  /** `#`, `#/definitions/a`, `#anchor`; nothing else is looked for, as nothing is fetched. */
  private target(written: string): unknown {
    const own = typeof this.root['$id'] === 'string' ? this.root['$id'].replace(/#$/, '') : undefined;
    const ref = own !== undefined && written.startsWith(`${own}#`) ? written.slice(own.length) : written;
    const known = this.parts.anchors.get(ref);
    if (known !== undefined) return known;
    const pointer = ref.startsWith('#') ? ref.slice(1) : undefined;
    let part: unknown = pointer === undefined || !/^(?:\/|$)/.test(pointer) ? undefined : this.root;
    for (const step of (pointer ?? '').split('/').slice(1)) {
      const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(part)) part = (part as readonly unknown[])[Number(key)];
      else part = isRecord(part) && Object.hasOwn(part, key) ? part[key] : undefined;
    }
    if (part === undefined) throw new SchemaWorkError(`it refers to ${JSON.stringify(ref)}, which is not in the file`);
    return part;
  }

  private weight(value: unknown): number {
    return weightOf(value, this.limits.steps + 1);
  }

  private spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.limits.steps) throw tooLong(this.limits.steps);
  }
}

/** The library compares each with each; twenty comparisons take as long as a step. */
function amongEachOther(items: readonly unknown[], most: number): number {
  return (items.length * weightOf(items, most + 1)) / 40;
}

function tooLarge(parts: number): SchemaWorkError {
  return new SchemaWorkError(`it has more than ${shown(parts)} parts`);
}

function tooLong(steps: number): SchemaWorkError {
  return new SchemaWorkError(`it takes more than ${shown(steps)} steps`);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
