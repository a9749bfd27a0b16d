import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'wrong-format',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A text does not have the form that it needs: a quantity, a name, a label, a time',
  remedy: 'Write it in the expected form.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
