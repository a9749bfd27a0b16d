import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'wrong-value',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field has a value that is not among those allowed',
  remedy: 'Use one of the allowed values.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
