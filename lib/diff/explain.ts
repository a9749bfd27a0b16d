/** From two sides to an explanation: what differs, which values made it so, and what it does. */
import type { JsonObject } from '../values/merge';
import type { KubernetesObject, ObjectChange } from './change';
import { findCauses, type Cause, type CauseOf, type Render } from './causes';
import { compareSides } from './compare';
import { consequencesOf } from './consequences';
import type { ExplainedValue, Explanation } from './explanation';
import { SecretContents } from './secret-values';
import { completeValues, valueChanges, type ValueChange } from './value-change';

export interface ComparedSide {
  readonly label: string;
  readonly objects: readonly KubernetesObject[];
  /** All of them; without, causes are not looked for. */
  readonly values?: JsonObject;
  /** Of the chart that it was made with, where they are known. */
  readonly defaults?: JsonObject;
  /** What has to be known of it: that something is there twice. */
  readonly remarks?: readonly string[];
  /** What its chart warns of, with these values. */
  readonly warnings?: readonly string[];
}

/** The chart of the later side, which can be asked what other values come to. */
export interface Renderer {
  readonly render: Render;
  /** What it has where nobody says anything. */
  readonly defaults: JsonObject;
  /** The later side is what it has given. */
  readonly isOwn: boolean;
  origin(change: ValueChange): Pick<ExplainedValue, 'origin' | 'isSecret'>;
}

export interface ExplainOptions {
  readonly renderer?: Renderer | undefined;
  /** That objects are applied to which name none, where it is known. */
  readonly namespace?: string | undefined;
  readonly onProgress?: (done: number, all: number) => void;
}

const NO_CAUSE: Cause = { values: [], chart: false };

export async function explain(
  before: ComparedSide,
  after: ComparedSide,
  options: ExplainOptions = {},
): Promise<Omit<Explanation, 'environment' | 'elsewhere'>> {
  const { namespace } = options;
  const sides = { before: before.objects, after: after.objects, ...(namespace !== undefined && { namespace }) };
  const changes = compareSides(sides);
  const secrets = new SecretContents([...before.objects, ...after.objects]);
  const { values, causeOf, remarks } = await causesOf(changes, before, after, secrets, options);
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
    remarks: [...new Set([...(before.remarks ?? []), ...(after.remarks ?? []), ...remarks])],
    warnings: (after.warnings ?? []).filter((warning) => !(before.warnings ?? []).includes(warning)),
    secrets,
  };
}

interface Causes {
  readonly values: readonly ExplainedValue[];
  readonly causeOf: CauseOf;
  readonly remarks: readonly string[];
}

async function causesOf(
  changes: readonly ObjectChange[],
  before: ComparedSide,
  after: ComparedSide,
  secrets: SecretContents,
  { renderer, onProgress = () => undefined }: ExplainOptions,
): Promise<Causes> {
  const unknown = { values: [], causeOf: () => NO_CAUSE, remarks: [] };
  if (renderer === undefined || before.values === undefined || after.values === undefined) {
    return { ...unknown, remarks: changes.length === 0 ? [] : [noCauses(before, after)] };
  }
  const earlier = completeValues(before.values, after.values, renderer.defaults, before.defaults);
  const differing = valueChanges(earlier, after.values);
  const values = differing.map((change) => {
    const { origin, isSecret } = renderer.origin(change);
    return { change, origin, isSecret: isSecret || secrets.holds(change.before) || secrets.holds(change.after) };
  });
  if (changes.length === 0) return { ...unknown, values };
  const causeOf = await findCauses({
    changes,
    before: earlier,
    after: after.values,
    valueChanges: differing,
    render: renderer.render,
    isOwn: renderer.isOwn,
    sides: { before: before.objects, after: after.objects },
    onProgress,
  });
  return { values, causeOf, remarks: [] };
}

function noCauses(...sides: readonly ComparedSide[]): string {
  const bare = sides.filter(({ values }) => values === undefined).map(({ label }) => label);
  const why = bare.length === 0 ? '' : `: of ${bare.join(' and ')} there are manifests only`;
  return `Which values are the cause is not known${why}.`;
}
