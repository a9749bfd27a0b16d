/** Resources of a container: over defaults of our own, a limit alone would stay below what those request. */
import { isMapping } from '../../lib/values/merge';
import type { Json } from '../../lib/yaml/json';

const FILLED = ['cpu', 'memory', 'ephemeral-storage'];

/** As Kubernetes fills it in: who says no request means the limit. */
export function resources(value: Json): Json {
  if (!isMapping(value) || !isMapping(value['limits'])) return value;
  const { limits, requests, ...others } = value;
  const ofLimits = Object.entries(limits).filter(([name]) => FILLED.includes(name));
  const filled = { ...Object.fromEntries(ofLimits), ...(isMapping(requests) && requests) };
  return { ...(Object.keys(filled).length > 0 && { requests: filled }), limits, ...others };
}
