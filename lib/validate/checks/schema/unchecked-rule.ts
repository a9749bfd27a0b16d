import type { ObjectCheck } from '../../check';
import { ruledObject } from '../../schema-examples';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'unchecked-rule',
  scope: 'object',
  kinds: [],
  severity: 'info',
  summary:
    'A rule or pattern of a CustomResourceDefinition that could not be evaluated, or would take too long; said once if it is the same for all objects',
  remedy:
    'Nothing is known to be wrong with the object; a server-side dry run evaluates the rule, as long as it is within the limits of the API server.',
  link: 'https://kubernetes.io/docs/reference/using-api/cel/',
  examples: {
    passes: [ruledObject('self.min <= self.max', '{min: 1, max: 2}')],
    fails: [
      { yaml: ruledObject('self.min >= oldSelf.min', '{min: 3, max: 2}'), at: 'spec' },
      { yaml: ruledObject("self.min <= ip('::1')", '{min: 3, max: 2}'), at: 'spec' },
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
