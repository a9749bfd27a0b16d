/** Workloads that have to be deleted, with all of their pods, before the change is taken. */
import type { Json } from '../yaml/json';
import { valueAt } from '../validate/references/lenient';
import { isStoredAlike } from './stored';
import type { Transition } from './transition';

const kinds: readonly string[] = ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'ReplicaSet.apps'];

/** By another selector: the new one does not know the old one's pods, so that leaving them is no way. */
export function isRemade({ key, before, after }: Transition): boolean {
  if (before === undefined || after === undefined || !kinds.includes(key)) return false;
  const [old, young] = [before, after].map(({ value }) => valueAt(value, 'spec', 'selector') as Json | undefined);
  return !isStoredAlike('selector', old, young);
}
