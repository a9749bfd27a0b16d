import type { ObjectCheck } from '../../check';
import { workload } from '../../example';

/** Reported by settings/suppression.ts; here is what there is to say about it. */
export default {
  id: 'suppression-of-unknown-rule',
  scope: 'object',
  kinds: [],
  severity: 'warning',
  summary: 'A suppression names a rule that does not exist, or none at all',
  remedy: 'Write the id of the rule as findings show it; --list lists all of them.',
  link: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/',
  examples: {
    passes: [workload('image: nginx # validate-ignore latest-tag: a demonstration, thrown away every night')],
    fails: [
      workload('image: nginx # validate-ignore lastest-tag: a demonstration, thrown away every night'),
      workload('image: nginx # validate-ignore'),
    ],
  },
  check: () => undefined,
} satisfies ObjectCheck;
