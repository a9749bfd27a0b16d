import type { ObjectCheck } from '../../check';
import { ruledObject } from '../../schema-examples';

/** Reported by lib/schema; here is what there is to say about it. */
export default {
  id: 'unchecked-rule',
  scope: 'object',
  kinds: [],
  severity: 'info',
  summary: 'A validation rule of a CustomResourceDefinition that could not be evaluated; said once for each rule',
  remedy: 'Nothing is wrong with the object; a server-side dry run evaluates the rule.',
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
