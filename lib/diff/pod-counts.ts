/** How many pods a workload has on its way to another template, and how many of them may be away. */
import type { DaemonSet, Deployment, StatefulSet } from '../../imports/kubernetes/types';
import { typed, type ManifestObject } from '../validate/object';
import { podsOf } from '../validate/reliability/amount';
import { autoscalerOf, replicasOf } from '../validate/reliability/replicas';
import type { Transition } from './transition';

/** As the manifest says; undefined where an autoscaler decides, or nodes. */
export function replicasAfter({ after, sides }: Transition): number | undefined {
  return after === undefined || autoscalerOf(sides.after, after) !== undefined ? undefined : replicasOf(after);
}

export function replicasBefore({ before, sides }: Transition): number | undefined {
  return before === undefined || autoscalerOf(sides.before, before) !== undefined ? undefined : replicasOf(before);
}

export interface Pace {
  /** Of the pods that are wanted, at most. */
  readonly unavailable: number;
  /** Beside them, at most. */
  readonly surge: number;
}

/** Of a Deployment that rolls: as its controller computes them (ResolveFenceposts). */
export function paceOf(deployment: ManifestObject, replicas: number): Pace {
  const { maxUnavailable = '25%', maxSurge = '25%' } =
    typed<Deployment>(deployment).spec?.strategy?.rollingUpdate ?? {};
  const surge = podsOf(maxSurge, replicas, 'up') ?? 0;
  const unavailable = podsOf(maxUnavailable, replicas, 'down') ?? 0;
  return surge === 0 && unavailable === 0
    ? { surge, unavailable: 1 }
    : { surge, unavailable: Math.min(unavailable, replicas) };
}

/** What becomes of pods with an older template. */
export type Strategy = 'rolling' | 'recreate' | 'on-delete' | 'paused' | 'none';

export function strategyOf(workload: ManifestObject): Strategy {
  switch (workload.key) {
    case 'Deployment.apps': {
      const { paused, strategy } = typed<Deployment>(workload).spec ?? {};
      if (paused === true) return 'paused';
      return strategy?.type === 'Recreate' ? 'recreate' : 'rolling';
    }
    case 'StatefulSet.apps':
    case 'DaemonSet.apps':
      return typed<StatefulSet | DaemonSet>(workload).spec?.updateStrategy?.type === 'OnDelete'
        ? 'on-delete'
        : 'rolling';
    default:
      return 'none';
  }
}

/** Ordinals of a StatefulSet's pods: from the first on, and from which on they are replaced. */
export function ordinalsOf(set: ManifestObject): { readonly first: number; readonly partition: number } {
  const { ordinals, updateStrategy } = typed<StatefulSet>(set).spec ?? {};
  const first = ordinals?.start ?? 0;
  return { first, partition: Math.max(first, updateStrategy?.rollingUpdate?.partition ?? 0) };
}
