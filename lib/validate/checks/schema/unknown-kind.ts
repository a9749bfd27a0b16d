import type { ObjectCheck } from '../../check';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'unknown-kind',
  scope: 'object',
  kinds: [],
  severity: 'warning',
  summary: "An object's kind has no schema, so its fields were not checked",
  remedy:
    'Give the schema of its custom resource: its CustomResourceDefinition among the input, or a folder with --schema.',
  link: 'https://kubernetes.io/docs/reference/kubernetes-api/',
  examples: { passes: [], fails: [] },
  check: () => undefined,
} satisfies ObjectCheck;
