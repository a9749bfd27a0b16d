/**
 * Which of the values that changed make a difference to which fields. Each is changed apart: alone, before all others, and alone left as it
 * was. Where only several together do it, the fewest that are enough are looked for.
 */
import type { JsonObject } from '../values/merge';
import { compareSides } from './compare';
import type { FieldChange, KubernetesObject, ObjectChange, Sides } from './change';
import { Together } from './together';
import { Touched } from './touched';
import { withChanges, type ValueChange } from './value-change';

/** What the chart comes to with these values; undefined where it refuses them. */
export type Render = (values: JsonObject) => Promise<readonly KubernetesObject[] | undefined>;

export interface CausesInput {
  readonly changes: readonly ObjectChange[];
  /** All values of both renderings, the chart's defaults among them. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly valueChanges: readonly ValueChange[];
  /** The later chart. */
  readonly render: Render;
  /** What the two are said to have: of an earlier chart, or as somebody has written it. */
  readonly sides: Sides;
  /** The later side is what this chart has just given, and gives again unless something in it is random. */
  readonly isOwn?: boolean;
  /** Told before each step: how many there are. */
  readonly onProgress?: (done: number, all: number) => void;
}

export interface Cause {
  /** Places of `valueChanges`. */
  readonly values: readonly number[];
  /** The chart itself: with the same values it gives something else. */
  readonly chart: boolean;
  /** Nobody found out: the chart refuses what would tell. */
  readonly unknown?: true;
  /** Of what comes or goes as a whole: places of values that are not why, but make it what it is. */
  readonly shapes?: readonly number[];
  /** Each rendering gives another one. */
  readonly random?: true;
}

/** The causes of a field, and of an object that comes or goes. */
export type CauseOf = (change: ObjectChange, field?: FieldChange) => Cause;

export async function findCauses(input: CausesInput): Promise<CauseOf> {
  const { before, after, valueChanges, render, sides, isOwn = false, onProgress } = input;
  const places = [...valueChanges.keys()];
  const [first, last] = await Promise.all([render(before), render(after)]);
  // With the same values, the chart gives something else than there is: that is its own doing.
  const earlier = first && new Touched(compareSides({ before: sides.before, after: first }));
  const later = last && new Touched(compareSides({ before: last, after: sides.after }));
  const byValues = first && last && new Touched(compareSides({ before: first, after: last }));
  const alone = new Map<number, Touched>();
  const leftOut = new Map<number, Touched>();
  for (const place of places) {
    onProgress?.(place, places.length);
    const change = valueChanges.slice(place, place + 1);
    // Both at once: Helm is a program of its own, and there are other processors.
    const [only, without] = await Promise.all([
      first && render(withChanges(before, change)),
      last && render(withChanges(after, change, 'before')),
    ]);
    if (first && only) alone.set(place, new Touched(compareSides({ before: first, after: only })));
    if (last && without) leftOut.set(place, new Touched(compareSides({ before: without, after: last })));
  }
  const together = new Together(before, valueChanges, render, last);
  const causeOf = async (change: ObjectChange, field: FieldChange | undefined): Promise<Cause> => {
    const isLater = later?.has(change, field, 'after') === true;
    if (isOwn && isLater) return { values: [], chart: false, random: true };
    const chart = earlier?.has(change, field, 'before') === true || isLater;
    const wholes = shapesOf(change, field);
    const reason = await reasonOf(change, field, chart);
    const shapes = places.filter(
      (place) => wholes?.get(place)?.shapes(change, field) === true && !reason.values.includes(place),
    );
    return { ...reason, ...(shapes.length > 0 && { shapes }) };
  };
  /** Who shapes what comes is seen where it is, and of what goes where it was. */
  const shapesOf = (change: ObjectChange, field: FieldChange | undefined): ReadonlyMap<number, Touched> | undefined => {
    const { before: old, after: now } = field ?? change;
    if (old !== undefined && now !== undefined) return undefined;
    return now === undefined ? alone : leftOut;
  };
  const reasonOf = async (change: ObjectChange, field: FieldChange | undefined, chart: boolean): Promise<Cause> => {
    const isOfValues = (['before', 'after'] as const).some((side) => byValues?.has(change, field, side) === true);
    if (chart && !isOfValues) return { values: [], chart };
    const values = places.filter(
      (place) =>
        alone.get(place)?.has(change, field, 'before') === true ||
        leftOut.get(place)?.has(change, field, 'after') === true,
    );
    // What the chart refuses as it was, it cannot be asked about: whether it, too, has a part in it, nobody knows.
    if (first === undefined) return { values, chart: false, unknown: true };
    return { ...(await together.completed(values, change, field)), chart };
  };
  const found = new Map<FieldChange | ObjectChange, Cause>();
  for (const change of input.changes) {
    for (const field of change.fields.length > 0 ? change.fields : [undefined]) {
      found.set(field ?? change, await causeOf(change, field));
    }
  }
  onProgress?.(places.length, places.length);
  return (change, field) => found.get(field ?? change) ?? { values: [], chart: false, unknown: true };
}
