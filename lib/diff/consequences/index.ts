/** What a change does to a cluster: all rules, asked about one object at a time. */
import { severities } from '../../validate/finding';
import type { ObjectChange, Sides } from '../change';
import type { Consequence, ConsequenceRule } from '../consequence';
import { transitionOf } from '../transition';
import claimRemoved from './claim-removed';
import immutableAddress from './immutable-address';
import immutableClaim from './immutable-claim';
import immutableData from './immutable-data';
import immutableField from './immutable-field';
import immutableJob from './immutable-job';
import immutablePod from './immutable-pod';
import immutableStatefulSet from './immutable-stateful-set';
import immutableVolume from './immutable-volume';
import interruption from './interruption';
import keptObject from './kept-object';
import kindRemoved from './kind-removed';
import namespaceRemoved from './namespace-removed';
import nextRun from './next-run';
import removed from './removed';
import restart from './restart';
import selectedPods from './selected-pods';
import selection from './selection';
import staleConfig from './stale-config';
import stalePods from './stale-pods';
import statefulSetClaims from './stateful-set-claims';
import volumeOfPod from './volume-of-pod';

/** Of consequences that are equally severe, those of the first rule come first. */
export const rules: readonly ConsequenceRule[] = [
  immutableField,
  immutableStatefulSet,
  immutableJob,
  immutablePod,
  immutableData,
  immutableClaim,
  immutableVolume,
  immutableAddress,
  claimRemoved,
  statefulSetClaims,
  volumeOfPod,
  kindRemoved,
  namespaceRemoved,
  removed,
  interruption,
  selection,
  selectedPods,
  keptObject,
  nextRun,
  restart,
  staleConfig,
  stalePods,
];

/** The most severe first. */
export function consequencesOf(change: ObjectChange, sides: Sides): readonly Consequence[] {
  const transition = transitionOf(change, sides);
  const found = rules
    .filter(({ kinds }) => kinds === '*' || kinds.includes(transition.key))
    .flatMap((rule) => rule.consequencesOf(transition));
  return severities.flatMap((severity) => found.filter((consequence) => consequence.severity === severity));
}
