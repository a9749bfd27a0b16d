import { isRecord, type ManifestObject } from '../object';
import type { Pod } from '../pod';

/** Whether the pod is meant to run until somebody stops it: no job, no single-use pod such as a Helm test. */
export function isLongRunning({ object, spec }: Pod): boolean {
  if (object.key === 'Job.batch' || object.key === 'CronJob.batch') return false;
  if (object.key !== 'Pod') return true;
  return (spec.restartPolicy ?? 'Always') === 'Always' && !isHook(object);
}

/** Helm's and Argo CD's hooks: something else creates, watches and removes them. */
export function isHook({ value }: ManifestObject): boolean {
  const metadata = value['metadata'];
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined;
  if (!isRecord(annotations)) return false;
  return ['helm.sh/hook', 'argocd.argoproj.io/hook'].some((key) => Object.hasOwn(annotations, key));
}
