import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'no-such-kind',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'A kind that does not exist in its API version: all kinds of the API group are known',
  remedy: 'Correct the apiVersion or the kind.',
  link: 'https://kubernetes.io/docs/reference/using-api/#api-groups',
  examples: {
    passes: [workload({}), 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\n'],
    fails: [
      { yaml: 'apiVersion: v1\nkind: Deployment\nmetadata: {name: a}\n', at: 'apiVersion' },
      { yaml: 'apiVersion: apps/v1\nkind: Deploymnet\nmetadata: {name: a}\n', at: 'kind' },
      { yaml: 'apiVersion: app/v1\nkind: Deployment\nmetadata: {name: a}\n', at: 'apiVersion' },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
