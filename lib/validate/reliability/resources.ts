import type { Report } from '../check';
import type { PodContainer } from '../pod';

type Resource = 'cpu' | 'memory' | 'ephemeral-storage';

/**
 * Reports a container that has no request or limit of a resource. Resources of the pod as a whole (since 1.32) count;
 * ephemeral containers cannot have any. Init containers end soon: that is only worth knowing.
 */
export function reportUnset(
  { pod, role, spec, path }: PodContainer,
  part: 'requests' | 'limits',
  resource: Resource,
  report: Report,
  consequence: string,
): void {
  if (role === 'ephemeral') return;
  // A limit without a request is the request as well.
  const parts = part === 'requests' ? (['requests', 'limits'] as const) : (['limits'] as const);
  if (parts.some((name) => spec.resources?.[name]?.[resource] !== undefined)) return;
  if (parts.some((name) => pod.spec.resources?.[name]?.[resource] !== undefined)) return;
  const message = `no ${resource} ${part === 'requests' ? 'request' : 'limit'}: ${consequence}`;
  report([...path, 'resources', part, resource], message, role === 'init' ? { severity: 'info' } : {});
}
