/** Objects of `helm test`: part of a chart, and of no installation. */
import type { Json } from '../yaml/json';

/** Names of Helm 2 among them, which Helm still takes. */
const TESTS = ['test', 'test-success', 'test-failure'];

/**
 * Whether Helm makes an object for `helm test` and for nothing else, by its annotation `helm.sh/hook`: whoever applies plain manifests
 * would have it once, at once, and for good.
 */
export function isTestHook(object: Json): boolean {
  const { metadata } = (object ?? {}) as {
    readonly metadata?: { readonly annotations?: Readonly<Record<string, Json>> };
  };
  const hooks = metadata?.annotations?.['helm.sh/hook'];
  if (typeof hooks !== 'string') return false;
  return hooks.split(',').every((hook) => TESTS.includes(hook.trim().toLowerCase()));
}
