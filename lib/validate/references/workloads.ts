/** Workloads that keep pods running: what Services, autoscalers and budgets are for. */
import type { ManifestObject } from '../object';
import type { Pod } from '../pod';

/** `Kind.group` of what keeps pods running, not of what ends. */
export const workloadKinds = [
  'Deployment.apps',
  'StatefulSet.apps',
  'DaemonSet.apps',
  'ReplicaSet.apps',
  'ReplicationController',
];

/**
 * The first workloads among these pods, one for each name, two at most: the same name twice is one workload to the
 * server. Bare pods and jobs are left out.
 */
export function distinctWorkloads(pods: readonly Pod[]): readonly ManifestObject[] {
  const found: ManifestObject[] = [];
  for (const { object } of pods) {
    if (!workloadKinds.includes(object.key) || (found[0] !== undefined && isSame(found[0], object))) continue;
    found.push(object);
    if (found.length === 2) break;
  }
  return found;
}

/** Whether both are one object to the server. */
export function isSame(a: ManifestObject, b: ManifestObject): boolean {
  return a.key === b.key && a.namespace === b.namespace && a.name === b.name;
}
