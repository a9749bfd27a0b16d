import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'missing-field',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A required field is missing',
  remedy: 'Add the field.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
