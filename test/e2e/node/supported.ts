/** What of a pod the harness interprets. Anything else is refused, so that no test passes by ignoring a field. */
import type { Container, PodSpec } from '../../../imports/kubernetes/types';

const POD: ReadonlySet<string> = new Set<keyof PodSpec>([
  'containers',
  'initContainers',
  'volumes',
  'restartPolicy',
  'securityContext',
  'terminationGracePeriodSeconds',
  'serviceAccountName',
  'enableServiceLinks',
  // For schedulers, registries and the API server, none of which is here.
  'automountServiceAccountToken',
  'topologySpreadConstraints',
  'imagePullSecrets',
]);

const CONTAINER: ReadonlySet<string> = new Set<keyof Container>([
  'name',
  'image',
  'command',
  'args',
  'workingDir',
  'env',
  'envFrom',
  'ports',
  'startupProbe',
  'livenessProbe',
  'readinessProbe',
  'lifecycle',
  'volumeMounts',
  // Memory limits hold; the rest is for schedulers, or shown by resourceFieldRef.
  'resources',
  'securityContext',
  'imagePullPolicy',
]);

const SECURITY: ReadonlySet<string> = new Set([
  'runAsNonRoot',
  'runAsUser',
  'runAsGroup',
  'fsGroup',
  'fsGroupChangePolicy',
  'allowPrivilegeEscalation',
  'capabilities',
  'readOnlyRootFilesystem',
  // Not applied: it would take a container runtime's own filter.
  'seccompProfile',
]);

export function refuseUnsupported(pod: PodSpec): void {
  only(POD, pod, 'pod');
  only(SECURITY, pod.securityContext, 'pod.securityContext');
  for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
    only(CONTAINER, container, container.name);
    only(SECURITY, container.securityContext, `${container.name}.securityContext`);
    only(new Set(['preStop']), container.lifecycle, `${container.name}.lifecycle`);
  }
}

function only(known: ReadonlySet<string>, object: object | undefined, where: string): void {
  const unknown = Object.keys(object ?? {}).filter((key) => !known.has(key));
  if (unknown.length > 0) throw new Error(`${where}: the harness does not interpret ${unknown.join(', ')}`);
}
