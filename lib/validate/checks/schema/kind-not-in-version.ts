import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'kind-not-in-version',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A kind or API version that the chosen version of Kubernetes does not serve',
  remedy: 'Use an API version that it serves, or choose another version with --kubernetes-version.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
