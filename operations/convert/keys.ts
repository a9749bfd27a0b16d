/** Which of a file's values are not the other chart's defaults, and which it does not know. */
import { isDeepStrictEqual } from 'node:util';
import { nearestName } from '../../lib/text/nearest-name';
import { isMapping, type JsonObject } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';
import type { Path } from '../../lib/yaml/position';
import type { OtherChart } from './chart';

export interface UnknownKey {
  readonly path: Path;
  /** What was meant, perhaps. */
  readonly near: string | undefined;
}

export interface Keys {
  /** Paths of values that differ. */
  readonly changed: readonly string[];
  readonly unknown: readonly UnknownKey[];
  /** How many of the file's keys the chart knows. */
  readonly known: number;
}

export function keysIn(chart: OtherChart, given: JsonObject): Keys {
  const changed: string[] = [];
  const unknown: UnknownKey[] = [];
  let known = 0;
  const isFurther = (path: string) =>
    chart.further.some((further) => path === further || path.startsWith(`${further}.`));
  const hasRowBelow = (path: string) => Object.keys(chart.rows).some((row) => row.startsWith(`${path}.`));
  const visit = (values: JsonObject, defaults: JsonObject, above: Path): void => {
    for (const [key, value] of Object.entries(values)) {
      const path = [...above, key];
      const name = path.join('.');
      const isKnown = Object.hasOwn(defaults, key);
      const fallback = isKnown ? defaults[key] : undefined;
      if (isMapping(value) && isMapping(fallback) && Object.keys(fallback).length > 0) {
        visit(value, fallback, path);
      } else if (isMapping(value) && !isKnown && isFurther(name) && hasRowBelow(name)) {
        visit(value, {}, path);
      } else if (isKnown || isFurther(name)) {
        known += 1;
        if (!isSame(value, fallback)) changed.push(name);
      } else if (!isNoise(key, value)) {
        unknown.push({ path, near: nearestName(key, Object.keys(defaults)) });
      }
    }
  };
  visit(given, chart.defaults, []);
  return { changed, unknown, known };
}

/** Also what leaves it to the chart. */
function isSame(value: Json, fallback: Json | undefined): boolean {
  return isDeepStrictEqual(value, fallback) || (value === null && (fallback === undefined || isNothing(fallback)));
}

function isNothing(value: Json): boolean {
  return value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** The first line of “helm get values” without -o yaml. */
function isNoise(key: string, value: Json): boolean {
  return key === 'USER-SUPPLIED VALUES' && value === null;
}
