/** Which fields of a spec change for the API server, its defaults considered. */
import { isRecord, type JsonObject, type ManifestObject } from '../validate/object';
import { isStoredAlike } from './stored';
import type { Transition } from './transition';

/**
 * @param as what the spec is to `stored.ts`
 * @param part what of each side's spec counts
 */
export function changedSpecFields(
  { before, after }: Transition,
  as: 'podSpec' | 'claimSpec',
  part: (spec: JsonObject) => JsonObject = (spec) => spec,
): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const [old, young] = [part(specOf(before)), part(specOf(after))];
  const only = (spec: JsonObject, name: string) => (spec[name] === undefined ? {} : { [name]: spec[name] });
  return [...new Set([...Object.keys(old), ...Object.keys(young)])].filter(
    (name) => !isStoredAlike(as, only(old, name), only(young, name)),
  );
}

export function specOf({ value }: ManifestObject): JsonObject {
  return isRecord(value['spec']) ? value['spec'] : {};
}
