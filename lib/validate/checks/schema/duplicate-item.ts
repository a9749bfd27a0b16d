import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'duplicate-item',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'Two items of a list that is keyed have the same key',
  remedy: 'Give each item a key of its own, or remove one.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
