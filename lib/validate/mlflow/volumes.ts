import type { PodContainer } from '../pod';

/** Whether a file of the container outlives its pod: it lies on a mount that is neither an emptyDir nor read-only data. */
export function isKept({ spec, pod }: PodContainer, file: string): boolean {
  const path = file.startsWith('/') ? file : `/${file}`;
  const mount = (spec.volumeMounts ?? [])
    .filter(({ mountPath = '' }) => path === mountPath || path.startsWith(`${mountPath.replace(/\/$/, '')}/`))
    .sort((a, b) => (b.mountPath ?? '').length - (a.mountPath ?? '').length)[0];
  if (mount === undefined) return false;
  const volume = (pod.spec.volumes ?? []).find(({ name }) => name === mount.name);
  // A volume that the pod does not define is a claim template of its StatefulSet.
  return volume?.emptyDir === undefined && volume?.configMap === undefined && volume?.secret === undefined;
}
