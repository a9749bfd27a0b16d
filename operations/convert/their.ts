/** The values of an installation by the other chart: what the file says, over that chart's defaults. */
import { isDeepStrictEqual } from 'node:util';
import { isMapping, mergeValues, type JsonObject } from '../../lib/values/merge';
import { valueAt } from '../../lib/values/locate';
import type { Json } from '../../lib/yaml/json';

export class Their {
  /** What was asked for, so that a test can see that nothing is forgotten. */
  readonly asked = new Set<string>();
  private readonly values: JsonObject;

  constructor(
    private readonly defaults: JsonObject,
    private readonly file: JsonObject,
  ) {
    this.values = mergeValues(defaults, file);
  }

  value(path: string): Json {
    this.asked.add(path);
    return (valueAt(this.values, path.split('.')) as Json | undefined) ?? null;
  }

  /** Empty for what is not there. */
  text(path: string): string {
    return textOf(this.value(path));
  }

  /** As a template sees it: anything but nothing, zero and the like. */
  isOn(path: string): boolean {
    const value = this.value(path);
    return Array.isArray(value) ? value.length > 0 : isMapping(value) ? Object.keys(value).length > 0 : Boolean(value);
  }

  /** What goes into a Secret: what stands there in plain text, or else these words. */
  plain(path: string, otherwise: string): { readonly of: string } | { readonly words: string } {
    return this.text(path) === '' ? { words: otherwise } : { of: path };
  }

  list(path: string): readonly Json[] {
    const value = this.value(path);
    return Array.isArray(value) ? (value as readonly Json[]) : [];
  }

  map(path: string): JsonObject {
    const value = this.value(path);
    return isMapping(value) ? value : {};
  }

  /** What the file itself says; null where it says nothing. */
  given(path: string): Json {
    this.asked.add(path);
    return (valueAt(this.file, path.split('.')) as Json | undefined) ?? null;
  }

  /** Whether the file says something else than the chart would. */
  isChanged(path: string): boolean {
    this.asked.add(path);
    const steps = path.split('.');
    return (
      valueAt(this.file, steps) !== undefined && !isDeepStrictEqual(this.value(path), valueAt(this.defaults, steps))
    );
  }
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
