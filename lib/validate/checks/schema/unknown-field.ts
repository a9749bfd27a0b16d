import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'unknown-field',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field that the kind does not have: the API server drops it, or refuses the object',
  remedy: 'Correct the name or the indentation, or remove the field.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
