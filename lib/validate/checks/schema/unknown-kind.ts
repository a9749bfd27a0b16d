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
  link: 'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/',
  examples: {
    passes: ['apiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: {name: a}\nspec: {selfSigned: {}}\n'],
    fails: [
      { yaml: 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n', at: 'kind' },
      {
        yaml: 'apiVersion: cert-manager.io/v1alpha2\nkind: Issuer\nmetadata: {name: a}\nspec: {selfSigned: {}}\n',
        at: 'kind',
      },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
