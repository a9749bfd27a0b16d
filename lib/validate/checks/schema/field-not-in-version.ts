import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'field-not-in-version',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field that the kind does not have in the chosen version of Kubernetes',
  remedy: 'Remove the field, or choose a newer version with --kubernetes-version.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
