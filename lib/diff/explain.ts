/** From two sides to an explanation: what differs, which values made it so, and what it does. */
import type { JsonObject } from '../values/merge';
import type { KubernetesObject } from './change';
import { findCauses, type Cause, type CauseOf, type Render } from './causes';
import { compareSides } from './compare';
import { consequencesOf } from './consequences';
import type { ExplainedValue, Explanation } from './explanation';
import { valueChanges, type ValueChange } from './value-change';

export interface ComparedSide {
  readonly label: string;
  readonly objects: readonly KubernetesObject[];
  /** All of them; without, causes are not looked for. */
  readonly values?: JsonObject;
}

/** The chart of the later side, which can be asked what other values come to. */
export interface Renderer {
  readonly render: Render;
  /** The values of another version, with the defaults of this one where they say nothing. */
  complete(values: JsonObject): JsonObject;
  origin(change: ValueChange): Pick<ExplainedValue, 'origin' | 'isSecret'>;
}

export interface ExplainOptions {
  readonly renderer?: Renderer | undefined;
  readonly onProgress?: (done: number, all: number) => void;
}

const NO_CAUSE: Cause = { values: [], chart: false };

export async function explain(
  before: ComparedSide,
  after: ComparedSide,
  { renderer, onProgress }: ExplainOptions = {},
): Promise<Omit<Explanation, 'environment' | 'elsewhere'>> {
  const sides = { before: before.objects, after: after.objects };
  const changes = compareSides(sides);
  const { values, causeOf, remarks } = await causes(before, after, { renderer, onProgress });
  return {
    from: before.label,
    to: after.label,
    values,
    objects: changes.map((change) => ({
      change,
      cause: change.fields.length > 0 ? NO_CAUSE : causeOf(change),
      fields: change.fields.map((field) => ({ change: field, cause: causeOf(change, field) })),
      consequences: consequencesOf(change, sides),
    })),
    same: after.objects.length - changes.filter(({ after: object }) => object !== undefined).length,
    remarks,
  };

  async function causes(
    { values: from }: ComparedSide,
    { values: to }: ComparedSide,
    { renderer: chart, onProgress: tell }: ExplainOptions,
  ): Promise<{
    readonly values: readonly ExplainedValue[];
    readonly causeOf: CauseOf;
    readonly remarks: readonly string[];
  }> {
    const unknown = { values: [], causeOf: () => NO_CAUSE };
    if (chart === undefined || from === undefined || to === undefined) {
      const which = [before, after].filter((side) => side.values === undefined).map(({ label }) => label);
      const why =
        which.length === 0
          ? 'no chart is asked'
          : `${which.join(' and ')} ${which.length === 1 ? 'has' : 'have'} manifests only`;
      return { ...unknown, remarks: changes.length === 0 ? [] : [`Which values are the cause is not known: ${why}.`] };
    }
    const earlier = chart.complete(from);
    const differing = valueChanges(earlier, to);
    const explained = differing.map((change) => ({ change, ...chart.origin(change) }));
    if (changes.length === 0) return { ...unknown, values: explained, remarks: [] };
    const causeOf = await findCauses({
      changes,
      before: earlier,
      after: to,
      valueChanges: differing,
      render: chart.render,
      sides,
      ...(tell && { onProgress: tell }),
    });
    return { values: explained, causeOf, remarks: [] };
  }
}
