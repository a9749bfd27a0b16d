/** The same change in many places is one: a label of 48 objects is a line with a count. */
import type { Cause } from './causes';
import type { FieldChange } from './change';
import { severities } from '../validate/finding';
import type { Consequence } from './consequence';
import type { ExplainedField, ExplainedObject, Explanation } from './explanation';
import { pathText } from './path-text';

export interface FoldedField {
  /** What the places have in common: `labels["helm.sh/chart"]`. */
  readonly tail: string;
  readonly change: FieldChange;
  readonly cause: Cause;
  readonly count: number;
  /** Each once. */
  readonly objects: readonly ExplainedObject[];
}

export interface FoldedConsequence {
  readonly consequence: Consequence;
  /** Of the fields that bring it, in all of the objects. */
  readonly cause: Cause;
  readonly objects: readonly ExplainedObject[];
}

export interface Folded {
  readonly fields: readonly FoldedField[];
  /** With the fields that are left; those that have none left are in `fields` only. */
  readonly objects: readonly ExplainedObject[];
}

const NO_CAUSE: Cause = { values: [], chart: false };

/** Two of the same are shown as they are. */
const FEWEST = 3;

export function fold({ objects }: Pick<Explanation, 'objects'>): Folded {
  const groups = new Map<string, { readonly field: ExplainedField; readonly objects: ExplainedObject[] }>();
  for (const object of objects) {
    for (const field of object.fields) {
      const key = keyOf(field);
      const group = groups.get(key) ?? { field, objects: [] };
      group.objects.push(object);
      groups.set(key, group);
    }
  }
  const isFolded = (field: ExplainedField): boolean => (groups.get(keyOf(field))?.objects.length ?? 0) >= FEWEST;
  const folded = [...groups.values()].filter(({ field }) => isFolded(field));
  return {
    fields: folded.map(({ field: { change, cause }, objects: places }) => ({
      tail: tailOf(change),
      change,
      cause,
      count: places.length,
      objects: [...new Set(places)],
    })),
    objects: objects
      .map((object) => ({ ...object, fields: object.fields.filter((field) => !isFolded(field)) }))
      .filter(({ fields, change }) => fields.length > 0 || change.before === undefined || change.after === undefined),
  };
}

/** The most severe first; then in the order of the objects. */
export function foldConsequences({ objects }: Pick<Explanation, 'objects'>): readonly FoldedConsequence[] {
  const groups = new Map<string, FoldedConsequence & { readonly objects: ExplainedObject[] }>();
  for (const object of objects) {
    for (const consequence of object.consequences) {
      const { effect, severity, message, remedy } = consequence;
      const key = JSON.stringify([effect, severity, message, remedy]);
      const { objects: others, cause } = groups.get(key) ?? { objects: [], cause: NO_CAUSE };
      const causes = [cause, ...causesOf(object, consequence)];
      groups.set(key, { consequence, objects: [...others, object], cause: joined(causes) });
    }
  }
  const rank = ({ consequence }: FoldedConsequence): number => severities.indexOf(consequence.severity);
  return [...groups.values()].sort((one, other) => rank(one) - rank(other));
}

function causesOf({ fields, cause }: ExplainedObject, consequence: Consequence): readonly Cause[] {
  if (consequence.fields.length === 0) return [cause];
  return fields.filter(({ change }) => consequence.fields.includes(change)).map((field) => field.cause);
}

function joined(causes: readonly Cause[]): Cause {
  const values = [...new Set(causes.flatMap((cause) => cause.values))].sort((one, other) => one - other);
  return { values, chart: causes.some(({ chart }) => chart) };
}

function keyOf({ change, cause }: ExplainedField): string {
  const { before, after, order = false } = change;
  return JSON.stringify([
    tailOf(change),
    before ?? null,
    before === undefined,
    after ?? null,
    after === undefined,
    order,
    cause,
  ]);
}

/** The last field and what is around it: the same label is in an object’s metadata and in its pods’. */
function tailOf({ path }: FieldChange): string {
  return pathText(path.slice(-2)).replace(/^\./, '');
}
