import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'out-of-range',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A number, a length or a count is outside its limits',
  remedy: 'Stay inside the limits.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
