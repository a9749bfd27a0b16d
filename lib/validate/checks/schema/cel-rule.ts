import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'cel-rule',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'An object breaks a validation rule of its custom resource',
  remedy: 'Read the message of the rule and correct the fields that it names.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
