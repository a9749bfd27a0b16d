/** What a change does to a cluster: all rules, asked about one object at a time. */
import { severities } from '../../validate/finding';
import type { ObjectChange, Sides } from '../change';
import { effects, type Consequence, type ConsequenceRule, type Effect } from '../consequence';
import { isOwned, transitionOf, type Transition } from '../transition';
import accessAnnotation from './access-annotation';
import autoscaler from './autoscaler';
import budget from './budget';
import claimRemoved from './claim-removed';
import immutableAddress from './immutable-address';
import immutableClaim from './immutable-claim';
import immutableData from './immutable-data';
import immutableField from './immutable-field';
import immutableJob from './immutable-job';
import immutablePod from './immutable-pod';
import immutableStatefulSet from './immutable-stateful-set';
import immutableVolume from './immutable-volume';
import ingressBackend from './ingress-backend';
import ingressHost from './ingress-host';
import interruption from './interruption';
import keptObject from './kept-object';
import kindRemoved from './kind-removed';
import namespaceRemoved from './namespace-removed';
import nextRun from './next-run';
import podPrivileges from './pod-privileges';
import podSecurityEnforced from './pod-security-enforced';
import podSecurityLowered from './pod-security-lowered';
import policyReach from './policy-reach';
import refusedObject from './refused-object';
import removed from './removed';
import restart from './restart';
import rights from './rights';
import routeHost from './route-host';
import scale from './scale';
import selectedPods from './selected-pods';
import selection from './selection';
import serviceExposed from './service-exposed';
import servicePort from './service-port';
import staleConfig from './stale-config';
import stalePods from './stale-pods';
import stillNamed from './still-named';
import statefulSetClaims from './stateful-set-claims';
import tokenMounted from './token-mounted';
import volumeOfPod from './volume-of-pod';
import volumeReclaimed from './volume-reclaimed';

export const rules: readonly ConsequenceRule[] = [
  accessAnnotation,
  autoscaler,
  budget,
  claimRemoved,
  immutableAddress,
  immutableClaim,
  immutableData,
  immutableField,
  immutableJob,
  immutablePod,
  immutableStatefulSet,
  immutableVolume,
  ingressBackend,
  ingressHost,
  interruption,
  keptObject,
  kindRemoved,
  namespaceRemoved,
  nextRun,
  podPrivileges,
  podSecurityEnforced,
  podSecurityLowered,
  policyReach,
  refusedObject,
  removed,
  restart,
  rights,
  routeHost,
  scale,
  selectedPods,
  selection,
  serviceExposed,
  servicePort,
  staleConfig,
  stalePods,
  statefulSetClaims,
  stillNamed,
  tokenMounted,
  volumeOfPod,
  volumeReclaimed,
];

/** The most severe first. */
export function consequencesOf(change: ObjectChange, sides: Sides): readonly Consequence[] {
  // What others make of it follows from what it is made of.
  if ([change.before, change.after].some((object) => object !== undefined && isOwned(object))) return [];
  const transition = transitionOf(change, sides);
  const found = rules
    .filter(({ kinds }) => kinds === '*' || (isKnown(transition) && kinds.includes(transition.key)))
    .flatMap((rule) => rule.consequencesOf(transition));
  return (isRefused(found) ? found.filter(({ effect }) => !ofWhatIsTaken.includes(effect)) : found).sort(
    (a, b) => rank(a) - rank(b),
  );
}

/** What follows of an object only where the API server takes it. */
const ofWhatIsTaken: readonly Effect[] = ['downtime', 'selector', 'restart', 'stale', 'scale'];

/** Whatever one does: what is to be made again is taken then. */
function isRefused(found: readonly Consequence[]): boolean {
  return found.some(({ effect }) => effect === 'refused');
}

function rank({ severity, effect }: Consequence): number {
  return severities.indexOf(severity) * effects.length + effects.indexOf(effect);
}

/** Of a version that nobody knows, nothing is where the rules look for it. */
function isKnown({ before, after }: Transition): boolean {
  return before?.status !== 'unknown-kind' && after?.status !== 'unknown-kind';
}
