import type { ObjectCheck } from '../../check';
import { ruledObject } from '../../schema-examples';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'cel-rule',
  scope: 'object',
  kinds: [],
  severity: 'error',
  summary: 'An object breaks a validation rule of its CustomResourceDefinition',
  remedy: 'Correct the fields that the message of the rule names.',
  link: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules',
  examples: {
    passes: [ruledObject('self.min <= self.max', '{min: 1, max: 2}')],
    fails: [{ yaml: ruledObject('self.min <= self.max', '{min: 3, max: 2}'), at: 'spec' }],
  },
  check: () => undefined,
} satisfies ObjectCheck;
