/** What a change does to a cluster: all rules, asked about one object at a time. */
import { severities } from '../../validate/finding';
import type { ObjectChange, Sides } from '../change';
import type { Consequence, ConsequenceRule } from '../consequence';
import { transitionOf } from '../transition';
import immutableAddress from './immutable-address';
import immutableClaim from './immutable-claim';
import immutableData from './immutable-data';
import immutableField from './immutable-field';
import immutableJob from './immutable-job';
import immutablePod from './immutable-pod';
import immutableStatefulSet from './immutable-stateful-set';
import immutableVolume from './immutable-volume';

/** Of consequences that are equally severe, those of the first rule come first. */
export const rules: readonly ConsequenceRule[] = [
  immutableAddress,
  immutableClaim,
  immutableData,
  immutableField,
  immutableJob,
  immutablePod,
  immutableStatefulSet,
  immutableVolume,
];

const rulesOfKind = new Map<string, ConsequenceRule[]>();
for (const rule of rules) {
  for (const kind of rule.kinds) rulesOfKind.set(kind, [...(rulesOfKind.get(kind) ?? []), rule]);
}

/** The most severe first. */
export function consequencesOf(change: ObjectChange, sides: Sides): readonly Consequence[] {
  const transition = transitionOf(change, sides);
  const found = (rulesOfKind.get(transition.key) ?? []).flatMap((rule) => rule.consequencesOf(transition));
  return severities.flatMap((severity) => found.filter((consequence) => consequence.severity === severity));
}
