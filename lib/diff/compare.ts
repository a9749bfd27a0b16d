/** Two sets of objects, compared as Kubernetes does: by name, and items of lists by their key. */
import { isDeepStrictEqual } from 'node:util';
import { isMapping } from '../values/merge';
import { quantityOf } from '../text/quantity';
import type { Json } from '../yaml/json';
import type { FieldChange, KubernetesObject, ObjectChange, Sides, Step } from './change';
import { matchItems } from './list-items';
import { objectKey } from './object-key';

/** What is not equal, in the order of `after`; then what goes. Of two objects with one name, the last counts, as for the API server. */
export function compareSides({ before, after }: Sides): readonly ObjectChange[] {
  const earlier = new Map(before.map((object) => [objectKey(object), object]));
  const later = new Map(after.map((object) => [objectKey(object), object]));
  const changes: ObjectChange[] = [];
  for (const [key, object] of later) {
    const old = earlier.get(key);
    const fields = old === undefined ? [] : compareObjects(old, object);
    if (old === undefined || fields.length > 0) changes.push({ before: old, after: object, fields });
  }
  for (const [key, object] of earlier) {
    if (!later.has(key)) changes.push({ before: object, after: undefined, fields: [] });
  }
  return changes;
}

/** The innermost places at which two states of an object differ, in the order of its fields. */
function compareObjects(before: KubernetesObject, after: KubernetesObject): readonly FieldChange[] {
  const found: FieldChange[] = [];
  compare(before as unknown as Json, after as unknown as Json, [], found);
  return found;
}

type Fields = Readonly<Record<string, Json>>;

function compare(before: Json | undefined, after: Json | undefined, path: readonly Step[], found: FieldChange[]): void {
  if (before === after || isDeepStrictEqual(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    const { pairs, order } = matchItems(before as readonly Json[], after as readonly Json[]);
    for (const pair of pairs) compare(pair.before, pair.after, [...path, pair.step], found);
    if (order !== undefined) found.push({ path, ...order, order: true });
  } else if (isMapping(before) && isMapping(after)) {
    for (const key of keysOf(before, after)) compare(fieldOf(before, key), fieldOf(after, key), [...path, key], found);
  } else if (!isSameAmount(before, after, path)) found.push({ path, before, after });
}

function fieldOf(fields: Fields, key: string): Json | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

/** Those of the later one, each gone one where it was. */
function keysOf(before: Fields, after: Fields): readonly string[] {
  const keys = Object.keys(after);
  for (const [index, key] of Object.keys(before).entries()) {
    if (!Object.hasOwn(after, key)) keys.splice(index, 0, key);
  }
  return keys;
}

/** `1Gi` and `1024Mi`: the API server writes both the same way. */
function isSameAmount(before: Json | undefined, after: Json | undefined, path: readonly Step[]): boolean {
  if (path[0] !== 'spec' || !path.some((step, index) => isAmounts(step, path[index - 1]))) return false;
  const amount = quantityOf(before);
  return amount !== undefined && amount === quantityOf(after);
}

/** Where quantities stand in Kubernetes' own kinds. */
function isAmounts(step: Step, around: Step | undefined): boolean {
  if (step === 'sizeLimit' || step === 'hard' || step === 'averageValue' || step === 'capacity') return true;
  return (step === 'requests' || step === 'limits') && around === 'resources';
}
