import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'wrong-type',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A field has a value of another type than the schema says',
  remedy: 'Write the value in the expected type; quote a string that looks like a number or a boolean.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
